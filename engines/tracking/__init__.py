"""Stays with one athlete from frame to frame."""
