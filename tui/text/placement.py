"""The camera's checklist in words."""

from collections.abc import Sequence

from tui.model.answers import Check

TITLES = {
    "turn": "Picture upright",
    "people": "Nobody else in view",
    "body": "Whole body in the picture",
    "distance": "Distance",
    "height": "Height of the camera",
    "view": "Side or front",
    "form": "Measured from here",
    "light": "Light",
    "shake": "Camera stands still",
}


def title(check: str) -> str:
    """Returns the title of a check."""
    return TITLES.get(check, check.replace("_", " ").capitalize())


def headline(checks: Sequence[Check]) -> tuple[str, bool | None]:
    """Returns the one thing to do next, and whether all is well; None where that is not known yet."""
    wrong = [each for each in checks if each.ok is False]
    if wrong:
        more = len(wrong) - 1
        return wrong[0].says[:1].upper() + wrong[0].says[1:] + (f"  (and {more} more)" if more else ""), False
    if not checks:
        return "Looking…", None
    if all(each.ok is None for each in checks):
        return "Step into the picture", None
    return "Well placed: press the button and lift", True
