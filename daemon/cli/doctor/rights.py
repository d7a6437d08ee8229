"""Who may do what: users and groups, services, devices, the disk, the clock."""

import grp
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

from daemon.cli.doctor.finding import Finding, Ground, fail, note, ok
from daemon.read_only import is_read_only

_USER = "spotter"
_GROUPS = ("video", "render", "gpio", "audio")
_INSTALL = "install the package, or from a checkout sudo deploy/install (docs/install.md)"
_SERVICES = ("spotter", "spotter-link")
_UNITS = ("/etc/systemd/system", "/usr/lib/systemd/system")
"""Where a checkout and the package put the services."""
_LEAST_MB = 500


def checks(ground: Ground, state: Path) -> Iterator[Finding]:
    """Look at all of them.

    Args:
        ground: The machine.
        state: The folder of what must last.
    """
    yield _users(ground)
    yield _me(ground)
    yield from _services(ground)
    yield _cameras(ground)
    yield _disk(ground, state)
    yield _clock(ground)


def _users(ground: Ground) -> Finding:
    users = [line.split(":")[0] for line in (ground.text("/etc/passwd") or "").splitlines()]
    if _USER not in users:
        return note("users", "Spotter is not installed as a service here", _INSTALL)
    groups = _groups(ground)
    missing = [name for name in _GROUPS if _USER not in groups.get(name, ())]
    if missing:
        says = f"the user {_USER} is not in {', '.join(missing)}: camera, GPU, button or loudspeaker are refused"
        return fail("users", says, f"sudo usermod -aG {','.join(missing)} {_USER}; sudo systemctl restart spotter")
    return ok("users", f"{_USER} is in {', '.join(_GROUPS)}")


def _me(ground: Ground) -> Finding:
    name = pwd.getpwuid(os.geteuid()).pw_name
    groups = _groups(ground)
    if name in ("root", _USER) or _USER not in groups:
        return ok("you", name)
    mine = {grp.getgrgid(number).gr_name for number in os.getgroups()}
    if _USER in mine:
        return ok("you", f"{name}, in the group {_USER}")
    return note("you", f"{name} may not open the daemon's socket", f"sudo usermod -aG {_USER} {name}; log in again")


def _services(ground: Ground) -> Iterator[Finding]:
    for name in _SERVICES:
        if not ground.found(*(f"{folder}/{name}.service" for folder in _UNITS)):
            continue  # reported once, with the user that is missing
        said = ground.program(["systemctl", "show", "--property=ActiveState,StatusText", name]) or ""
        shown = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        state, status = shown.get("ActiveState", "unknown"), shown.get("StatusText", "")
        if state == "active":
            yield ok(name, f"active{', ' if status else ''}{status}")
        else:
            yield fail(
                name, f"{state}{', ' if status else ''}{status}", f"sudo systemctl restart {name}; journalctl -u {name}"
            )


def _cameras(ground: Ground) -> Finding:
    names = [
        f"/dev/{path.name} {ground.text(f'/sys/class/video4linux/{path.name}/name') or ''}".strip()
        for path in ground.found("/sys/class/video4linux/video*")
    ]
    if not names:
        return note("cameras", "the kernel knows none", "plug a USB camera in, or set the CSI camera up: jetson-io")
    closed = [path for path in ground.found("/dev/video*") if not os.access(path, os.R_OK | os.W_OK)]
    if closed:
        return note(
            "cameras", f"{', '.join(names)}; you may not open {closed[0]}", "run as root, or join the group video"
        )
    return ok("cameras", ", ".join(names))


def _disk(ground: Ground, state: Path) -> Finding:
    folder = ground.path(str(state))
    while not folder.exists():
        folder = folder.parent
    stats = os.statvfs(folder)
    free_mb = stats.f_bavail * stats.f_frsize // 2**20
    if is_read_only(folder):
        return fail(
            "disk", f"{state} is on a disk that is read-only", "restart the machine; if it stays so, replace it"
        )
    if free_mb < _LEAST_MB:
        return fail("disk", f"{free_mb} MiB free at {state}", "make room: a full disk holds reps back from being saved")
    return ok("disk", f"{free_mb} MiB free at {state}")


def _clock(ground: Ground) -> Finding:
    said = ground.program(["timedatectl", "show", "--property=NTPSynchronized", "--value"])
    if said == "yes" or ground.path("/run/systemd/timesync/synchronized").exists():
        return ok("clock", "set by a time server")
    says = "not set by a time server: reps get a wrong time of day" if said == "no" else "nobody says whether it is set"
    return note("clock", says, "sudo timedatectl set-ntp true; a Jetson without a battery starts in the past")


def _groups(ground: Ground) -> dict[str, list[str]]:
    rows = [line.split(":") for line in (ground.text("/etc/group") or "").splitlines()]
    return {row[0]: row[3].split(",") for row in rows if len(row) == 4}  # noqa: PLR2004 - group(5) has four fields
