"""The themes: dark, light, high contrast, safe for colour-blind eyes, and the terminal's own sixteen colours."""

from collections.abc import Sequence

from textual.theme import Theme

from daemon.athletes.profile import COLOURS
from daemon.core.nearest import suggestion
from daemon.errors import UsageError

DEFAULT = "spotter-dark"
SIXTEEN = "spotter-16"
_ON_DARK = ("#e69f00", "#56b4e9", "#00b386", "#f0e442", "#4d8dff", "#f0703c", "#cc79a7", "#a8b3bf")
_ON_LIGHT = ("#b87500", "#2384bd", "#007a58", "#857900", "#0059a8", "#b84a00", "#a64d80", "#66707a")
_SIXTEEN = (
    *("ansi_yellow", "ansi_bright_cyan", "ansi_green", "ansi_bright_yellow"),
    *("ansi_bright_blue", "ansi_bright_red", "ansi_bright_magenta", "ansi_white"),
)
"""The athletes' colours in the order of ``COLOURS``: Okabe and Ito's, as light or dark as each ground needs them."""


def themes() -> tuple[Theme, ...]:
    """Returns every theme, in the order in which a key cycles through them.

    Beside Textual's own colours: ``body`` the skeleton, ``lit`` its working joints, ``ghost`` the target depth,
    ``digits`` the count, ``track`` the empty part of a bar, ``banner`` and ``banner-back`` the rejection banner,
    ``athlete-orange`` and so on the athletes' colours.
    """
    return (_dark(), _light(), _contrast(), _blind(), _sixteen())


def named(name: str | None) -> str | None:
    """Returns the full name of a theme: ``light`` as ``spotter-light``; None stays None.

    Raises:
        UsageError: There is no theme of that name; the message names the nearest.
    """
    if not name:
        return None
    short = {each.name.partition("-")[2]: each.name for each in themes()}
    found = short.get(name.removeprefix("spotter-"))
    if found is None:
        raise UsageError(f"there is no theme {name[:40]!r}: {suggestion(name[:40], short)}")
    return found


def after(name: str) -> str:
    """Returns the full name of the theme after this one; the first where the name is not one of ``themes``."""
    names = [each.name for each in themes()]
    at = names.index(name) if name in names else -1
    return names[(at + 1) % len(names)]


def _athletes(shades: Sequence[str]) -> dict[str, str]:
    return {f"athlete-{colour}": shade for colour, shade in zip(COLOURS, shades, strict=True)}


def _dark() -> Theme:
    return Theme(
        name=DEFAULT,
        primary="#4cc9f0",
        secondary="#7b8cff",
        accent="#b8f34a",
        success="#5ee08a",
        warning="#ffb454",
        error="#ff5c70",
        foreground="#e6edf5",
        background="#0b1017",
        surface="#121924",
        panel="#1b2534",
        dark=True,
        variables={
            "banner-back": "#c81e3a", "banner": "#ffffff",
            "body": "#8fb3d1", "lit": "#b8f34a", "ghost": "#4d7696", "digits": "#f4f9ff", "track": "#1b2534",
            **_athletes(_ON_DARK),
        },
    )  # fmt: skip


def _light() -> Theme:
    return Theme(
        name="spotter-light",
        primary="#0072b5",
        secondary="#5a52d5",
        accent="#3a7d00",
        success="#1f8a4c",
        warning="#b35c00",
        error="#c9213a",
        foreground="#18212d",
        background="#f6f8fb",
        surface="#eaeff5",
        panel="#d9e1ea",
        dark=False,
        variables={
            "banner-back": "#c9213a", "banner": "#ffffff",
            "body": "#48637c", "lit": "#2f8f00", "ghost": "#8fa9c0", "digits": "#0d1520", "track": "#d9e1ea",
            **_athletes(_ON_LIGHT),
        },
    )  # fmt: skip


def _contrast() -> Theme:
    return Theme(
        name="spotter-contrast",
        primary="#00e5ff",
        secondary="#ffffff",
        accent="#ffff00",
        success="#00ff66",
        warning="#ffcc00",
        error="#ff4040",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#303030",
        dark=True,
        variables={
            "banner-back": "#ffff00", "banner": "#000000",
            "body": "#ffffff", "lit": "#ffff00", "ghost": "#8a8a8a", "digits": "#ffffff", "track": "#303030",
            **_athletes(_ON_DARK),
        },
    )  # fmt: skip


def _blind() -> Theme:
    """Blue and orange (Okabe and Ito, 2008): told apart by every kind of colour vision."""
    return Theme(
        name="spotter-blind",
        primary="#56b4e9",
        secondary="#0072b2",
        accent="#f0e442",
        success="#56b4e9",
        warning="#e69f00",
        error="#e69f00",
        foreground="#e8eef4",
        background="#0c1118",
        surface="#131a24",
        panel="#1d2734",
        dark=True,
        variables={
            "banner-back": "#e69f00", "banner": "#101418",
            "body": "#9db4c8", "lit": "#f0e442", "ghost": "#5c7a94", "digits": "#ffffff", "track": "#1d2734",
            **_athletes(_ON_DARK),
        },
    )  # fmt: skip


def _sixteen() -> Theme:
    """Returns the colours that a Linux console has."""
    return Theme(
        name=SIXTEEN,
        ansi=True,
        primary="ansi_cyan",
        secondary="ansi_blue",
        accent="ansi_bright_yellow",
        success="ansi_bright_green",
        warning="ansi_bright_yellow",
        error="ansi_bright_red",
        foreground="ansi_white",
        background="ansi_black",
        surface="ansi_black",
        panel="ansi_bright_black",
        boost="ansi_black",
        dark=True,
        variables={
            "banner-back": "ansi_red", "banner": "ansi_bright_white",
            "body": "ansi_white", "lit": "ansi_bright_green", "ghost": "ansi_blue", "digits": "ansi_bright_white",
            "track": "ansi_bright_black", "ansi-background": "ansi_black", "ansi-foreground": "ansi_white",
            "border-blurred": "ansi_bright_black", "text-primary": "ansi_cyan", "text-error": "ansi_bright_red",
            "text-success": "ansi_bright_green", "text-warning": "ansi_bright_yellow",
            "text-accent": "ansi_bright_yellow", "foreground-muted": "ansi_white",
            **_athletes(_SIXTEEN),
        },
    )  # fmt: skip
