"""The Debian package on a box without a network: from its installation to nothing being left of it."""

import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

from daemon.errors import SpotterError
from tests.container.debs import Debs
from tests.container.scenario import must, say, scenario
from tests.container.services import CLIP, begin_set
from tests.fakes.container import Machine, wait
from tests.fakes.hub import Hub

SETTINGS = "/etc/spotter/spotter.toml"
DPKG = "DEBIAN_FRONTEND=noninteractive dpkg"
NEWER = "99.0.0"
MOST_INSTALL_S = 180.0
MOST_READY_S = 10.0
MOST_FIRST_REP_S = 15.0


def install(machine: Machine, deb: Path, options: str = "-i") -> float:
    """Install a package in the container as a person would; returns how long dpkg took (s)."""
    shutil.copyfile(deb, machine.path("/root") / deb.name)
    began = time.monotonic()
    machine.sh(f"{DPKG} {options} /root/{deb.name} </dev/null")
    took = time.monotonic() - began
    machine.path(f"/root/{deb.name}").unlink()
    if CLIP not in machine.path(SETTINGS).read_text(encoding="utf-8"):
        with machine.path(SETTINGS).open("a", encoding="utf-8") as settings:
            settings.write(f'\n[camera]\nsource = "{CLIP}"\n')
        machine.sh("systemctl restart spotter")
    return took


def sets(machine: Machine) -> list[dict[str, Any]]:
    """Returns the sets of the journal, the newest last."""
    lines = machine.sh("spotter history --json", check=False).splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def counted(machine: Machine, *, more_than: int = 0) -> int:
    """Wait until the newest set has more reps than this in the journal; returns how many."""
    found: list[int] = []

    def more() -> bool:
        found[:] = [each["reps"] for each in sets(machine)[-1:]]
        return bool(found) and found[0] > more_than

    wait(more, 90, f"no more than {found or [0]} reps are counted")
    return found[0]


def pair(machine: Machine, name: str) -> str:
    """Pair a home hub; returns its password."""
    secret = re.search(r"^password +(\S+)$", machine.sh(f"spotter pair {name} --hub"), re.MULTILINE)
    must(secret, "spotter pair says no password")
    assert secret is not None
    return secret[1]


def listening(machine: Machine) -> list[str]:
    """Returns the addresses at which something listens."""
    return sorted(line.split()[3] for line in machine.sh("ss -ltnH").splitlines())


@scenario()
def package(machine: Machine, debs: Debs) -> None:
    """dpkg -i without a network, counting, the broker with TLS and roles, what listens, dpkg -i again."""
    began = time.monotonic()
    say("dpkg -i, offline", f"{install(machine, debs.package):.0f} s")
    begin_set(machine)
    counted(machine)
    took = time.monotonic() - began
    say("dpkg -i to the first rep of the clip", f"{took:.0f} s")
    say("the current version", machine.sh("readlink /opt/spotter/current"))
    must(listening(machine) == ["127.0.0.1:1883"], f"something listens: {listening(machine)}")
    say("what listens (ss -ltn)", "127.0.0.1:1883, the broker for this machine")
    _broker(machine)
    before = machine.path(SETTINGS).read_bytes(), len(sets(machine))
    say("dpkg -i again", f"{install(machine, debs.package):.0f} s")
    must(
        (machine.path(SETTINGS).read_bytes(), len(sets(machine))) == before, "dpkg -i again changes settings or journal"
    )
    changed = machine.sh("dpkg --verify spotter", check=False).splitlines()
    must([line.split()[-1] for line in changed] == [SETTINGS], f"dpkg --verify: {changed}")
    failed = machine.sh("systemctl --failed --plain --no-legend", check=False)
    must("spotter" not in failed and "mosquitto" not in failed, failed)
    must(took <= MOST_INSTALL_S, f"dpkg -i to counting took more than {MOST_INSTALL_S:.0f} s")


def _broker(machine: Machine) -> None:
    """The link delivers, encrypted, to whom the box paired, and nobody else is heard or hears."""
    machine.sh("/opt/spotter/current/deploy/broker lan")
    must(
        listening(machine) == ["0.0.0.0:8883", "127.0.0.1:1883", "[::]:8883"],
        f"something listens: {listening(machine)}",
    )
    secret = pair(machine, "home")
    authority = machine.path("/etc/spotter/broker-ca.pem")
    with Hub("home", secret, "localhost", 8883, authority=authority) as hub:
        begin_set(machine)
        took = wait(lambda: hub.reps() >= 2, 120, "no reps arrive at the hub, over TLS")
        say("two reps at a hub, over TLS on 8883", f"after {took:.0f} s; {hub.available()}")
        begin = len(sets(machine))
        hub.publish("spotter/gym/rep", "{}")
        must(hub.connected, "the hub is not connected any more")
        must(len(sets(machine)) == begin, "a hub's rep was taken")
    for name, password in (("home", "wrong"), ("stranger", "")):
        with Hub(name, password, "localhost", 8883, authority=authority) as refused:
            time.sleep(2)
            must(not refused.connected, f"the broker takes {name} with the password {password!r}")
    say("with a wrong password, and with none", "refused")


@scenario(installed=True)
def power(machine: Machine, _: Debs) -> None:
    """Power on to ready; a reboot and a power cut in mid-set lose no confirmed rep, and the set goes on."""
    wait(lambda: machine.frames() > 0, 60, "no frames")
    slow: list[str] = []
    for what, interrupt in (("reboot", _reboot), ("power cut", _cut)):
        begin_set(machine)
        reps = counted(machine, more_than=1)
        before = sets(machine)[-1]
        ready, first = interrupt(machine)
        after = next(each for each in sets(machine) if each["set"] == before["set"])
        must(after["reps"] >= reps, f"{what}: {reps} reps were confirmed, {after['reps']} are there")
        more = counted(machine, more_than=after["reps"])
        must(sets(machine)[-1]["set"] == before["set"], f"{what}: the set does not go on")
        say(f"{what} in mid-set: reps before, after, and then", f"{reps}, {after['reps']}, {more}, in the same set")
        say(f"{what}: container's start to READY", f"{ready:.1f} s")
        say(f"{what}: container's start to a frame that a rep could be in", f"{first:.1f} s")
        machine.ask("stop")
        slow += [f"{what}: ready after {ready:.1f} s"] * (ready > MOST_READY_S)
        slow += [f"{what}: a rep is possible after {first:.1f} s"] * (first > MOST_FIRST_REP_S)
    must(not slow, "; ".join(slow))


def _reboot(machine: Machine) -> tuple[float, float]:
    machine.power_off()
    began = time.monotonic()
    machine.boot()
    return _up(machine, began)


def _cut(machine: Machine) -> tuple[float, float]:
    machine.cut_power()
    began = time.monotonic()
    machine.boot()
    return _up(machine, began)


def _up(machine: Machine, began: float) -> tuple[float, float]:
    wait(lambda: machine.show("spotter", "ActiveState") == "active", 120, "the daemon is not ready")
    ready = time.monotonic() - began

    def looking() -> bool:
        try:
            return machine.frames() > 0
        except SpotterError:
            return False

    wait(looking, 60, "no frames after the boot")
    return ready, time.monotonic() - began


@scenario(installed=True)
def upgrade(machine: Machine, debs: Debs) -> None:
    """A newer version takes over with journal and settings; the version before stays beside it."""
    begin_set(machine)
    counted(machine, more_than=1)
    machine.ask("stop")
    settings, before = machine.path(SETTINGS).read_bytes(), sets(machine)
    took = install(machine, debs.other(NEWER))
    must(machine.sh("readlink /opt/spotter/current") == NEWER, f"it runs {machine.sh('readlink /opt/spotter/current')}")
    must(machine.sh("spotter --version").endswith(NEWER), machine.sh("spotter --version"))
    must(machine.path(SETTINGS).read_bytes() == settings, "the settings are changed")
    must(sets(machine)[: len(before)] == before, "the journal is changed")
    begin_set(machine)
    say(f"upgrade from {debs.version} to {NEWER}", f"{took:.0f} s; counts on: {counted(machine)} reps")
    say("versions", machine.sh("ls /opt/spotter").replace("\n", " "))
    say("upgrade.json", machine.sh("cat /var/lib/spotter/upgrade.json").replace("\n", " "))


@scenario(installed=True)
def removal(machine: Machine, debs: Debs) -> None:
    """dpkg -r keeps settings and data, an installation takes them up again, dpkg -P leaves nothing and asks nothing."""
    secret = pair(machine, "home")
    begin_set(machine)
    counted(machine)
    machine.ask("stop")
    settings, before = machine.path(SETTINGS).read_bytes(), sets(machine)
    machine.sh(f"{DPKG} -r spotter </dev/null")
    left = machine.sh("ls -d /opt/spotter /usr/bin/spotter /usr/lib/systemd/system/spotter* 2>/dev/null", check=False)
    must(not left, f"dpkg -r leaves {left}")
    must(machine.path(SETTINGS).read_bytes() == settings, "dpkg -r takes the settings")
    must(machine.path("/var/lib/spotter/journal.db").exists(), "dpkg -r takes the journal")
    say("dpkg -r", "the program is gone, settings and journal are there")
    install(machine, debs.package)
    must(sets(machine) == before, "what was recorded before dpkg -r is lost")
    with Hub("home", secret) as hub:
        wait(lambda: hub.connected, 20, "the hub that was paired before dpkg -r is not known any more")
    say("dpkg -i after dpkg -r", f"{len(before)} sets and the pairings are there again")
    machine.sh(f"{DPKG} -P spotter </dev/null")
    found = machine.sh(
        "find / -xdev \\( -iname '*spotter*' -o -path /var/lib/mosquitto/mosquitto.db -size +0 \\) "
        "-not -path '/root/*' -not -path '/proc/*' -not -path '/sys/*' -not -path '/var/log/*'"
    )
    found += machine.sh("find /run /tmp -iname '*spotter*'; grep -h spotter /etc/passwd /etc/group", check=False)
    must(not found, f"dpkg -P leaves {found}")
    must(listening(machine) in ([], ["127.0.0.1:1883", "[::1]:1883"]), f"something listens: {listening(machine)}")
    say("dpkg -P", "nothing is left")
