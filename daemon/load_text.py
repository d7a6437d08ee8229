"""A load as it is typed and as it is shown: kg everywhere, but pounds are understood."""

import re

KG_PER_LB = 0.45359237
"""Of the international avoirdupois pound, exactly."""
_LEAST_KG, _MOST_KG = -200.0, 1000.0
"""A machine that helps takes weight off: a load below 0."""
_LOAD = re.compile(r"([+-]?[0-9]+(?:[.,][0-9]+)?)\s*(kgs?|lbs?)?\.?", re.IGNORECASE)


def parse_load(text: str) -> float:
    """Returns the load that was typed, in kg: ``80``, ``82,5 kg``, ``135lb``.

    Raises:
        ValueError: It cannot be read; the message says how a load is written.
    """
    found = _LOAD.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no load: write 80, 82.5 kg or 135 lb")
    amount = float(found[1].replace(",", "."))
    pounds = (found[2] or "").lower().startswith("lb")
    return checked(amount * KG_PER_LB if pounds else amount)


def checked(kg: float) -> float:
    """Returns a load that can be meant (kg), to the gram.

    Raises:
        ValueError: It is out of bounds.
    """
    if not _LEAST_KG <= kg <= _MOST_KG:
        raise ValueError(f"{kg:g} kg is no load: it is {_LEAST_KG:g} to {_MOST_KG:g} kg")
    return round(kg, 3) + 0.0


def load(kg: float) -> str:
    """Returns a load as it is shown: ``80 kg``, ``61.23 kg``."""
    return f"{round(kg, 2):g} kg"


def beside(kg: float | None) -> str:
    """Returns what stands behind the reps: `` at 80 kg``; empty where no load is known."""
    return "" if kg is None else f" at {load(kg)}"
