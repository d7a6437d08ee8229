"""Holds form to truth: rendered sets and motion capture."""
