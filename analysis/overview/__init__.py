"""What does a scenario look like at a glance?"""
