"""Checks the arguments of a request; an error suggests the nearest name."""

from typing import Any

from msgspec import ValidationError, convert
from msgspec.structs import fields

from daemon.athletes.profile import COLOURS
from daemon.core.nearest import suggestion
from daemon.errors import UsageError
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.journal import Forget
from daemon.ipc.verbs.table import COMMANDS, QUERIES
from daemon.printable import control_in, printable


def parse(verb: str, args: dict[str, Any]) -> Args:
    """Check a request's arguments.

    Raises:
        UsageError: There is no such verb, or its arguments are wrong; suggests the nearest.
    """
    kinds = COMMANDS | QUERIES
    kind = kinds.get(verb)
    if kind is None:
        raise UsageError(f"no verb {verb[:40]!r}: {suggestion(verb[:40], kinds)}")
    known = {each.encode_name for each in fields(kind)}
    for key in args:
        if key not in known:
            takes = suggestion(key[:40], known) if known else "it takes nothing"
            raise UsageError(f"{verb} has no {key[:40]!r}: {takes}")
    _check_colour(args)
    if kind is not Forget:  # which must name what an older version let in
        _check_text(verb, args)
    try:
        return convert(args, kind)
    except ValidationError as error:
        raise UsageError(f"{verb}: {printable(_plain(error))}") from error


def _check_colour(args: dict[str, Any]) -> None:
    """Suggest the nearest of the words, which are few."""
    colour = args.get("colour")
    if isinstance(colour, str) and colour not in COLOURS:
        raise UsageError(f"no colour {printable(colour[:40])!r}: {suggestion(colour[:40], COLOURS)}")


def _check_text(verb: str, args: dict[str, Any]) -> None:
    """Refuse control characters: names and reasons are shown on terminals, in logs and on phones."""
    for key, value in args.items():
        control = control_in(value) if isinstance(value, str) else None
        if control is not None:
            raise UsageError(f"{verb}: {key} holds the control character {control}: leave it out")


def _plain(error: ValidationError) -> str:
    """``Expected `int`, got `str` - at `$.reps` `` as ``reps: expected int, got str``."""
    what, _, where = str(error).partition(" - at ")
    what = what.replace("`", "").replace("Object missing required field", "missing")
    key = where.strip("`$.")
    return f"{key}: {what[0].lower()}{what[1:]}" if key else f"{what[0].lower()}{what[1:]}"
