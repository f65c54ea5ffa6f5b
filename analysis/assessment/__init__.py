"""What do partners' own answers say of their partnership, and what can they not tell?"""
