"""How long do partnerships last, why do they end, and what makes a difference?"""
