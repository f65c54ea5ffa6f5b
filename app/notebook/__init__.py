"""The app in a cell of a notebook."""
