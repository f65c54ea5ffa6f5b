"""Does it spread, deepen and stay (Coburn 2003), how fairly and at what cost?"""
