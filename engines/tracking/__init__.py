"""Keeps tracking the same athlete from frame to frame."""
