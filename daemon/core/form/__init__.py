"""How good a rep was: its measures with their uncertainty, its score, its faults and the one thing to say."""
