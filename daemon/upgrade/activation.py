"""Activates a version: back the journal up, start the version, wait for its health, else return to the one before.

Each step is written down before it is done, and may be done again: after a power cut the next boot carries on.
"""

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from daemon.errors import SpotterError
from daemon.journal import backup
from daemon.journal.restore import Restored
from daemon.system.clock import SystemClock, boot_id
from daemon.upgrade import keeper, mark
from daemon.upgrade.layout import Layout
from daemon.upgrade.mark import Mark, Stage
from daemon.upgrade.notice import Notice
from daemon.upgrade.services import FINISH, Services

TRY_S = 60.0
"""Seconds that a new version has to get healthy."""
GIVE_UP_S = 75.0
"""Seconds after the activation's begin at which it is given up, so that the old version counts after two minutes.

A busy machine has used some of them before, to stop the services and to copy the journal.
"""
LEAST_S = 40.0
"""Seconds that it has however long that took."""
AGAIN_S = 40.0
"""Seconds that the old version has."""
SPARE = 64 * 2**20
"""Bytes that stay free beside the journal's copies."""

Healthy = Callable[[str, float], str | None]
"""Waits for so many seconds (s) until the daemon of this version is healthy; returns why it is not, or None."""

_log = logging.getLogger(__name__)


class Ending(Enum):
    """What came of it; the value is the exit status."""

    RUNS = 0
    FAILED = 1
    RETURNED = 3


@dataclass(frozen=True, slots=True)
class Machine:
    """What an activation works with.

    Attributes:
        layout: Where the versions lie.
        services: Stops and starts them.
        healthy: Waits for the health of a version.
        journal: Returns the path of the journal as a version reads the settings.
        now: Returns the time, UTC.
        monotonic: Returns the monotonic time (s).
        boot: Returns the kernel's id of this boot.
    """

    layout: Layout
    services: Services
    healthy: Healthy
    journal: Callable[[str], Path]
    now: Callable[[], datetime] = SystemClock().now
    monotonic: Callable[[], float] = SystemClock().monotonic
    boot: Callable[[], str] = boot_id


def activate(machine: Machine, version: str) -> Ending:
    """Let this version run.

    Raises:
        SpotterError: It cannot be tried, and nothing has changed; says what to do.
    """
    while (begun := _begin(machine, version)) is None:
        _log.warning("a change of version was interrupted: it is carried on first")
        resume(machine)
    status = machine.services.finish()
    return resume(machine) if status is None else _ending(machine.layout, begun, status)


def _begin(machine: Machine, version: str) -> Mark | None:
    """Write down that this version is activated; returns None where another change is under way: it goes first."""
    layout, began_s = machine.layout, machine.monotonic()
    layout.check(version)
    with layout.alone():
        if mark.read(layout.mark) is not None:
            return None
        layout.check(version)  # a change that had to be waited for may have deleted it
        layout.name_activating(version)
        old = layout.running()
        begun = Mark(
            old=None if old == version else old,
            new=version,
            began=f"{machine.now():%Y%m%dT%H%M%SZ}",
            began_s=began_s,
            boot=machine.boot(),
            journal=str(machine.journal(old or version)),
            units=machine.services.units(),
        )
        try:
            check_room(Path(begun.journal))
        except SpotterError as error:
            _note(machine, begun, "refused", str(error))
            raise
        return mark.keep(layout.mark, begun)


def resume(machine: Machine) -> Ending:
    """Carry on with the change that is under way; without one there is nothing to do.

    Raises:
        SpotterError: The old version is left running, or cannot be returned to.
    """
    with machine.layout.alone():
        change: Mark | Ending | None = mark.read(machine.layout.mark)
        while isinstance(change, Mark):
            change = _STEPS[change.stage](machine, change)
    return change or Ending.RUNS


def check_room(journal: Path) -> None:
    """Make sure that two copies of the journal have room: the backup, and what would be returned to.

    Raises:
        SpotterError: They do not; says how much is missing.
    """
    try:
        size = journal.stat().st_size
    except OSError:
        return  # there is none yet
    found = os.statvfs(journal.parent)
    missing = 2 * size + SPARE - found.f_bavail * found.f_frsize
    if missing > 0:
        raise SpotterError(
            f"the disk is full: {journal.parent} needs {missing // 2**20 + 1} MiB more for the journal's backup; "
            "free space and try again"
        )


def _back_up(machine: Machine, change: Mark) -> Mark:
    """Stop, and copy the journal."""
    try:
        machine.services.stop(change.units)
        copy = keeper.back_up(Path(change.journal), change.began)
        older = None if copy is None else _older_for(machine.layout, change, copy)
    except (SpotterError, OSError) as error:
        machine.services.start(change.units)
        mark.clear(machine.layout.mark)
        _note(machine, change, "refused", str(error))
        raise SpotterError(f"{change.new} was not activated: {error}") from error
    _log.info("the journal is backed up: %s", copy or "there is none yet")
    tried = replace(change, stage=Stage.TRY, copy=_text(copy), older=_text(older))
    return mark.keep(machine.layout.mark, tried)


def _older_for(layout: Layout, change: Mark, copy: Path) -> Path | None:
    """Returns the backup that an older version can go on with, or None: it knows the journal's tables.

    Raises:
        SpotterError: It does not know them, and there is no such backup.
    """
    tables = layout.tables(change.new)
    if tables is None or backup.version_of(copy) <= tables:
        return None
    found = keeper.newest_for(Path(change.journal), tables)
    if found is None:
        raise SpotterError(
            f"it knows the journal's tables up to version {tables}, these are of version {backup.version_of(copy)}, "
            f"and {copy.parent} has no backup of older ones: keep {change.old}, or begin with an empty journal"
        )
    return found


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _try(machine: Machine, change: Mark) -> Mark | Ending:
    """Start the new version, and wait for its health."""
    why = _put_older(machine, change)
    if why is None:
        machine.layout.switch(change.new)
        machine.services.start(change.units)
        why = machine.healthy(change.new, _time_to_get_healthy(machine, change))
    if why is not None and change.old is not None:
        _log.error("%s is not healthy: %s", change.new, why)
        return _given_up(machine.layout, replace(change, stage=Stage.RETURN, why=why))
    _note(machine, change, "upgraded" if why is None else "failed", why or "")
    mark.clear(machine.layout.mark)
    if why is not None:
        _log.error("%s is not healthy, and there is no version to return to: %s", change.new, why)
        return Ending.FAILED
    _log.info("%s runs and is healthy", change.new)
    _drop_others(machine.layout, change)
    return Ending.RUNS


def _time_to_get_healthy(machine: Machine, change: Mark) -> float:
    """Returns the seconds that the new version has; after a power cut, all that it may have."""
    if machine.boot() != change.boot:
        return TRY_S
    left_s = GIVE_UP_S - (machine.monotonic() - change.began_s)
    return max(LEAST_S, min(TRY_S, left_s))


def _given_up(layout: Layout, change: Mark) -> Mark:
    """Write down that it is given up; a disk that the new version has filled keeps no old one from coming back."""
    try:
        return mark.keep(layout.mark, change)
    except OSError as error:
        _log.error("%s: %s; after a power cut now %s would be tried again", layout.mark, error.strerror, change.new)
        return change


def _put_older(machine: Machine, change: Mark) -> str | None:
    """Put an older journal in the place of one that the version does not know; returns why that fails, or None."""
    if change.older is None:
        return None
    machine.services.stop(change.units)  # after a power cut the boot has started them
    try:
        keeper.give_back(Path(change.journal), Path(change.older), f"{change.began}-of-{change.old}")
    except SpotterError as error:
        return f"its journal could not be put there: {error}"
    return None


def _return(machine: Machine, change: Mark) -> Ending:
    """Start the old version with its journal. A step that fails is tried again at the next boot."""
    assert change.old is not None  # noqa: S101 - a change without an old version never gets here
    machine.services.stop(change.units)
    machine.layout.switch(change.old)
    try:
        done = _give_back(machine.layout, change)
    except SpotterError as error:
        _note(machine, change, "failed", f"{change.why}; and the journal could not be put back: {error}")
        machine.services.start(change.units)
        raise
    machine.services.start(change.units)
    _note(machine, change, "returned", change.why, done)
    why = machine.healthy(change.old, AGAIN_S)
    if why is not None:
        _note(machine, change, "failed", f"{change.why}; {change.old} was returned to, and is not healthy: {why}", done)
    mark.clear(machine.layout.mark)
    _log.warning("%s runs again%s", change.old, "" if why is None else f", and is not healthy: {why}")
    return Ending.RETURNED if why is None else Ending.FAILED


_STEPS: dict[Stage, Callable[[Machine, Mark], Mark | Ending]] = {
    Stage.BACK_UP: _back_up,
    Stage.TRY: _try,
    Stage.RETURN: _return,
}


def _give_back(layout: Layout, change: Mark) -> Restored:
    """Put the backup back; without one, the old version begins anew where it does not know what the new one made."""
    assert change.old is not None  # noqa: S101 - see ``_return``
    journal, when = Path(change.journal), f"{change.began}-of-{change.new}"
    if change.copy is None:
        done = keeper.set_aside(journal, layout.tables(change.old), when)
    else:
        done = keeper.give_back(journal, Path(change.copy), when)
    if done.kept is not None:
        _log.info("%d events of %s went over; its journal is kept as %s", done.carried, change.new, done.kept)
    return done


def _note(machine: Machine, change: Mark, what: str, why: str, done: Restored | None = None) -> None:
    """Tell the daemon what came of it; a disk that does not take it does not keep a version from running."""
    if done is not None and done.left:
        why = f"{why}; {done.left} events of {change.new} are in {done.kept} alone"
    said = Notice(
        what=what,
        old=change.old,
        new=change.new,
        when=f"{machine.now():%Y-%m-%dT%H:%M:%SZ}",
        why=why,
        carried=0 if done is None else done.carried,
        kept=None if done is None or done.kept is None else str(done.kept),
    )
    try:
        keeper.note(Path(change.journal).parent, said)
    except SpotterError as error:
        _log.error("%s", error)


def _ending(layout: Layout, begun: Mark, status: int) -> Ending:
    """Returns what came of a change that a service of its own has carried on, and has told its own log of."""
    if mark.read(layout.mark) is None and layout.running() == begun.new:
        return Ending.RUNS
    _log.error("%s does not run; why: journalctl -u %s", begun.new, FINISH)
    return Ending.RETURNED if status == Ending.RETURNED.value else Ending.FAILED


def _drop_others(layout: Layout, change: Mark) -> None:
    """Delete the versions that are neither running nor the one before, which stays where the same one began anew."""
    if change.old is None:
        return
    for program in layout.home.glob("*/.venv/bin/spotter"):
        folder = program.parents[2]
        if folder.name not in (change.new, change.old, layout.current.name) and not folder.is_symlink():
            with suppress(OSError):
                shutil.rmtree(folder)
