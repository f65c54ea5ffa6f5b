"""Which region of the parameters produces an outcome?"""
