"""The faces of the model: the command line ``rpp`` and what it prints and writes."""
