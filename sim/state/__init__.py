"""What a batch of worlds is made of: tables of columns."""
