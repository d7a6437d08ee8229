"""A line of text in several colours."""

_KEY = "accent bold"
"""The colour of a key; what it does follows it."""
Cells = tuple[tuple[str, str], ...]
"""Each piece of text and the name of its colour, from left to right."""


def fitting(cells: Cells, room: int) -> Cells:
    """Returns the cells without the last ones that do not fit into ``room``, as whole pieces; a key keeps its word."""
    while len(cells) > 1 and (sum(len(text) for text, _ in cells) > room or cells[-1][1] == _KEY):
        cells = cells[:-1]
    return cells
