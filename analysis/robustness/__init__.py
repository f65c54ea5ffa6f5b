"""Which policy does well across uncertain futures?"""
