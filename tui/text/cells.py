"""A line of text in several colours."""

Cells = tuple[tuple[str, str], ...]
"""Each piece of text and the name of its colour, from left to right."""


def fitting(cells: Cells, room: int) -> Cells:
    """Returns the cells without the last ones that do not fit into ``room``, as whole pieces."""
    while sum(len(text) for text, _ in cells) > room and len(cells) > 1:
        cells = cells[:-1]
    return cells
