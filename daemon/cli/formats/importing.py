"""Turns another application's sets into events: each has the same id whenever the file is read again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

from daemon.cli.formats import fitnotes, hevy, names, strong
from daemon.cli.formats.foreign import ForeignSet, Reader
from daemon.cli.formats.sheet import Sheet
from daemon.clock import local, rfc3339
from daemon.errors import SourceError
from daemon.events import IMPORTED_BOOT, SetImported
from daemon.printable import printable
from daemon.stable_id import uuid7_of

FORMATS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "hevy": (hevy.read, hevy.NEEDS),
    "strong": (strong.read, strong.NEEDS),
    "fitnotes": (fitnotes.read, fitnotes.NEEDS),
}
"""Each format, and the columns that it must have."""


def format_of(sheet: Sheet, asked: str | None) -> str:
    """Returns the format of a file: the one that is asked for, or the one that its header shows.

    Raises:
        SourceError: The header is that of another format, or of none.
    """
    known = [name for name, (_, needs) in FORMATS.items() if set(needs) <= set(sheet.columns)]
    if asked in known:
        return asked
    if known and asked is None:
        return known[0]
    if known:
        raise SourceError(f"{sheet.file}: line 1: the header is that of {known[0]}: say --format {known[0]}")
    raise SourceError(f"{sheet.file}: line 1: {_lacks(sheet, asked)}")


def _lacks(sheet: Sheet, asked: str | None) -> str:
    if asked is None:
        return f"the header is of no known format ({', '.join(FORMATS)}): export it again, in English"
    lacking = [name for name in FORMATS[asked][1] if name not in sheet.columns]
    return f"no column {lacking[0]!r}, which {asked}'s export has: export it again, in English"


def events(sets: Iterable[ForeignSet], source: str, box: str, athlete: str | None) -> Iterator[SetImported]:
    """Yields the sets as events, the oldest workout first, as a journal has them."""
    nth: Counter[tuple[datetime, str]] = Counter()
    for each in sorted(sets, key=lambda each: each.began):
        key = each.began, each.exercise
        nth[key] += 1
        at = local(each.began)
        of_workout = (athlete or "", each.began.isoformat())
        set_id = _id(each.began, *of_workout, each.exercise, str(nth[key]))
        yield SetImported(
            id=set_id,
            t=rfc3339(at),
            boot=IMPORTED_BOOT,
            t_mono=0.0,
            box=box,
            athlete=athlete,
            workout=_id(each.began, *of_workout),
            set=set_id,
            exercise=names.ours(each.exercise)[:60],
            name=printable(each.exercise)[:200],
            source=source,
            reps=each.reps,
            held_s=each.held_s,
            load_kg=each.load_kg,
            kept={printable(name): printable(text) for name, text in _kept(each).items()},
        )


def _kept(each: ForeignSet) -> dict[str, str]:
    return ({"workout": each.workout[:500]} if each.workout else {}) | each.kept


def _id(at: datetime, *what: str) -> str:
    """Returns the id of what began at that time of a wall clock."""
    return uuid7_of(at.replace(tzinfo=timezone.utc), *what)
