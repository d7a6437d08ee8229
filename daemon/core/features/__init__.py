"""Features: named signals of a pose, and an exercise's movement made of them."""
