"""Poses: the skeleton, one person's joints, and their smoothing."""
