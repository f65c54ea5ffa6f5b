"""Month 0: posts and ties laid out, then people drawn into them."""
