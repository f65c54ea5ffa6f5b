"""The version of the model and its programs, in a file of its own so that every layer can name it lightly."""

__version__ = "0.3.0.dev0"
