"""Exercises: one TOML file each, read into ``core.spec.Exercise``; a new one needs no Python."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from daemon.config import names, paths, retired, toml_file
from daemon.config.exercise_checks import contradictions
from daemon.config.exercise_table import exercise_of, exercise_table
from daemon.config.table import Context, mistakes, renamed
from daemon.core import spec
from daemon.errors import ConfigError
from daemon.printable import control_in

FOLDER = "exercises"
Units = Mapping[str, spec.Unit | None]
"""What is counted of each exercise, by its name; None: its file is wrong."""

RENAMED = {
    "of": "signal",
    "least": "min",
    "most": "max",
    "least_rep_s": "min_rep_s",
    "settle": "min_streak",
    "travels": "allow_travel",
    "from_turn": "starts_at_turn",
    "looks": "appearance",
    "rises": "shoulder_rise",
    "needs_front": 'views = ["front", "oblique"]',
    "if_seen": "optional",
}
"""What the keys of older files are called now."""
NO_LONGER_USED = frozenset(
    {"min_depth", "least_depth", "min_range_ratio", "least_share", "max_start_depth", "start_depth"}
)
"""Keys of older files: how far a rep goes and where it begins is weighed as evidence."""


def read(path: Path) -> spec.Exercise:
    """Read one exercise; its name is the file's.

    Raises:
        ConfigError: All that is wrong, a line each: file, key, what is wrong, the nearest valid name.
    """
    if names.folded(path.stem) in spec.RESERVED:
        raise ConfigError(f"{path}: {path.stem!r} is a reserved name; rename the file")
    if control_in(path.stem) is not None:
        raise ConfigError(f"{path}: an exercise's name holds no control characters and is UTF-8; rename the file")
    data, left_out = used(toml_file.parse(path))
    toml_file.refuse(path, [*names.mistakes_of(path), *mistakes_in(data, path.parent)])
    retired.warn(path, left_out)
    return exercise_of(data, path.stem)


def used(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Returns what a file says without keys that are no longer used, and those that it has, for a warning.

    Args:
        data: The file's tables. ``[[requires]]`` is what a hold is made of; of reps it is no longer asked.
    """
    is_hold = data.get("unit") == spec.Unit.SECONDS.value
    kept, left_out = retired.without(data, NO_LONGER_USED if is_hold else NO_LONGER_USED | {"requires"})
    return kept, ["[[requires]]" if each == "requires" else each for each in left_out]


def mistakes_in(data: Mapping[str, Any], folder: Path) -> list[str]:
    """Returns all that is wrong with what a file says, a line each.

    Args:
        data: The file's tables.
        folder: The file's own.
    """
    wrong = mistakes(data, exercise_table(), Context(folder, RENAMED))
    return [*wrong, *contradictions(renamed(data, RENAMED))]


def read_or_error(path: Path) -> spec.Exercise | ConfigError:
    """Returns the exercise, or what is wrong with its file."""
    try:
        return read(path)
    except ConfigError as error:
        return error


def files(config: Path | None = None) -> dict[str, Path]:
    """Returns every exercise's file by name; a folder that comes earlier in the search order wins name by name."""
    return paths.named(FOLDER, paths.config_folders(config))


def units(config: Path | None = None) -> Units:
    """Returns what is counted of each exercise that has a file, by its name."""
    return {name: unit_of(read_or_error(path)) for name, path in files(config).items()}


def unit_of(exercise: spec.Exercise | ConfigError) -> spec.Unit | None:
    """Returns what is counted; None where the file is wrong."""
    return None if isinstance(exercise, ConfigError) else exercise.unit


def read_all(config: Path | None = None) -> dict[str, spec.Exercise]:
    """Read every exercise, by name.

    Raises:
        ConfigError: Files are wrong: all that is, in all of them.
    """
    found = {name: read_or_error(path) for name, path in files(config).items()}
    errors = [each for each in found.values() if isinstance(each, ConfigError)]
    if errors:
        raise ConfigError(*(line for error in errors for line in error.lines))
    return {name: each for name, each in found.items() if not isinstance(each, ConfigError)}


def repertoire(config: Path | None = None) -> tuple[spec.Exercise, ...]:
    """Returns every exercise that can be recognised.

    Raises:
        ConfigError: Files are wrong.
    """
    return tuple(each for each in read_all(config).values() if each.can_be_recognised)


def load(name: str, config: Path | None = None) -> spec.Exercise:
    """Returns the exercise of that name; ``auto`` stands for all of them, ``any`` for what repeats.

    Raises:
        UsageError: There is none; the message names the nearest.
        ConfigError: Its file is wrong.
    """
    found = files(config)
    return reserved(name) or read(found[names.one_of("exercise", name, found)])


def reserved(name: str) -> spec.Exercise | None:
    """Returns what ``auto`` and ``any`` stand for; None for a name that only a file can have."""
    return spec.RESERVED.get(names.folded(name))
