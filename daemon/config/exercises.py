"""Exercises: one TOML file each, read into ``core.spec.Exercise``; a new one needs no Python."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, ValidationError, convert, field

from daemon.config import paths, toml_file
from daemon.config.toml_file import Table
from daemon.core import spec
from daemon.core.features.signals import SIGNALS
from daemon.core.recognition.any_movement import ANY
from daemon.core.recognition.recogniser import TOLERANCE
from daemon.errors import ConfigError, UsageError

FOLDER = "exercises"

TURNS = ("facing",)
LENGTHS = ("wrist_spread", "wrist_over_hip", "wrist_over_shoulder", "ankle_spread", "hip_height")
"""The signals that are no angles: a share, and those in torso lengths."""
SPANS = dict.fromkeys(SIGNALS, (0.0, 180.0)) | dict.fromkeys(LENGTHS, (-5.0, 5.0)) | dict.fromkeys(TURNS, (0.0, 1.0))
"""From where to where a signal can go, in its own unit."""
OWN_NAMES = (spec.AUTO.name, ANY.name)
"""What no file can be called."""

RENAMED = {
    "of": "signal",
    "least": "min",
    "most": "max",
    "least_depth": "min_depth",
    "least_share": "min_range_ratio",
    "least_rep_s": "min_rep_s",
    "start_depth": "max_start_depth",
    "settle": "min_streak",
    "travels": "allow_travel",
    "from_turn": "starts_at_turn",
    "looks": "appearance",
    "rises": "shoulder_rise",
    "needs_front": 'views = ["front", "oblique"]',
    "if_seen": "optional",
}
"""What the keys of older files are called now."""

Text = Annotated[str, Meta(min_length=1, max_length=60)]
Share = Annotated[float, Meta(ge=0.05, le=1)]
Seconds = Annotated[float, Meta(ge=0.1, le=60)]
Pace = Annotated[float, Meta(ge=0, le=60)]
Hint = Annotated[str, Meta(max_length=200)]


class MovementTable(Table, frozen=True):
    """``[[movement]]``: a signal that carries the count."""

    signal: str
    """The signal, for example ``knee``."""
    start: float
    """Its usual value in the start position."""
    turn: float
    """Its usual value at the turning point."""
    weight: Annotated[float, Meta(gt=0, le=100)] = 1.0
    """How much it counts beside the others."""

    def __post_init__(self) -> None:
        if self.start == self.turn:
            raise ValueError("start and turn are the same: nothing moves")


class RequiresTable(Table, frozen=True):
    """``[[requires]]``: a posture without which the movement is another one."""

    signal: str
    """The signal."""
    when: spec.When
    """start, turn, rep (its mean) or range (largest less smallest)."""
    min: float | None = None
    """Lower bound, in the signal's unit."""
    max: float | None = None
    """Upper bound."""
    views: Annotated[tuple[str, ...], Meta(min_length=1)] = spec.VIEWS
    """Views in which it is asked; in another one it is not."""
    optional: bool = False
    """Not asked where the signal's joints are hidden or out of the picture."""

    def __post_init__(self) -> None:
        if self.min is None and self.max is None:
            raise ValueError("neither min nor max is given: the requirement asks for nothing")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min = {self.min:g} is over max = {self.max:g}: nothing is both, swap them")


class TargetTable(Table, frozen=True):
    """``[target]``: what a set aims at, until the user says otherwise."""

    reps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """Reps, or seconds of a hold."""
    tempo: tuple[Pace, Pace, Pace, Pace] | None = None
    """Seconds of the eccentric half, the bottom, the concentric half and the top."""
    rest_s: Annotated[float, Meta(ge=5, le=3600)] | None = None
    """Seconds of rest after the set."""


class ExerciseFile(Table, frozen=True):
    """An exercise's file; see ``core.spec.Exercise`` for what each key means to the count."""

    title: Text
    angle: str
    movement: Annotated[tuple[MovementTable, ...], Meta(max_length=8)] = ()
    requires: tuple[RequiresTable, ...] = ()
    angle_views: tuple[str, ...] = spec.VIEWS
    visible: tuple[str, ...] = ()
    first: spec.Part = spec.Part.ECCENTRIC
    min_depth: Annotated[float, Meta(ge=0.1, le=2)] = 0.4
    min_range_ratio: Share = 0.6
    min_rep_s: Seconds = 0.4
    max_start_depth: Annotated[float, Meta(ge=0, le=2)] = 0.5
    starts_at_turn: bool = False
    min_streak: Annotated[int, Meta(ge=1, le=8)] = 1
    allow_travel: bool = False
    unit: spec.Unit = spec.Unit.REPS
    views: Annotated[tuple[str, ...], Meta(min_length=1)] = spec.VIEWS
    camera: Hint = ""
    target: TargetTable = TargetTable()
    appearance: dict[str, Any] = field(default_factory=dict)
    shoulder_rise: Annotated[float, Meta(ge=-5, le=5)] | None = None

    def __post_init__(self) -> None:
        if not self.movement and self.unit is spec.Unit.REPS:
            raise ValueError('no [[movement]]: say which signal carries the count, or unit = "seconds" for a hold')
        if self.unit is spec.Unit.SECONDS:
            self._check_hold()

    def _check_hold(self) -> None:
        if not self.requires:
            raise ValueError("a hold needs at least one [[requires]]")
        for i, asked in enumerate(self.requires):
            if asked.when in (spec.When.TURN, spec.When.END, spec.When.RANGE):
                raise ValueError(f'requires[{i}].when: a hold has no {asked.when.value}: write when = "rep"')


def read(path: Path) -> spec.Exercise:
    """Read one exercise; its name is the file's.

    Raises:
        ConfigError: One line: file, key, what is wrong, the nearest valid name.
    """
    if path.stem in OWN_NAMES:
        raise ConfigError(f"{path}: {path.stem!r} is a reserved name; rename the file")
    file = toml_file.read(path, ExerciseFile, RENAMED)
    _check_names(path, file)
    _check_values(path, file)
    return spec.Exercise(
        name=path.stem,
        title=file.title,
        movement=tuple(spec.Term(m.signal, m.start, m.turn, m.weight) for m in file.movement),
        angle=file.angle,
        requires=tuple(spec.Requirement(r.signal, r.when, r.min, r.max, r.views, r.optional) for r in file.requires),
        angle_views=file.angle_views,
        visible=file.visible,
        first=file.first,
        min_depth=file.min_depth,
        min_range_ratio=file.min_range_ratio,
        min_rep_s=file.min_rep_s,
        max_start_depth=file.max_start_depth,
        starts_at_turn=file.starts_at_turn,
        min_streak=file.min_streak,
        allow_travel=file.allow_travel,
        unit=file.unit,
        views=file.views,
        camera=file.camera,
        target=spec.Target(file.target.reps, file.target.tempo, file.target.rest_s),
        shoulder_rise=file.shoulder_rise,
        appearance=tuple(_appearance(path, name, values) for name, values in file.appearance.items()),
    )


def files(config: Path | None = None) -> dict[str, Path]:
    """Every exercise's file by name; a folder that comes earlier in the search order wins name by name."""
    found: dict[str, Path] = {}
    for folder in paths.config_folders(config):
        for path in sorted((folder / FOLDER).glob("*.toml")):
            found.setdefault(path.stem, path)
    return found


def repertoire(config: Path | None = None) -> tuple[spec.Exercise, ...]:
    """Every exercise that can be recognised.

    Raises:
        ConfigError: A file is wrong.
    """
    return tuple(
        each for path in files(config).values() if (each := read(path)).appearance or each.unit is spec.Unit.SECONDS
    )


def load(name: str, config: Path | None = None) -> spec.Exercise:
    """The exercise of that name; ``auto`` stands for all of them, ``any`` for what repeats.

    Raises:
        UsageError: There is none; the nearest name is told.
        ConfigError: Its file is wrong.
    """
    found = files(config)
    return reserved(name) or read(found[known(name, found)])


def reserved(name: str) -> spec.Exercise | None:
    """Returns what ``auto`` and ``any`` stand for; None for a name that only a file can have."""
    return {spec.AUTO.name: spec.AUTO, ANY.name: ANY}.get(name)


def known(name: str, names: Collection[str]) -> str:
    """Returns the name itself.

    Raises:
        UsageError: It is not one of ``names``; the message names the nearest.
    """
    if name not in names:
        raise UsageError(f"no exercise {name!r}: {toml_file.nearest(name, list(names))} (see `spotter exercise list`)")
    return name


def _check_names(path: Path, file: ExerciseFile) -> None:
    """Every signal and view that the file names must exist."""
    for key, name in _signals(file):
        if name not in SIGNALS:
            raise ConfigError(f"{path}: {key}: no signal {name!r}: {toml_file.nearest(name, list(SIGNALS))}")
    if file.angle in LENGTHS + TURNS:
        raise ConfigError(f"{path}: angle: {file.angle} is no angle: name a joint's, such as knee or elbow")
    for key, views in _views(file):
        for view in views:
            if view not in spec.VIEWS:
                raise ConfigError(f"{path}: {key}: no view {view!r}: {toml_file.nearest(view, list(spec.VIEWS))}")


def _check_values(path: Path, file: ExerciseFile) -> None:
    """No signal can be told to be where it never is."""
    for key, name, value in _values(file):
        low, high = SPANS[name]
        if not low <= value <= high:
            raise ConfigError(f"{path}: {key} = {value:g}: {name} goes from {low:g} to {high:g}{unit_of(name)}")


def unit_of(signal: str) -> str:
    """What is written after a value of this signal."""
    return " torso lengths" if signal in LENGTHS else "" if signal in TURNS else "°"


def _values(file: ExerciseFile) -> Iterator[tuple[str, str, float]]:
    for i, m in enumerate(file.movement):
        yield f"movement[{i}].start", m.signal, m.start
        yield f"movement[{i}].turn", m.signal, m.turn
    for i, r in enumerate(file.requires):
        for key, bound in (("min", r.min), ("max", r.max)):
            if bound is not None:
                yield f"requires[{i}].{key}", r.signal, bound


def _appearance(path: Path, name: str, values: object) -> spec.Appearance:
    """One line of ``[appearance]``: two numbers of a signal that exercises are told apart by."""
    key = f"{path}: appearance.{name}"
    if name not in TOLERANCE:
        known = ", ".join(TOLERANCE)
        told = f"; use one of {known}" if name in SIGNALS else f": {toml_file.nearest(name, list(TOLERANCE))}"
        raise ConfigError(f"{key}: not allowed in [appearance]{told}")
    low, high = SPANS[name]
    try:
        start, turn = convert(values, tuple[float, float])
    except ValidationError:
        raise ConfigError(f"{key}: expected two numbers: at the start, and at the turning point") from None
    if not (low <= start <= high and low <= turn <= high):
        raise ConfigError(f"{key} = [{start:g}, {turn:g}]: {name} goes from {low:g} to {high:g}{unit_of(name)}")
    return spec.Appearance(name, start, turn)


def _views(file: ExerciseFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "angle_views", file.angle_views
    yield "views", file.views
    yield from ((f"requires[{i}].views", r.views) for i, r in enumerate(file.requires))


def _signals(file: ExerciseFile) -> list[tuple[str, str]]:
    return [
        ("angle", file.angle),
        *((f"movement[{i}].signal", m.signal) for i, m in enumerate(file.movement)),
        *((f"requires[{i}].signal", r.signal) for i, r in enumerate(file.requires)),
        *((f"visible[{i}]", name) for i, name in enumerate(file.visible)),
    ]
