"""Who knows and trusts whom?"""
