"""How far a change of version has got, in a file that the boot after a power cut reads."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from enum import Enum
from pathlib import Path

from daemon.errors import SpotterError
from daemon.journal.database import sync_folder
from daemon.upgrade.layout import write


class Stage(str, Enum):
    """What is to be done next."""

    BACK_UP = "back_up"
    """Stop, and copy the journal. ``current`` names the old version."""
    TRY = "try"
    """Let ``current`` name the new version, start it and wait for its health."""
    RETURN = "return"
    """Let ``current`` name the old version, give it its journal back and start it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A change from one version to another.

    Attributes:
        old: The version before; None: there was none, and there is nothing to return to.
        new: The version that is activated.
        began: When, UTC, as ``20260131T063000Z``.
        journal: The journal's path.
        units: The services to be started.
        stage: What is to be done next.
        copy: The journal's backup; None before it is made, and where there is no journal yet.
        older: A backup that the new version can read, where it is older than the journal; it takes the journal's place.
        why: Why the new version is given up; empty until then.
        began_s: When, monotonic (s); in another boot it means nothing.
        boot: The kernel's id of the boot in which it began.
    """

    old: str | None
    new: str
    began: str
    journal: str
    units: tuple[str, ...]
    stage: Stage = Stage.BACK_UP
    copy: str | None = None
    older: str | None = None
    why: str = ""
    began_s: float = 0.0
    boot: str = ""


def read(path: Path) -> Mark | None:
    """Returns the mark, or None: no change is under way.

    Raises:
        SpotterError: The file cannot be read; it is written in one step, so somebody else wrote it.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        known = {field.name: found[field.name] for field in fields(Mark) if field.name in found}
        return Mark(**{**known, "units": tuple(known["units"]), "stage": Stage(known["stage"])})
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(path, error) from error


def keep(path: Path, mark: Mark) -> Mark:
    """Write the mark, and return it."""
    write(path, json.dumps(asdict(mark), indent=1) + "\n")
    return mark


def clear(path: Path) -> None:
    """Remove the mark: the change is over."""
    with suppress(FileNotFoundError):
        path.unlink()
    sync_folder(path.parent)


def _unreadable(path: Path, error: Exception) -> SpotterError:
    return SpotterError(f"{path} cannot be read ({error}): delete it, and run deploy/activate with the version to run")
