"""A record in words: ``12 squats at 60 kg: your best; it was 10 on 3 March``."""

from datetime import date

from daemon import load_text
from daemon.clock import local, parse
from daemon.events import Beaten, RecordKind
from daemon.records.result import Result

_SIBILANTS = ("s", "x", "ch", "sh")


def says(done: Result, best: Beaten, title: str, *, dated: bool = True) -> str:
    """Returns what is said of a set that beats a record.

    Args:
        done: The set.
        best: What it beats.
        title: Its exercise, as it is shown.
        dated: Whether it is known on which day that was.
    """
    on = _on(local(parse(best.before_t)).date(), done.day) if dated else "on a day that nobody knows"
    load = load_text.beside(done.load_kg)
    if best.kind is RecordKind.HELD_S:
        return f"{title}{load} held for {best.value:.0f} s: your best; it was {best.before:.0f} s {on}"
    what = f"{done.reps} {many(title, done.reps)}{load}"
    if best.kind is RecordKind.REPS:
        return f"{what}: your best; it was {best.before:.0f} {on}"
    return f"{what}, {load_text.load(best.value)} in one set: your best; it was {load_text.load(best.before)} {on}"


def many(title: str, reps: int) -> str:
    """Returns an exercise as it is counted: ``1 squat``, ``2 bench presses``."""
    name = title.lower()
    if reps == 1 or (name.endswith("s") and not name.endswith("ss")):
        return name
    return f"{name}es" if name.endswith(_SIBILANTS) else f"{name}s"


def _on(day: date, today: date) -> str:
    if day == today:
        return "earlier today"
    return f"on {day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
