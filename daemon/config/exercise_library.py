"""Every exercise and plan, in memory: a thread of its own watches the files, so that no answer waits for the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from daemon.config import exercise_list, exercises, plan_list, plans
from daemon.config.exercise_list import Entry, Exercises
from daemon.config.exercises import Units
from daemon.config.names import folded, one_of
from daemon.config.plan_list import Plans
from daemon.core.plan.plan import Plan
from daemon.core.spec import RESERVED, Exercise
from daemon.errors import ConfigError, UsageError
from daemon.periodic import Periodic

PERIOD_S = 2.0
"""Seconds between two looks at the folders; a look costs some fifty ``stat`` calls and opens no file."""
_JOIN_S = 1.0


@dataclass(frozen=True, slots=True)
class FileVersion:
    """What of a file changes when it is written or replaced."""

    path: Path
    mtime_ns: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file as it was read.

    Attributes:
        version: Of the file that was read; None where it cannot be looked at.
        exercise: What is in it, or the error that reading it raised.
        entry: How a dashboard lists it.
    """

    version: FileVersion | None
    exercise: Exercise | ConfigError
    entry: Entry


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """One plan's file as it was read, and the exercises that there were then.

    Attributes:
        version: Of the file that was read; None where it cannot be looked at.
        exercises: What was counted of each.
        plan: What is in it, or the error that reading it raised.
    """

    version: FileVersion | None
    exercises: Units
    plan: Plan | ConfigError


class ExerciseLibrary(Periodic):
    """Answers from a snapshot that is replaced whole: any thread may ask, and none waits.

    Made with every file read once. After ``start``, a file that is new, changed or gone is noticed within ``PERIOD_S``.

    Args:
        config: Where the files are, see ``exercises.files``.
        period_s: Seconds between two looks at the folders.
    """

    def __init__(self, config: Path | None, period_s: float = PERIOD_S) -> None:
        super().__init__("exercises", period_s, self.refresh, first_s=period_s, join_s=_JOIN_S)
        self._config = config
        self._loaded: Mapping[str, Loaded] = MappingProxyType({})
        self._plans: Mapping[str, LoadedPlan] = MappingProxyType({})
        self.refresh()

    def refresh(self) -> None:
        """Read the files that changed since they were read. Belongs to one thread: after ``start``, the library's."""
        found = exercises.files(self._config)
        known = self._loaded
        self._loaded = MappingProxyType({name: _load(found[name], known.get(name)) for name in sorted(found)})
        units = {name: exercises.unit_of(each.exercise) for name, each in self._loaded.items()}
        there = plans.files(self._config)
        planned = self._plans
        self._plans = MappingProxyType(
            {name: _load_plan(there[name], units, planned.get(name)) for name in sorted(there)}
        )

    def names(self) -> tuple[str, ...]:
        """Returns every exercise that has a file, in alphabetical order."""
        return tuple(self._loaded)

    def find(self, name: str) -> Exercise:
        """Returns the exercise of that name, ``auto`` and ``any`` included.

        Args:
            name: Or the title, both as somebody types them: ``Push-up``, ``PUSH UP``.

        Raises:
            UsageError: There is none; the message names the nearest.
            ConfigError: Its file is wrong.
        """
        loaded = self._loaded
        name = name if name in loaded else _meant(name, loaded)
        found = exercises.reserved(name) or loaded[one_of("exercise", name, loaded)].exercise
        if isinstance(found, ConfigError):
            raise ConfigError(*found.args)
        return found

    def title(self, name: str) -> str:
        """Returns how an exercise is shown; one that is gone, or whose file is wrong, by its name."""
        try:
            return self.find(name).title
        except (UsageError, ConfigError):
            return name.replace("_", " ").capitalize()

    def list(self, chosen: str) -> Exercises:
        """Returns every exercise as a dashboard lists it; one whose file is wrong carries its error.

        Args:
            chosen: The exercise that is chosen now.
        """
        return Exercises(
            exercises=[exercise_list.AUTO_ENTRY, *(each.entry for each in self._loaded.values())], chosen=chosen
        )

    def plan(self, name: str) -> Plan:
        """Returns the plan of that name.

        Raises:
            UsageError: There is none; the message names the nearest.
            ConfigError: Its file is wrong.
        """
        there = self._plans
        found = there[one_of("plan", name, there)].plan
        if isinstance(found, ConfigError):
            raise ConfigError(*found.args)
        return found

    def plans(self) -> Plans:
        """Returns every plan as a dashboard lists it; one whose file is wrong carries its error."""
        return Plans(plans=[plan_list.entry(name, each.plan) for name, each in self._plans.items()])


def _meant(name: str, loaded: Mapping[str, Loaded]) -> str:
    """Returns the name of what is called so but for letters' case, spaces and hyphens; else what was given."""
    titles = {key: each.entry.title for key, each in loaded.items()} | {
        key: each.title for key, each in RESERVED.items()
    }
    shown = {folded(title): key for key, title in titles.items()}
    named = {folded(key): key for key in (*loaded, *RESERVED)}
    return (shown | named).get(folded(name), name)


def _load(path: Path, known: Loaded | None) -> Loaded:
    version = _version(path)
    if known is not None and version is not None and known.version == version:
        return known
    found = exercises.read_or_error(path)
    if isinstance(found, ConfigError):
        return Loaded(version, found, exercise_list.broken(path.stem, found))
    return Loaded(version, found, exercise_list.entry(found))


def _load_plan(path: Path, units: Units, known: LoadedPlan | None) -> LoadedPlan:
    version = _version(path)
    if known is not None and version is not None and (known.version, known.exercises) == (version, units):
        return known
    return LoadedPlan(version, units, plans.read_or_error(path, units))


def _version(path: Path) -> FileVersion | None:
    """Returns the version from before the file is read, so that what is written meanwhile is seen at the next look."""
    try:
        status = path.stat()
    except OSError:
        return None
    return FileVersion(path, status.st_mtime_ns, status.st_size, status.st_ino)
