"""Signed updates, upgrades that fail, power cuts in the middle of one, and safe mode, on an installed box."""

import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daemon.errors import SpotterError
from tests.container.debs import Debs
from tests.container.package import NEWER, begin_set, counted, sets
from tests.container.scenario import must, say, scenario
from tests.fakes.container import Machine, wait

SIGN = Path(__file__).parents[2] / "deploy/sign"
TIMES = int(os.environ.get("SPOTTER_ROLLBACKS", "20"))
GOAL_S = 120.0
RUN = "daemon/cli/commands/run.py"
NEXT_TABLES = "ALTER TABLE events ADD COLUMN band TEXT;"
SPOILT = {
    "crashes": "import os; os.abort()",
    "dies after its first frames": "import os, threading; threading.Timer(8, os.abort).start()",
    "hangs": "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(9999)",
    "lacks a package": "import no_such_package",
    "has no pose model": (
        "from daemon.errors import EngineError\n"
        "    def gone(*_): raise EngineError('the pose model is gone')\n"
        "    app.run = gone"
    ),
    "cannot write the journal": (
        "import sqlite3; from daemon.journal import writer\n"
        "    def refuse(*_): raise sqlite3.OperationalError('disk I/O error')\n"
        "    writer.commit = refuse"
    ),
}
"""What stands at the beginning of ``spotter run`` in each of these versions; each migrates the journal before."""


@scenario(installed=True)
def update(machine: Machine, debs: Debs) -> None:
    """A signed package is installed; one that was changed, or is of another key, is refused with status 65."""
    newer = debs.other(NEWER)
    with publisher() as (sign, keys), publisher() as (strangers, _):
        shutil.copy(keys, machine.path("/root/publisher.gpg"))
        say("spotter update --trust", machine.sh("spotter update --trust /root/publisher.gpg").splitlines()[0])
        deb = machine.path("/root/new.deb")
        shutil.copy(newer, deb)
        refused(machine, "without a signature", "no signature beside it")
        strangers(deb)
        refused(machine, "signed by somebody else", "not trusted here")
        sign(deb)
        with deb.open("r+b") as file:
            file.seek(deb.stat().st_size // 2)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))
        refused(machine, "with one bit changed in the middle", "a byte of it was changed")
        shutil.copy(newer, deb)
        must(machine.sh("readlink /opt/spotter/current") == debs.version, "a refused package was taken")
        begin_set(machine)
        counted(machine)
        began = time.monotonic()
        said = machine.sh("spotter update /root/new.deb </dev/null | tail -1")
        must(said == f"{NEWER} is installed", said)
        must(machine.sh("readlink /opt/spotter/current") == NEWER, "it is not taken up")
        say("spotter update FILE.deb, signed, offline", f"{time.monotonic() - began:.0f} s")
        older = debs.other("0.0.1")
        shutil.copy(older, deb)
        sign(deb)
        refused(machine, "of an older version", "is older than")


def refused(machine: Machine, what: str, why: str) -> None:
    """Try it, and see that it is refused."""
    said = machine.sh("spotter update /root/new.deb 2>&1 >/dev/null </dev/null; echo $?", check=False).splitlines()
    must(said[-1:] == ["65"] and len(said) == 2 and why in said[0], f"a package {what}: {said}")
    say(f"a package {what}", said[0].removeprefix("spotter: "))


@contextmanager
def publisher() -> Iterator[tuple[object, Path]]:
    """Somebody with a key of their own: what signs a package, and the public key."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "GNUPGHOME": home}

        def run(*words: object) -> None:
            subprocess.run([*map(str, words)], env=environ, check=True, capture_output=True)

        run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", home, "ed25519", "sign", "never")
        keys = Path(home, "update-keys.gpg")
        run(SIGN, "--public-key", keys)
        try:
            yield lambda deb: run(SIGN, deb), keys
        finally:
            run("gpgconf", "--kill", "all")


def spoilt(machine: Machine, version: str, kind: str, old: str) -> None:
    """Put a version beside the one that runs, which fails in this way; made as a copy, for a .venv takes a minute."""
    home = machine.path("/opt/spotter")
    machine.sh(f"rm -rf /opt/spotter/{version}; cp -a /opt/spotter/{old} /opt/spotter/{version}")
    machine.sh(
        f"grep -rlI --exclude-dir=__pycache__ /opt/spotter/{old} /opt/spotter/{version}/.venv/bin "
        f"/opt/spotter/{version}/.venv/lib/python3*/site-packages/*editable* "
        f"| xargs sed -i 's:/opt/spotter/{old}:/opt/spotter/{version}:g'"
    )
    tree = home / version
    steps = sorted((tree / "daemon/journal").glob("*.sql"))
    (tree / f"daemon/journal/{int(steps[-1].stem) + 1:04}.sql").write_text(NEXT_TABLES)
    file = tree / RUN
    text = file.read_text()
    begin = "    handler = logging.StreamHandler(sys.stderr)\n"
    must(begin in text, f"{RUN} has changed: this scenario must follow")
    file.write_text(text.replace(begin, f"    {SPOILT[kind]}\n{begin}", 1))


@scenario(installed=True)
def rollback(machine: Machine, debs: Debs) -> None:
    """Upgrades that cannot get healthy: the version before counts again within two minutes, with every rep."""
    begin_set(machine)
    counted(machine, more_than=1)
    took = []
    for number, kind in enumerate(itertools.islice(itertools.cycle(SPOILT), TIMES)):
        took.append(taken_back(machine, debs.version, f"99.{number}", kind))
        say(f"a version that {kind}", f"{took[-1]:.1f} s to the old one's frames")
    back = sum(each <= GOAL_S for each in took)
    say("taken back within two minutes", f"{back} of {TIMES}; the longest {max(took):.1f} s")
    must(back == TIMES, "a failed upgrade took too long")


def taken_back(machine: Machine, old: str, version: str, kind: str) -> float:
    """Activate a spoilt version; returns the seconds until the old one looks at frames again."""
    spoilt(machine, version, kind, old)
    before = sets(machine)
    began = time.monotonic()
    said = machine.sh(f"/opt/spotter/{version}/deploy/activate {version} 2>&1; echo $?", check=False)
    must(said.splitlines()[-1] == "3", f"a version that {kind} is not taken back: {said}")
    health = machine.ask("health")
    must(health["version"] == old or machine.sh("readlink /opt/spotter/current") == old, "the old version does not run")
    must(f"the update to {version} was taken back" in str(health["trouble"]), f"nothing is said: {health['trouble']}")
    after = sets(machine)
    must([each["set"] for each in after[: len(before)]] == [each["set"] for each in before], "sets are lost")
    must(all(now["reps"] >= then["reps"] for now, then in zip(after, before, strict=False)), "reps are lost")
    return float(health["first_t"] - began)


@scenario(installed=True)
def interrupted(machine: Machine, debs: Debs) -> None:
    """A power cut while a new version is tried, and one while it is taken back: the next boot carries on."""
    begin_set(machine)
    counted(machine)
    for stage in ("try", "return"):
        before = sets(machine)
        version = f"99.{stage}"
        spoilt(machine, version, "hangs", debs.version)
        machine.sh(f"systemd-run --quiet /opt/spotter/{version}/deploy/activate {version}")
        wait(lambda stage=stage: _stage(machine) == stage, 120, f"the change does not get to {stage}")
        machine.cut_power()
        began = time.monotonic()
        machine.boot()
        wait(lambda: _stage(machine) is None, 180, "the change is not carried on")
        wait(lambda: machine.frames() > 0, 60, "no frames after it")
        must(machine.sh("readlink /opt/spotter/current") == debs.version, "the old version does not run")
        must(
            [each["set"] for each in sets(machine)][: len(before)] == [each["set"] for each in before], "sets are lost"
        )
        say(f"power cut at the stage {stage}: boot to the old version's frames", f"{time.monotonic() - began:.1f} s")


def _stage(machine: Machine) -> str | None:
    try:
        return str(json.loads(machine.path("/opt/spotter/activation.json").read_text())["stage"])
    except (OSError, ValueError):
        return None


@scenario(installed=True)
def safe_mode(machine: Machine, _: Debs) -> None:
    """A box whose pose model is gone answers in safe mode and says why; with the model back a start leads out of it."""
    machine.sh("mv /var/lib/spotter/models /root/; systemctl restart spotter", check=False)
    began = time.monotonic()
    wait(lambda: "safe mode" in _trouble(machine), 60, "it is not in safe mode")
    say("pose model gone: restart to safe mode", f"{time.monotonic() - began:.1f} s")
    say("it says", _trouble(machine))
    say("spotter doctor --health", machine.sh("spotter doctor --health", check=False))
    must(machine.sh("spotter history --json", check=False) is not None, "history does not answer")
    machine.cut_power()
    machine.boot()
    wait(lambda: "safe mode" in _trouble(machine), 60, "it is not in safe mode after a power cut")
    machine.sh("cp -a /root/models/. /var/lib/spotter/models/")  # the boot has made the folder again
    try:
        machine.ask("start", exercise="squat")
    except SpotterError as error:
        say("start a set", str(error))
    wait(lambda: machine.frames() > 0, 60, "it does not count again")
    must("safe mode" not in _trouble(machine), "it is in safe mode still")
    for _number in range(3):
        machine.sh("systemctl restart --no-block spotter")
        time.sleep(0.7)
        machine.cut_power()
        machine.boot()
    wait(lambda: machine.frames() > 0, 60, "three power cuts in the first second keep it from counting")
    say("three power cuts soon after the start", "it counts")


def _trouble(machine: Machine) -> str:
    try:
        return str((machine.ask("health") or {}).get("trouble"))
    except SpotterError:
        return ""
