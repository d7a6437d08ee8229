"""The reports' colours can be read by everybody: WCAG 2.2, AA, in light, dark and on paper."""

import re
from itertools import product
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "daemon" / "report" / "style.css").read_text(encoding="utf-8")
LEAST = 4.5
"""Of text on its ground, WCAG 2.2, 1.4.3."""
TEXTS = ("text", "soft", "link", "good", "no", "unsure", "main", "second", "limit")
"""The colours that something is written in."""


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    light, dark, paper = (
        dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    )
    return {"light": light, "dark": light | dark, "paper": light | paper}


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_text_stands_out_from_its_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    low = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, ground in product(TEXTS, ("ground", "raised"))
        if contrast(colours[text], colours[ground]) < LEAST
    }
    assert low == {}


def test_the_style_loads_nothing() -> None:
    assert not re.findall(r"url\(|@import|https?:", STYLE)
