"""``rpp story``: one run told in plain sentences."""
