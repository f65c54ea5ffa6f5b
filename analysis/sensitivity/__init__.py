"""Which parameters does an outcome depend on?"""
