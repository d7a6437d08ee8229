"""Counting: cuts movements into attempts, decides which are reps, and confirms them."""
