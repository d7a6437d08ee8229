"""Lifting: world joints from what the picture shows over time."""
