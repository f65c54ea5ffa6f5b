"""Whether this installation can do its work here: what is there, and what to do where something is not."""
