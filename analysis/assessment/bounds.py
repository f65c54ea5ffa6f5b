"""How much an assessment may be asked, apart from all that computes it, so that the help of commands loads nothing."""

#: Fewest draws from which intervals are made, and the most that anybody has time for.
FEWEST, MOST = 5, 10_000
#: Draws of what the answers may mean, where nobody asks for others.
USUAL = 100
#: Most dollars a year that changes can be given.
MOST_MONEY = 10_000_000
