"""View models: what the daemon's answers come to as lines and cells. Plain functions, without a terminal."""
