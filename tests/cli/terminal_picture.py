"""A terminal's cells as a picture, as far as a QR code needs them: block characters and colours."""

import re

import numpy as np
import numpy.typing as npt

_CELL = 8
_BLACK, _WHITE = 0, 255
_HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def picture(text: str, *, dark: bool) -> npt.NDArray[np.uint8]:
    """Returns the text in grey, on a terminal of dark or of light colours.

    Raises:
        KeyError: The text has other characters or colours.
    """
    ink, paper = (_WHITE, _BLACK) if dark else (_BLACK, _WHITE)
    lines = text.splitlines()
    rows = [_row(line, ink, paper) for line in lines]
    width = max(map(len, rows))
    pixels = np.full((2 * len(rows), width), paper, np.uint8)
    for at, row in enumerate(rows):
        pixels[2 * at : 2 * at + 2, : len(row)] = np.array(row, np.uint8).T
    edge = np.pad(pixels, 4, constant_values=paper)
    return np.kron(edge, np.ones((_CELL, _CELL), np.uint8))


def _row(line: str, ink: int, paper: int) -> list[tuple[int, int]]:
    """Returns the upper and the lower half of each cell."""
    found: list[tuple[int, int]] = []
    front, back = ink, paper
    for codes, character in re.findall(r"\x1b\[([\d;]+)m|([^\x1b])", line):
        if character:
            upper, lower = _HALVES[character]
            found.append(((back, front)[upper], (back, front)[lower]))
        for code in codes.split(";") if codes else ():
            front, back = {
                "0": (ink, paper), "97": (_WHITE, back), "107": (front, _WHITE), "40": (front, _BLACK),
            }[code]  # fmt: skip
    return found
