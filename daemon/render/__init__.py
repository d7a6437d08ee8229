"""Draws what was seen: the skeleton, the count and the phase, on the frames it was seen in."""
