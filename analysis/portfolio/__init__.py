"""By which rules should funders of a field give, at the same yearly budgets?"""
