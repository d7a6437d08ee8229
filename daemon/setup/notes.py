"""What a person said about the first boot that neither the settings nor the machine can tell.

A file of the state folder: the daemon writes it for dashboard and page, ``spotter setup`` for the terminal. It never
holds what opens the box; that is in the settings file alone, which the daemon cannot write.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from daemon.config import paths, whole_file
from daemon.config.settings import Settings, Title
from daemon.errors import NotAllowedError, SpotterError

FILE_NAME = "setup.json"
_MODE = 0o600
_MOST_BYTES = 64 * 1024
_log = logging.getLogger(__name__)
StepName = Annotated[str, msgspec.Meta(max_length=40)]
ExerciseName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """All of them.

    Attributes:
        name: The box's, where the settings give none.
        round: The button's exercises, where the settings give none; empty: all; None: nobody was asked.
        done: Steps that a person said are done, where nothing else shows it.
        left_out: Steps that a person left out.
        dismissed: The dashboard's guide is not to open by itself again.
        version: Raised when the file changes its meaning.
    """

    name: Title | None = None
    round: tuple[ExerciseName, ...] | None = None
    done: tuple[StepName, ...] = ()
    left_out: tuple[StepName, ...] = ()
    dismissed: bool = False
    version: Literal[1] = 1

    def with_done(self, step: str) -> "Notes":
        """Returns them with a step that is done."""
        return msgspec.structs.replace(self.without_left_out(step), done=_with(self.done, step))

    def without_left_out(self, step: str) -> "Notes":
        """Returns them with a step that is left out no longer."""
        return msgspec.structs.replace(self, left_out=tuple(each for each in self.left_out if each != step))

    def with_left_out(self, step: str) -> "Notes":
        """Returns them with a step that was left out."""
        return msgspec.structs.replace(self, left_out=_with(self.left_out, step))


def path(settings: Settings) -> Path:
    """Returns where they lie: beside the journal."""
    return (settings.journal.path or paths.journal_path()).parent / FILE_NAME


def read(file: Path) -> Notes:
    """Returns the notes; empty ones where there is no file, or a damaged one: at worst a step is asked again.

    Raises:
        NotAllowedError: This user may not read them.
    """
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(_MOST_BYTES), type=Notes)
    except FileNotFoundError:
        return Notes()
    except PermissionError as error:
        raise NotAllowedError(f"{file}: the daemon's alone: use sudo") from error
    except (OSError, msgspec.MsgspecError) as error:
        _log.warning("%s: cannot be read (%s): what was set up is asked again", file, error)
        return Notes()


def change(file: Path, change: Callable[[Notes], Notes]) -> Notes:
    """Replaces the file whole, one writer at a time; returns what it says now, and lasts when this returns.

    Raises:
        SpotterError: It cannot be written.
    """
    try:
        paths.make(file.parent)
        with whole_file.locked(file.parent):
            before = read(file)
            after = change(before)
            if after != before:
                content = msgspec.json.encode(after)
                whole_file.replace(file, content, own=lambda descriptor: _give_to_daemon(file, descriptor))
    except OSError as error:
        if isinstance(error, SpotterError):
            raise
        raise SpotterError(f"{file}: {error.strerror}: use sudo, or make room on the disk") from error
    return after


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _give_to_daemon(file: Path, descriptor: int) -> None:
    """The daemon, which is not root, must go on with what root wrote."""
    os.fchmod(descriptor, _MODE)
    if os.geteuid() == 0:
        owner = file.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
