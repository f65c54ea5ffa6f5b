"""Forms of `rpp assess`, and the report of what partners answered."""
