"""The step of time zone and clock: the system's own, read and set with timedatectl."""

import os
from zoneinfo import available_timezones

from daemon.cli.setup.work import Work
from daemon.core.nearest import nearest
from daemon.errors import SpotterError, UsageError
from daemon.setup import where
from daemon.setup.checklist import Machine


def look(work: Work) -> tuple[str | None, bool | None]:
    """Returns the time zone, and whether a time server set the clock; None: nobody says."""
    ran = work.run(["timedatectl", "show"])
    said = dict(line.split("=", 1) for line in ran.text.splitlines() if "=" in line) if ran.code == 0 else {}
    synced = {"yes": True, "no": False}.get(said.get("NTPSynchronized", ""))
    return said.get("Timezone") or where.time_zone(), where.clock_set() if synced is None else synced


def set_clock(work: Work) -> None:
    """Asks for the time zone and sets it, and says what keeps the clock from being right."""
    zone, synced = look(work)
    wanted = work.dialog.text("timezone", "Time zone, for example Europe/Berlin", zone, read_zone)
    if wanted != zone:
        _do(work, "set-timezone", wanted)
        work.changed = True  # the daemon knows the zone that it started with
    if synced is False:
        _ask_server(work)
    elif synced is None:
        work.dialog.say("nobody says whether the clock is set: compare it with your own: date")
    work.note(lambda notes: notes.with_done("clock"))


def _ask_server(work: Work) -> None:
    """Has a time server set the clock; without one counting goes on, and the time of day may be wrong."""
    ran = work.run(["timedatectl", "set-ntp", "true"])
    if ran.code == 0:
        work.dialog.say("the clock is set as soon as a time server answers; until then counting goes on")
    elif "not supported" in ran.text:
        work.dialog.say("nothing sets this machine's clock: sudo apt install systemd-timesyncd")
    else:
        work.dialog.say("no time server sets this machine's clock: sudo timedatectl set-ntp true")


def read_zone(text: str) -> str:
    """Returns the time zone.

    Raises:
        UsageError: There is none of that name; suggests the nearest.
    """
    zones = available_timezones()
    if text in zones or (text and not zones):  # a system without its own list: timedatectl says what it thinks of it
        return text
    typed = text.replace(" ", "_").lower()
    meant = [zone for zone in zones if typed and f"/{zone.lower()}".endswith(f"/{typed}")]
    if len(meant) == 1:  # a city alone, or another case
        return meant[0]
    close = min(meant) if meant else nearest(text[:40], zones)
    mend = f"did you mean {close}?" if close else "timedatectl list-timezones shows them all"
    raise UsageError(f"no time zone '{text[:40]}': {mend}")


def _do(work: Work, *words: str) -> None:
    ran = work.run(["timedatectl", *words])
    if ran.code == 0:
        return
    command = f"sudo timedatectl {' '.join(words)}"
    why = "only root may set it" if os.geteuid() != 0 else ran.text or "timedatectl does not answer"
    raise SpotterError(f"the clock is as it was ({why.splitlines()[0]}): {command}")


def seen(work: Work) -> Machine:
    """Returns zone and clock, as the steps are judged by."""
    zone, synced = look(work)
    return Machine(zone=zone, clock_set=synced)
