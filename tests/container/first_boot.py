"""The first boot of an installed box: every step by its options, with the box's own broker, and what is open then."""

import contextlib
import json
from typing import Any

from daemon.errors import SpotterError
from tests.container.debs import Debs
from tests.container.package import SETTINGS, listening
from tests.container.scenario import must, say, scenario
from tests.fakes.container import Machine, wait

NOTES = "/var/lib/spotter/setup.json"
STEPS = (
    'name --name "Garage gym"',
    "clock --timezone Europe/Berlin",
    "round --exercises squat,push_up",
    "gpio --no-gpio",
    "place --placed",
    "broker --broker own",
    "engine",
    "pair --phone anna",
)


def standing(machine: Machine) -> dict[str, str]:
    """Returns how each step stands."""
    lines = map(json.loads, machine.sh("spotter setup --list --json").splitlines())
    return {line["name"]: line["state"] for line in lines}


def told(machine: Machine, verb: str) -> dict[str, Any]:
    """Returns what the daemon answers; waits for one that was started again."""
    found: list[dict[str, Any]] = []

    def answered() -> bool:
        with contextlib.suppress(SpotterError):
            found[:] = [machine.ask(verb) or {}]
        return bool(found)

    wait(answered, 60, f"the daemon does not answer {verb}")
    return found[0]


@scenario(installed=True)
def first_boot(machine: Machine, _: Debs) -> None:
    """spotter setup: every step by its options, the own broker for the home, what is asked twice: nothing."""
    before = machine.path(SETTINGS).read_text(encoding="utf-8")
    say("open on a new box", ", ".join(name for name, state in standing(machine).items() if state != "done"))
    must(told(machine, "setup")["first_run"], "the dashboard's guide would not open by itself")
    for step in STEPS:
        machine.sh(f"spotter setup {step}")
    left = {name: state for name, state in standing(machine).items() if state != "done"}
    must(not left, f"not done: {left}")
    wait(lambda: told(machine, "setup")["name"] == "Garage gym", 60, "the daemon does not know its name")
    must(not told(machine, "setup")["first_run"], "the dashboard's guide opens again")
    after = machine.path(SETTINGS).read_text(encoding="utf-8").splitlines()
    comments = [line for line in before.splitlines() if line.startswith("#")]
    must([line for line in after if line.startswith("#")] == comments, "a comment of the settings is lost")
    must(
        machine.sh(f"stat -c %U:%a {SETTINGS} {NOTES}").split() == ["root:644", "spotter:600"],
        "the files' owners changed",
    )
    linked(machine)
    opened(machine)
    refused(machine)
    killed(machine)


def linked(machine: Machine) -> None:
    """The link is connected with the broker that the step tried."""
    wait(lambda: (told(machine, "health").get("link") or {}).get("connected"), 60, "the link is not connected")


def opened(machine: Machine) -> None:
    """The home's port opens when a person says so, and closes again."""
    must(not any(where.endswith(":8883") for where in listening(machine)), "the broker listens to the home already")
    machine.sh("spotter setup broker --broker lan")
    must(any(where.endswith(":8883") for where in listening(machine)), f"not open: {listening(machine)}")
    machine.sh("spotter setup broker --broker own")
    must(not any(where.endswith(":8883") for where in listening(machine)), f"still open: {listening(machine)}")
    linked(machine)


def refused(machine: Machine) -> None:
    """A broker that is not there is not kept."""
    before = machine.path(SETTINGS).read_text(encoding="utf-8")
    said = machine.sh(
        "spotter setup broker --broker home --host 127.0.0.2 --port 1 --no-tls 2>&1; echo status $?", check=False
    )
    must("status 75" in said, f"a broker that is away: {said}")
    must(machine.path(SETTINGS).read_text(encoding="utf-8") == before, "the settings changed all the same")


def killed(machine: Machine) -> None:
    """A setup that is killed while it tries a camera that does not answer: the daemon starts again, with its own."""
    before = machine.path(SETTINGS).read_text(encoding="utf-8")
    silent = 'import socket, time; s = socket.create_server(("127.0.0.1", 8554)); time.sleep(600)'
    machine.sh(f"systemd-run --quiet --unit=silent-camera python3 -c '{silent}'")
    words = "spotter setup camera --source rtsp://127.0.0.1:8554/1 --turn 0 --no-network"
    machine.sh(f"setsid {words} </dev/null >/dev/null 2>&1 & echo $! >/run/setup.pid")
    wait(lambda: machine.show("spotter", "ActiveState") == "inactive", 60, "the daemon is not stopped")
    machine.sh("kill -KILL $(cat /run/setup.pid)")
    took = wait(lambda: machine.show("spotter", "ActiveState") == "active", 60, "a killed setup leaves it stopped")
    say("kill -9 of spotter setup while it has the camera, to the daemon", f"{took:.1f} s")
    must(machine.path(SETTINGS).read_text(encoding="utf-8") == before, "the settings changed all the same")
