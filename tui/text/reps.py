"""A rep's measures as cells of a table, and what stands behind them in words."""

from dataclasses import dataclass

from daemon.events import Rep
from tui.text.history import RepRow
from tui.text.numbers import or_dash

_NAMES = {"rom_deg": "range", "rom_share": "share of own range"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its head, its width in cells, and how dear it is: a narrow table drops the dearest."""

    head: str
    width: int
    dear: int = 0


COLUMNS = (
    Column("rep", 4),
    Column("tempo s", 17),
    Column("range", 7, dear=1),
    Column("share", 7),
    Column("view", 9, dear=2),
    Column("sure", 6, dear=2),
)


def columns(width: int) -> tuple[int, ...]:
    """Which of ``COLUMNS`` fit into so many cells, by their place."""
    for most in (2, 1):
        kept = tuple(at for at, column in enumerate(COLUMNS) if column.dear <= most)
        if sum(COLUMNS[at].width for at in kept) <= width:
            return kept
    return tuple(at for at, column in enumerate(COLUMNS) if column.dear == 0)


def head(kept: tuple[int, ...]) -> str:
    """The table's head."""
    return "".join(COLUMNS[at].head.ljust(COLUMNS[at].width) for at in kept)


def line(row: RepRow, kept: tuple[int, ...]) -> str:
    """A row of the table as text; ``row.says`` in place of measures where there are none."""
    if isinstance(row.event, Rep):
        cells = measures(row.event)
        number = "✗" if row.kind == "undone" else str(row.n)
        text = "".join((number if at == 0 else cells[at]).ljust(COLUMNS[at].width) for at in kept)
        return f"{text}{row.says}".rstrip()
    mark = {"rejected": "○", "added": str(row.n), "undone": "✗"}.get(row.kind, "·")
    return mark.ljust(COLUMNS[0].width) + row.says


def measures(rep: Rep) -> tuple[str, ...]:
    """The rep's cells, one for each of ``COLUMNS``."""
    return (
        str(rep.n),
        tempo(rep),
        or_dash(rep.rom_deg, "{:.0f}°"),
        or_dash(None if rep.rom_share is None else rep.rom_share * 100, "{:.0f} %"),
        rep.view,
        f"{rep.confidence * 100:.0f} %",
    )


def tempo(rep: Rep) -> str:
    """Down, bottom, up, top, in seconds: ``2.1 0.0 0.9 0.3``."""
    parts = rep.tempo
    return " ".join(f"{each:.1f}" for each in (parts.eccentric_s, parts.bottom_s, parts.concentric_s, parts.top_s))


def behind(row: RepRow) -> tuple[str, ...]:
    """What stands behind the selected row: what was said of it, and why a measure is missing."""
    if not isinstance(row.event, Rep):
        return (row.says,) if row.says else ()
    missing = tuple(f"no {_NAMES.get(name, name)}: {why}" for name, why in sorted(row.event.withheld.items()))
    return (*((row.says,) if row.says else ()), *missing)
