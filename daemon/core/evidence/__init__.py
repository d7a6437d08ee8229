"""Evidence: what speaks for a movement being a rep of an exercise, and how much each part of it weighs."""
