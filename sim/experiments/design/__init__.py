"""Which combinations of values an experiment visits."""
