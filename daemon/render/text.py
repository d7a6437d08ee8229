"""Words and panels as small pictures: smooth, rimmed, made once, and pasted onto any footage."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from daemon.render.picture import Picture

Colour = tuple[int, int, int]
"""Blue, green, red."""

WHITE, GREY, DARK = (255, 255, 255), (190, 190, 190), (24, 20, 18)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FULL = (255,)
_CAP = 21.0
"""Height of a capital letter at scale 1 (pixels)."""
_DESCENT = 0.36
"""How far letters reach below the line, of a capital's height."""
_STROKE, _BOLD, _RIM = 0.12, 0.19, 0.13
"""Widths of the strokes and of the rim, of a capital's height."""
_FINE_PX = 20
"""Smaller letters are drawn four times as large before they are made small, others twice."""
_PLAIN = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    }
)
_ADVANCE = {"°": 0.5, "±": 0.95}
"""Widths of the signs that OpenCV's letters lack, of a capital's height."""


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A small picture with transparency.

    Attributes:
        colour: uint8 (height, width, 3), what is added.
        keep: uint8 of the same shape, how much of what is below stays, 255 all of it.
    """

    colour: Picture
    keep: Picture

    @property
    def size(self) -> tuple[int, int]:
        """Width and height (pixels)."""
        height, width = self.colour.shape[:2]
        return width, height

    def paste(self, picture: Picture, x: float, y: float) -> None:
        """Lay it onto a picture, its top left corner at (x, y); what lies outside is left out. Allocates nothing."""
        left, top = round(x), round(y)
        width, height = self.size
        a, b = max(-left, 0), max(-top, 0)
        c, d = min(width, picture.shape[1] - left), min(height, picture.shape[0] - top)
        if a >= c or b >= d:
            return
        below = picture[top + b : top + d, left + a : left + c]
        cv2.multiply(below, self.keep[b:d, a:c], dst=below, scale=1 / 255)
        cv2.add(below, self.colour[b:d, a:c], dst=below)


@lru_cache(maxsize=1024)
def written(text: str, px: int, colour: Colour = WHITE, *, bold: bool = False) -> Sprite:
    """Returns a line of text with a dark rim.

    Args:
        text: One line; what cannot be drawn is shown as ``?``.
        px: Height of a capital letter.
        colour: Of the letters.
        bold: With thicker strokes.
    """
    fine = 4 if px < _FINE_PX else 2
    rim = rim_px(px)
    width, height = text_width(text, px, bold=bold), round(px * (1 + _DESCENT)) + 2 * rim
    stroke = max(1, round(px * fine * (_BOLD if bold else _STROKE)))
    inside = np.zeros((height * fine, width * fine), np.uint8)
    outside = np.zeros_like(inside)
    at = rim * fine, (rim + px) * fine
    _draw(inside, text, at, px * fine, stroke)
    _draw(outside, text, at, px * fine, stroke + 2 * rim * fine)
    letters, around = (cv2.resize(each, (width, height), interpolation=cv2.INTER_AREA) for each in (inside, outside))
    share = letters.astype(np.float32)[:, :, None] / 255
    whole = np.maximum(around, letters).astype(np.float32)[:, :, None] / 255
    mixed = share * np.array(colour, np.float32) + (whole - share) * np.array(DARK, np.float32)
    keep = np.repeat(255 * (1 - whole), 3, axis=2)
    return Sprite(np.clip(mixed, 0, 255).round().astype(np.uint8), keep.round().astype(np.uint8))


@lru_cache(maxsize=256)
def panel(width: int, height: int, colour: Colour = DARK, opacity: float = 0.6, radius: int = 6) -> Sprite:
    """Returns a see-through plate with round corners, to write on."""
    mask = np.zeros((height, width), np.uint8)
    r = min(radius, (width - 1) // 2, (height - 1) // 2)
    if r <= 0:
        mask[:] = 255
    else:
        cv2.rectangle(mask, (r, 0), (width - 1 - r, height - 1), 255, cv2.FILLED)
        cv2.rectangle(mask, (0, r), (width - 1, height - 1 - r), 255, cv2.FILLED)
        for x in (r, width - 1 - r):
            for y in (r, height - 1 - r):
                cv2.circle(mask, (x, y), r, _FULL, cv2.FILLED, cv2.LINE_AA)
    share = mask.astype(np.float32)[:, :, None] / 255 * opacity
    return Sprite(
        (share * np.array(colour, np.float32)).round().astype(np.uint8),
        np.repeat(255 * (1 - share), 3, axis=2).round().astype(np.uint8),
    )


def rim_px(px: int) -> int:
    """Returns how wide the rim of letters of this height is."""
    return max(1, round(px * _RIM))


@lru_cache(maxsize=4096)
def text_width(text: str, px: int, *, bold: bool = False) -> int:
    """Returns how wide a line is with its rim (pixels)."""
    stroke = px * (_BOLD if bold else _STROKE)
    return round(sum(_advance(run, px) for run in _runs(text)) + stroke) + 2 * rim_px(px)


def wrapped(text: str, px: int, width: float, *, bold: bool = False) -> list[str]:
    """Returns the text in lines that are as wide as ``width`` pixels at most, but for a word that is wider itself."""
    lines: list[str] = []
    for word in text.replace(" %", "\u00a0%").split(" "):  # a number stays with its sign
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, px, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def fitting(text: str, px: int, width: float, *, bold: bool = False) -> int:
    """Returns the greatest height of letters up to ``px`` at which the line is no wider than ``width`` pixels."""
    while px > 1 and text_width(text, px, bold=bold) > width:
        px -= 1
    return px


def _runs(text: str) -> list[str]:
    """Returns the text in pieces: ASCII, and each sign that is drawn by hand by itself."""
    runs: list[str] = []
    for sign in _drawable(text):
        if runs and sign not in _ADVANCE and runs[-1] not in _ADVANCE:
            runs[-1] += sign
        else:
            runs.append(sign)
    return runs


def _drawable(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN).replace("°", "\0").replace("±", "\1"))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    shown = "".join(sign if sign in "\0\1" or " " <= sign <= "~" else "?" for sign in kept)
    return shown.replace("\0", "°").replace("\1", "±")


def _advance(run: str, px: float) -> float:
    """Returns how far the pen moves."""
    if run in _ADVANCE:
        return _ADVANCE[run] * px
    (width, _), _ = cv2.getTextSize(run, _FONT, 8.0, 1)  # large, so that it is not rounded
    return width * px / (8 * _CAP)


def _draw(mask: Picture, text: str, at: tuple[int, int], px: int, stroke: int) -> None:
    x, y = float(at[0]), at[1]
    for run in _runs(text):
        if run == "°":
            cv2.circle(mask, (round(x + 0.22 * px), round(y - 0.82 * px)), round(0.17 * px), _FULL, stroke, cv2.LINE_AA)
        elif run == "±":
            _plus_minus(mask, (x, y), px, stroke)
        else:
            cv2.putText(mask, run, (round(x), y), _FONT, px / _CAP, _FULL, stroke, cv2.LINE_AA)
        x += _advance(run, px)


def _plus_minus(mask: Picture, at: tuple[float, int], px: int, stroke: int) -> None:
    x, y = at
    for (x0, y0), (x1, y1) in (
        ((0.15, 0.58), (0.75, 0.58)),
        ((0.45, 0.88), (0.45, 0.28)),
        ((0.15, 0.05), (0.75, 0.05)),
    ):
        ends = [(round(x + a * px), round(y - b * px)) for a, b in ((x0, y0), (x1, y1))]
        cv2.line(mask, ends[0], ends[1], _FULL, stroke, cv2.LINE_AA)
