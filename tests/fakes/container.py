"""A Debian or Ubuntu with systemd as PID 1 in a container: debootstrap makes it, systemd-nspawn boots it."""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from daemon.errors import SpotterError
from daemon.ipc.client import ask

_PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates,procps"
# What a machine needs to reach its package mirrors, as this one does.
_FROM_HERE = ("etc/ssl/certs/ca-certificates.crt", "etc/pip.conf")
_CLONE_NEWNET = 0x40000000
_BINFMT = Path("/proc/sys/fs/binfmt_misc")
_QEMU = {"amd64": "x86_64", "arm64": "aarch64"}
_SCRIPTS = Path("/usr/share/debootstrap/scripts")


class Machine:
    """A container that can be booted.

    Args:
        work: A folder for its changed files and its console's log.
        layers: The folders of its files, the upper one first.

    Attributes:
        leader: Its PID 1, as seen from here.
        console: What was written to its console.
    """

    def __init__(self, work: Path, layers: list[Path]) -> None:
        self.root = work / "root"
        self.leader = 0
        self.console = work / "console.log"
        self._nspawn: subprocess.Popen[bytes] | None = None
        for name in ("upper", "work", "root"):
            (work / name).mkdir()
        lower = ":".join(map(str, layers))
        options = f"lowerdir={lower},upperdir={work / 'upper'},workdir={work / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, self.root], check=True)

    def boot(self) -> None:
        """Start it, and wait for its systemd."""
        with self.console.open("ab") as log:
            self._nspawn = subprocess.Popen(
                [
                    "systemd-nspawn",
                    "--boot",
                    "--capability=CAP_NET_ADMIN",
                    "--register=no",
                    "--keep-unit",
                    "--resolv-conf=replace-host",
                    f"--directory={self.root}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.leader = self._booted()

    def power_off(self) -> None:
        """Shut it down as a person would."""
        assert self._nspawn is not None
        self.sh("systemctl poweroff --no-block", check=False)
        self._nspawn.wait(90)
        self._nspawn = None
        self.leader = 0

    def cut_power(self) -> None:
        """End all its processes at once, with no warning."""
        if self._nspawn is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if self.leader:
                os.kill(self.leader, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._nspawn.wait(10)
        self._nspawn.kill()
        self._nspawn.wait()
        self._nspawn = None
        self.leader = 0

    def unmount(self) -> None:
        """Give its files up; what was changed stays in the folder ``upper``."""
        subprocess.run(["umount", self.root], check=False, capture_output=True)

    def _booted(self) -> int:
        """Returns its PID 1: nspawn's child, once its helpers have gone."""
        assert self._nspawn is not None
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")

        def first() -> int:
            return int((children.read_text().split() or ["0"])[0])

        wait(
            lambda: Path(f"/proc/{first()}/root/run/systemd/private").exists(),
            90,
            "the container does not boot",
        )
        return first()

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


class Unbooted(Machine):
    """A system that is not booted, of this processor or another: each command is a process of its own in it."""

    def path(self, inside: str) -> Path:
        """A file of it."""
        return self.root / inside.removeprefix("/")

    def sh(self, command: str, *, check: bool = True, limit_s: float = 7200) -> str:
        """Run a command in it, with a loopback and no other network; its output."""
        entered = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network", "--as-pid2"]
        words = ["--console=pipe", f"--directory={self.root}", "bash", "-c", command]
        done = subprocess.run([*entered, *words], text=True, stdout=subprocess.PIPE, timeout=limit_s, check=False)
        if check and done.returncode:
            raise SystemExit(f"failed ({done.returncode}): {command}\n{done.stdout}")
        return done.stdout.strip()


def check() -> str | None:
    """Returns in one line what this machine lacks, or None: it can boot a container."""
    if os.geteuid() != 0:
        return "run as root: it mounts file systems and boots a container"
    for program, package in (("debootstrap", "debootstrap"), ("systemd-nspawn", "systemd-container")):
        if shutil.which(program) is None:
            return f"{program} is not installed, and it boots the container: apt install {package}"
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "t", folder], capture_output=True, check=False).returncode:
            return "this machine lets nobody mount file systems, as a container needs: use another machine"
        subprocess.run(["umount", folder], check=True)
    return None


def check_foreign(architecture: str) -> str | None:
    """Returns in one line what this machine lacks to run another processor's programs, or None."""
    handler = _BINFMT / f"qemu-{_QEMU[architecture]}"
    if not handler.exists() or not handler.read_text(encoding="ascii").startswith("enabled"):
        return f"this machine does not run programs of {architecture}: apt install qemu-user-static binfmt-support"
    if shutil.which("mmdebstrap") is None:
        return "mmdebstrap is not installed, and it makes the system: apt install mmdebstrap"
    return None


def prepare_foreign(base: Path, architecture: str, release: str, packages: Sequence[str]) -> Path:
    """Returns the folder of a system of another processor with these Debian packages, made once.

    Nothing that it installs is started. Each file is not synced on its own: that took most of the time.
    """
    if not (base / "usr/bin/dpkg").exists():
        part = base.with_name(f"{base.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        options = [f"--architectures={architecture}", "--variant=minbase", f"--include={','.join(packages)}"]
        options += ["--dpkgopt=force-unsafe-io", '--aptopt=APT::Install-Recommends "false"']
        subprocess.run(["mmdebstrap", "--quiet", *options, release, str(part)], check=True)
        part.rename(base)
    return base


def leave_network() -> None:
    """Give this process, and what it starts, a network of its own that has a loopback and nothing else."""
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET):
        raise SystemExit("this machine gives nobody a network of its own")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


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


def equip(below: list[Path], packages: Sequence[str], layer: Path) -> Path:
    """Returns a layer above others with at least these Debian packages, made once; it needs the network."""
    stamp = layer.with_name(f"{layer.name}.packages")
    if stamp.exists() and set(packages) <= set(stamp.read_text().split()):
        return layer
    shutil.rmtree(layer, ignore_errors=True)
    names = " ".join(packages)
    with booted(below, upper=layer) as machine:
        # What is installed must not start here: it would be in this machine's network.
        policy = machine.path("/usr/sbin/policy-rc.d")
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        machine.sh("apt-get update -qq && apt-get install -y -qq iproute2")
        machine.sh(f"DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {names}")
        machine.sh("apt-get clean")
        policy.unlink()
    stamp.write_text("\n".join(packages))
    return layer


@contextlib.contextmanager
def booted(layers: list[Path], *, keep: bool = False, upper: Path | None = None) -> Iterator[Machine]:
    """A machine, from its boot to its end.

    It has this process's network, and the right to make one more: a unit's private one.

    Args:
        layers: The folders of its files, the upper one first; they stay as they are.
        keep: Keep what was changed, for somebody who looks.
        upper: A folder that gets what was changed, as a layer for another machine; given up where it ends by an error.
    """
    work = Path(tempfile.mkdtemp(prefix="container-", dir=layers[-1].parent))
    machine = Machine(work, layers)
    try:
        machine.boot()
        yield machine
        if upper is not None:
            machine.power_off()
            machine.unmount()
            (work / "upper").rename(upper)
    finally:
        machine.cut_power()
        machine.unmount()
        if not keep:
            shutil.rmtree(work)


@contextlib.contextmanager
def unbooted(layers: list[Path], *, keep: bool = False) -> Iterator[Unbooted]:
    """A system that is not booted; what is changed in it is taken away, but for ``keep``."""
    work = Path(tempfile.mkdtemp(prefix="container-", dir=layers[-1].parent))
    machine = Unbooted(work, layers)
    try:
        yield machine
    finally:
        machine.unmount()
        if not keep:
            shutil.rmtree(work)


def wait(true: Callable[[], bool], limit_s: float, otherwise: str) -> float:
    """Wait until it is true; how long that took (s)."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > limit_s:
            raise SystemExit(otherwise)
        time.sleep(0.02)
    return time.monotonic() - began
