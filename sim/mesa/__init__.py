"""The same world as a Mesa model with agents."""
