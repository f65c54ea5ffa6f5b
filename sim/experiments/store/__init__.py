"""The results folder: what is in it, and how it gets in and out."""
