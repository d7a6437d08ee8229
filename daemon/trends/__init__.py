"""What the history can carry: trends, plateaus, changes and records, each silent until it has enough to speak from."""
