"""A rep's measures as a row of a table, and its notes in words."""

from dataclasses import dataclass

from daemon import form_text
from daemon.events import Held, Rep
from tui.text.history import RepRow
from tui.text.numbers import DASH, or_dash


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its head, its width in cells, and its rank; a narrow table drops the highest."""

    head: str
    width: int
    rank: int = 0


COLUMNS = (
    Column("rep", 4),
    Column("tempo s", 16),
    Column("score", 11),
    Column("range", 7, rank=1),
    Column("share", 7),
    Column("view", 9, rank=2),
    Column("sure", 6, rank=2),
)


def columns(width: int) -> tuple[int, ...]:
    """Returns the indexes of the ``COLUMNS`` that fit into so many cells."""
    for most in (2, 1):
        kept = tuple(at for at, column in enumerate(COLUMNS) if column.rank <= most)
        if sum(COLUMNS[at].width for at in kept) <= width:
            return kept
    return tuple(at for at, column in enumerate(COLUMNS) if column.rank == 0)


def head(kept: tuple[int, ...]) -> str:
    """Returns the table's head."""
    return "".join(COLUMNS[at].head.ljust(COLUMNS[at].width) for at in kept)


def line(row: RepRow, kept: tuple[int, ...]) -> str:
    """Returns a row of the table; ``row.says`` stands in place of measures where there are none."""
    if isinstance(row.event, Rep):
        cells = measures(row.event)
        number = "✗" if row.kind == "undone" else f"{row.n}?" if row.unsure else str(row.n)
        text = "".join((number if at == 0 else cells[at]).ljust(COLUMNS[at].width) for at in kept)
        return f"{text}{row.says}".rstrip()
    mark = {"rejected": "○", "added": str(row.n), "undone": "✗"}.get(row.kind, "·")
    return mark.ljust(COLUMNS[0].width) + row.says


def measures(rep: Rep) -> tuple[str, ...]:
    """Returns the rep's cells, one for each of ``COLUMNS``; a score with ``!`` has a fault beside it."""
    return (
        str(rep.n),
        tempo(rep),
        (form_text.score(rep) or DASH) + " !" * bool(rep.faults),
        or_dash(rep.rom_deg, "{:.0f}°"),
        or_dash(None if rep.rom_share is None else rep.rom_share * 100, "{:.0f} %"),
        rep.view,
        f"{rep.confidence * 100:.0f} %",
    )


def tempo(rep: Rep) -> str:
    """Returns the seconds down, at the bottom, up, and at the top: ``2.1 0.0 0.9 0.3``."""
    parts = rep.tempo
    return " ".join(f"{each:.1f}" for each in (parts.eccentric_s, parts.bottom_s, parts.concentric_s, parts.top_s))


def notes(row: RepRow) -> tuple[str, ...]:
    """Returns a row's notes: whether it is unsure, why it was rejected or corrected, faults, cue, what is missing."""
    rep = row.event
    if not isinstance(rep, Rep):
        return ((row.says,) if row.says else ()) + (_form(rep) if isinstance(rep, Held) else ())
    sure = f"{rep.confidence * 100:.0f} %"
    asks = (f"? only {sure} sure that it was a rep: y confirms it, u takes it back",) * row.unsure
    missing = tuple(f"no {form_text.name(name)}: {why}" for name, why in sorted(rep.withheld.items()))
    return (*asks, *((row.says,) if row.says else ()), *_form(rep), *missing)


def _form(done: Rep | Held) -> tuple[str, ...]:
    """Returns the faults with their figures, and the cue where it is about something else."""
    faults = tuple(f"! {fault.label}: {fault.value}" for fault in form_text.faults(done))
    says = {fault.says for fault in done.faults}
    return (*faults, f"→ {done.cue}") if done.cue is not None and done.cue not in says else faults
