"""What a session needs on paper and on a wall: slides, a page to fill in, role cards, and the facilitator's plan."""
