"""Where does each parameter matter most, and which matter nowhere?"""
