"""Numbers, names and tables as people say them."""
