"""A Debian or Ubuntu with systemd as PID 1 in a container: debootstrap makes it, systemd-nspawn boots it."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from daemon.errors import SpotterError
from daemon.ipc.client import ask

_PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates,procps"
# What a machine needs to reach its package mirrors, as this one does.
_FROM_HERE = ("etc/ssl/certs/ca-certificates.crt", "etc/pip.conf")
_SCRIPTS = Path("/usr/share/debootstrap/scripts")


class Machine:
    """A booted container.

    Attributes:
        leader: Its PID 1, as seen from here.
        console: What was written to its console.
    """

    def __init__(self, root: Path, leader: int) -> None:
        self.root = root
        self.leader = leader
        self.console = root.with_name("console.log")

    def path(self, inside: str) -> Path:
        """A file of the container, with what is mounted there."""
        return Path(f"/proc/{self.leader}/root{inside}")

    def pid(self, inside: str) -> int:
        """A process of the container, as it is called here."""
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):
                found = re.search(r"^NSpid:\t(\d+)\t(\d+)$", status.read_text(), re.MULTILINE)
                if found and found[2] == inside and self._holds(int(found[1])):
                    return int(found[1])
        raise SystemExit(f"no process {inside} in the container")

    def _holds(self, pid: int) -> bool:
        spaces = [Path(f"/proc/{number}/ns/pid").readlink() for number in (pid, self.leader)]
        return spaces[0] == spaces[1]

    def sh(self, command: str, *, check: bool = True, limit_s: float = 1800) -> str:
        """Run a command in the container; its output."""
        entered = ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--pid", "--root", "--wd"]
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        clean = ["env", "-i", f"PATH={path}", "HOME=/root", "LANG=C.UTF-8", "bash", "-c", command]
        done = subprocess.run([*entered, *clean], text=True, stdout=subprocess.PIPE, timeout=limit_s, check=False)
        if check and done.returncode:
            raise SystemExit(f"failed in the container ({done.returncode}): {command}\n{done.stdout}")
        return done.stdout.strip()

    def show(self, unit: str, key: str) -> str:
        """One property of a unit."""
        return self.sh(f"systemctl show --value --property={key} {unit}")

    def ask(self, verb: str, **args: object) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Ask the daemon in the container."""
        return ask(self.path("/run/spotter/spotter.sock"), verb, args)

    def frames(self) -> int:
        """Frames that the daemon has looked at; 0 where none answers."""
        try:
            health = self.ask("health")
        except SpotterError:
            return 0
        return int(health["frames"]) if health else 0


def check() -> None:
    """Say in one line what this machine lacks.

    Raises:
        SystemExit: It cannot boot a container.
    """
    if os.geteuid() != 0:
        raise SystemExit("run as root: it mounts file systems and boots a container")
    for program, package in (("debootstrap", "debootstrap"), ("systemd-nspawn", "systemd-container")):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not installed, and it boots the container: apt install {package}")
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "t", folder], capture_output=True, check=False).returncode:
            raise SystemExit("this machine lets nobody mount file systems, as a container needs: use another machine")
        subprocess.run(["umount", folder], check=True)


def prepare(base: Path, release: str, mirror: str) -> None:
    """A system with systemd and nothing else, once.

    Args:
        base: The folder of its files; used as it is where there is one.
        release: ``bookworm``, ``jammy`` or ``noble``.
        mirror: Ubuntu's archive; empty: Debian's, from where this machine has its packages.
    """
    if not (base / "lib/systemd/systemd").exists():
        # A release that this debootstrap does not know yet is made as the last one that it knows.
        script = _SCRIPTS / release if (_SCRIPTS / release).exists() else _SCRIPTS / "jammy"
        where = [release, str(base), *([mirror, str(script)] if mirror else [])]
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", *where], check=True)
    for file in _FROM_HERE:
        if Path("/", file).exists():
            shutil.copyfile(Path("/", file), base / file)
    if mirror:
        suites = (release, f"{release}-updates", f"{release}-security")
        lines = "".join(f"deb {mirror} {suite} main universe\n" for suite in suites)
        (base / "etc/apt/sources.list").write_text(lines)
    else:
        _same_sources(base)


def _same_sources(base: Path) -> None:
    """Packages from where this machine, a Debian 12 too, has them."""
    (base / "etc/apt/sources.list").write_text("")
    for name in ("etc/apt/sources.list", "etc/apt/sources.list.d"):
        here = Path("/", name)
        if here.is_dir():
            shutil.copytree(here, base / name, dirs_exist_ok=True)
        elif here.exists():
            shutil.copyfile(here, base / name)


@contextlib.contextmanager
def booted(base: Path, *, keep: bool) -> Iterator[Machine]:
    """The container, from its boot to its end; the base stays as it is.

    It has this machine's network, as it needs packages, and the right to make one more: a unit's private one.
    """
    work = Path(tempfile.mkdtemp(prefix="container-", dir=base.parent))
    for name in ("upper", "work", "root"):
        (work / name).mkdir()
    root = work / "root"
    layers = f"lowerdir={base},upperdir={work / 'upper'},workdir={work / 'work'}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, root], check=True)
    log = (work / "console.log").open("wb")
    nspawn = subprocess.Popen(
        [
            "systemd-nspawn",
            "--boot",
            "--capability=CAP_NET_ADMIN",
            "--register=no",
            "--keep-unit",
            "--resolv-conf=replace-host",
            f"--directory={root}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        yield Machine(root, _leader(nspawn))
    finally:
        nspawn.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            nspawn.wait(30)
        nspawn.kill()
        nspawn.wait()
        subprocess.run(["umount", root], check=False)
        if not keep:
            shutil.rmtree(work)


def _leader(nspawn: "subprocess.Popen[bytes]") -> int:
    """The container's PID 1: nspawn's child, once its helpers have gone."""
    children = Path(f"/proc/{nspawn.pid}/task/{nspawn.pid}/children")

    def first() -> int:
        return int((children.read_text().split() or ["0"])[0])

    wait(lambda: Path(f"/proc/{first()}/root/run/systemd/private").exists(), 90, "the container does not boot")
    return first()


def wait(true: Callable[[], bool], limit_s: float, otherwise: str) -> float:
    """Wait until it is true; how long that took (s)."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > limit_s:
            raise SystemExit(otherwise)
        time.sleep(0.02)
    return time.monotonic() - began
