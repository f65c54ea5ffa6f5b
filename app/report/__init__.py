"""``rpp report``: one page about a results folder."""
