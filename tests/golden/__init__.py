"""Golden traces: recorded poses of our own athlete, and the facts that they must give to the bit."""
