"""What the dashboard knows: the daemon's answers as types, the state, and its fold. Knows no terminal."""
