"""What the dashboard knows, without a terminal."""
