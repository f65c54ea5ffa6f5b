"""Do claims of the literature hold in the model?"""
