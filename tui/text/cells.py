"""A line of text in several colours."""

Cells = tuple[tuple[str, str], ...]
"""Each piece of text and the name of its colour, from left to right."""
