"""What does each lever and event move, and at what price?"""
