"""A batch of worlds, computed month by month in parallel threads, and what it gives back."""
