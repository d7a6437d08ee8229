"""Recognition: which exercise it is."""
