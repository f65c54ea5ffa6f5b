"""Which runs an experiment consists of, from a file or from names and values."""
