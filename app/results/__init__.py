"""Results folders as commands open and write them."""
