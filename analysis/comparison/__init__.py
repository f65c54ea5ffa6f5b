"""What differs between scenarios, paired by seed?"""
