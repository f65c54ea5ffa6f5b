"""For modellers: the model of one world on a page of Mesa's own kind."""
