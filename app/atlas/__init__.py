"""The atlas: a scenario computed beforehand over a few levers and events, as one file that needs no server."""
