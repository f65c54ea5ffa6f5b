"""The commands of ``rpp``: one file each, named as the command."""
