"""What do published patterns say about parameters?"""
