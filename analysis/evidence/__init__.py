"""How near are simulated figures to published ones?"""
