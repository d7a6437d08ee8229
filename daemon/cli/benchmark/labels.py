"""Reads a folder's ``labels.csv``, or the story of a rendered clip, into items.

Columns, in any order (others are left alone): ``clip``, ``trace`` or ``file`` (its name in the folder), ``exercise``
(``none``: nobody exercises) and ``reps`` (empty where nobody counted them); where known ``rep_times_s``
(``1.2-2.9 3.1-4.8``), or ``rep_frames`` at ``fps`` (30 where that is not given), ``key_times_s`` (turning points; a
hold's start and end) and ``no_reps`` (``5.0-6.1:shallow``, the column empty where nothing must be rejected).
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from daemon.cli.benchmark.items import HOLDS, Item, NoRep, Span
from daemon.core.facts import Reason
from daemon.core.nearest import suggestion
from daemon.errors import SourceError

LABELS = "labels.csv"
PREFIX = "prefix"
"""In place of a column by which items are grouped: the file's name up to the first ``_``."""
_FILE_COLUMNS = ("clip", "trace", "file")
_NAMES = {
    "bench_pressing": "bench_press",
    "benchpress": "bench_press",
    "bicep_curl": "curl",
    "frontraise": "front_raise",
    "jump_jack": "jumping_jack",
    "jumpjack": "jumping_jack",
    "jumping_jacks": "jumping_jack",
    "military_press": "shoulder_press",
    "overhead_press": "shoulder_press",
    "pullup": "pull_up",
    "pullups": "pull_up",
    "pushup": "push_up",
    "pushups": "push_up",
    "situp": "sit_up",
    "situps": "sit_up",
    "squats": "squat",
}
"""What data sets call an exercise -> what we call it."""
_RATE = 30.0
_SPAN = re.compile(r"(-?\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")


def read(folder: Path, group_by: Sequence[str] = ()) -> list[Item]:
    """Returns every item of a folder.

    Args:
        folder: With ``labels.csv`` or rendered clips in it.
        group_by: Columns; the value in the first that there is, or what the file's name begins with (``prefix``), is an
            item's group. None: each file is a group of its own.

    Raises:
        SourceError: No labels, or wrong ones, or a file of theirs is missing; one line with file and line.
    """
    labels = folder / LABELS
    if labels.exists():
        return list(_rows(labels, group_by))
    stories = [path for path in sorted(folder.glob("*.json")) if path.with_suffix(".mp4").exists()]
    if not stories:
        raise SourceError(f"{folder}: there is no {LABELS}: write one with the columns file, exercise and reps")
    return [item for story in stories for item in _story(story)]


def exercise_name(word: str) -> str | None:
    """Our name of an exercise as a label has it; None for ``none``."""
    plain = re.sub(r"[\s-]+", "_", word.strip().lower())
    return None if plain in ("none", "negative") else _NAMES.get(plain, plain)


def _rows(labels: Path, group_by: Sequence[str]) -> Iterator[Item]:
    try:
        with labels.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            column = _file_column(labels, reader.fieldnames or ())
            by = _group_column(labels, group_by, reader.fieldnames or ())
            for row in reader:
                item = _item(labels, reader.line_num, column, row)
                yield replace(item, group=_prefix(item.path) if by == PREFIX else (row.get(by) or "").strip())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{labels}: cannot be read ({error}): it must be comma-separated UTF-8 text") from None


def _group_column(labels: Path, asked: Sequence[str], columns: Iterable[str]) -> str:
    """Returns the first column of those asked for that there is; nothing where none was asked for."""
    names = [*columns, PREFIX]
    found = next((name for name in asked if name in names), None)
    if asked and found is None:
        raise SourceError(f"{labels}: no column {asked[0]!r}: {suggestion(asked[0], names)}")
    return found or ""


def _prefix(path: Path) -> str:
    """Returns what the file's name begins with: all files of one person or recording are often called alike."""
    return path.stem.partition("_")[0]


def _file_column(labels: Path, columns: Iterable[str]) -> str:
    names = list(columns)
    for wanted in ("exercise", "reps"):
        if wanted not in names:
            raise SourceError(f"{labels}: no column {wanted!r}: {suggestion(wanted, names)}")
    found = next((name for name in _FILE_COLUMNS if name in names), None)
    if found is None:
        raise SourceError(f"{labels}: no column 'file' (or 'clip', or 'trace') that names the footage: add it")
    return found


def _item(labels: Path, line: int, column: str, row: Mapping[str, str | None]) -> Item:
    where = f"{labels}:{line}"
    cells = {key: (row.get(key) or "").strip() for key in (*_KNOWN, column)}
    if None in row or None in row.values():  # csv puts surplus cells under None, and None in missing ones
        raise SourceError(f"{where}: not as many cells as columns: quote a text that has a comma in it")
    if not cells[column] or not cells["exercise"]:
        raise SourceError(f"{where}: {column} or exercise is empty: fill it in, or remove the line")
    path = labels.parent / cells[column]
    if not path.is_file():
        raise SourceError(f"{where}: {path} does not exist: put it there, or remove the line")
    turns = tuple(_number(where, "key_times_s", word) for word in cells["key_times_s"].split())
    exercise = exercise_name(cells["exercise"])
    spans = _spans(where, cells)
    reps = _count(where, cells["reps"])
    if exercise in HOLDS and not reps and len(turns) > 1:
        reps = round(turns[-1] - turns[0])
    no_reps = _no_reps(where, cells["no_reps"]) if "no_reps" in row else None
    return Item(path, exercise, 0 if exercise is None else reps, spans, turns, no_reps)


_KNOWN = ("exercise", "reps", "fps", "rep_times_s", "rep_frames", "key_times_s", "no_reps")


def _spans(where: str, cells: Mapping[str, str]) -> tuple[Span, ...]:
    if cells["rep_times_s"]:
        return tuple(_span(where, "rep_times_s", word, 1.0) for word in cells["rep_times_s"].split())
    rate = _number(where, "fps", cells["fps"]) if cells["fps"] else _RATE
    if rate <= 0:
        raise SourceError(f"{where}: fps is {rate:g}: it must be over 0")
    return tuple(_span(where, "rep_frames", word, rate) for word in cells["rep_frames"].split())


def _span(where: str, column: str, word: str, rate: float) -> Span:
    found = _SPAN.fullmatch(word)
    if found is None or float(found[1]) > float(found[2]):
        raise SourceError(f"{where}: {column}: {word!r} is no time from-to: write it as 1.2-2.9")
    return Span(float(found[1]) / rate, float(found[2]) / rate)


def _no_reps(where: str, cell: str) -> tuple[NoRep, ...]:
    return tuple(_no_rep(where, word) for word in cell.split())


def _no_rep(where: str, word: str) -> NoRep:
    times, _, reason = word.partition(":")
    try:
        return NoRep(_span(where, "no_reps", times, 1.0), Reason(reason))
    except ValueError:
        known = [r.value for r in Reason]
        raise SourceError(f"{where}: no_reps: no reason {reason!r}: {suggestion(reason, known)}") from None


def _number(where: str, column: str, word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise SourceError(f"{where}: {column}: {word!r} is no number: correct it") from None


def _count(where: str, word: str) -> int | None:
    if not word:
        return None
    if not word.isascii() or not word.isdigit():
        raise SourceError(f"{where}: reps: {word!r} is no count: write a whole number, or leave it empty")
    return int(word)


class _Command(msgspec.Struct, frozen=True):
    t: float
    verb: str
    args: dict[str, str] = {}


class _Lift(msgspec.Struct, frozen=True):
    exercise: str
    start: float
    turn: float
    end: float
    full: bool
    reason: Reason | None = None


class _Story(msgspec.Struct, frozen=True):
    commands: list[_Command]
    reps: list[_Lift]


def _story(path: Path) -> Iterator[Item]:
    """Yields the sets of a rendered clip: from each start to its stop."""
    try:
        story = msgspec.json.decode(path.read_bytes(), type=_Story)
    except (OSError, msgspec.DecodeError) as error:
        raise SourceError(f"{path}: no story of a rendered clip ({error}): render it again") from None
    exercise, began = "", 0.0
    for command in story.commands:
        exercise = command.args.get("exercise", exercise)
        if command.verb == "start":
            began = command.t
        elif command.verb == "stop":
            lifts = [lift for lift in story.reps if began <= lift.start and lift.end <= command.t]
            yield _set_item(path.with_suffix(".mp4"), exercise, Span(began, command.t), lifts)


def _set_item(path: Path, exercise: str, window: Span, lifts: list[_Lift]) -> Item:
    full = [lift for lift in lifts if lift.full]
    return Item(
        path,
        exercise,
        len(full),
        tuple(Span(lift.start, lift.end) for lift in full),
        tuple(lift.turn for lift in full),
        tuple(NoRep(Span(lift.start, lift.end), lift.reason) for lift in lifts if lift.reason is not None),
        window,
    )
