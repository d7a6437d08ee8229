"""What the services of an installed box do: the page, healing, the sandboxes, a camera that is away."""

import contextlib
import re
import signal
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

from daemon.errors import SpotterError
from tests.container.debs import Debs
from tests.container.scenario import must, say, scenario
from tests.fakes.container import Machine, wait
from tests.fakes.hub import Hub
from tests.web.phone import Phone, SecurePhone

UNITS = ("spotter", "spotter-link", "spotter-web", "spotter-engine", "spotter-argus-restart", "spotter-tui@tty1")
CLIP = "/opt/spotter/current/configs/clip/demo.mp4"
HANG = Path(__file__).parents[1] / "fakes/hang.py"
ARGUS = """[Service]
ExecStartPre=/bin/rm -f /tmp/argus_socket
ExecStart=python3 -c 'import socket, time; socket.socket(socket.AF_UNIX).bind("/tmp/argus_socket"); time.sleep(9999)'
"""
GONE = """[Service]
ExecStart=
ExecStart=/bin/sh -c 'test -e $$RUNTIME_DIRECTORY/gone && exec spotter run; touch $$RUNTIME_DIRECTORY/gone; exit 71'
"""


def begin_set(machine: Machine) -> None:
    """Begin a set of the clip's exercise at the clip's beginning; one that runs is ended."""
    with contextlib.suppress(SpotterError):
        machine.ask("stop")
    machine.sh("systemctl restart spotter", check=False)  # a busy machine may be too slow for its watchdog, once
    wait(lambda: machine.frames() > 0, 60, "no frames")
    machine.ask("start", exercise="squat")


@scenario(installed=True)
def services(machine: Machine, _: Debs) -> None:
    """Page, broker, healing, sandboxes, people, dashboard, a camera that is away."""
    machine.sh("systemctl start mosquitto")  # returns once it is up: on a quiet machine it is paired with at once
    page(machine)
    watch(machine)
    exposure(machine)
    rtsp(machine)
    people(machine)
    engine_built(machine)
    dashboard(machine)
    camera_away(machine)


def healed(machine: Machine, number: signal.Signals) -> float:
    """Send the daemon a signal; seconds until another one looks at frames."""
    old = machine.show("spotter", "MainPID")
    machine.sh(f"kill -{number.name[3:]} {old}")
    return wait(
        lambda: machine.show("spotter", "MainPID") not in (old, "0") and machine.frames() > 0, 60, "it does not heal"
    )


def hung(machine: Machine) -> float:
    """Hold the frame loop's thread alone; seconds until another daemon looks at frames."""
    old = machine.show("spotter", "MainPID")
    # Threads and clients of the held daemon go on: nothing but the loop's own heartbeat tells.
    holder = subprocess.Popen([sys.executable, HANG, str(machine.pid(old))], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    try:
        must(holder.stdout.readline() == b"held\n", "the frame loop cannot be held")
        return wait(
            lambda: machine.show("spotter", "MainPID") not in (old, "0") and machine.frames() > 0,
            60,
            "it does not heal",
        )
    finally:
        holder.kill()
        holder.wait()


def restarted_argus(machine: Machine) -> float:
    """End the daemon with status 71; seconds until Argus' service is another process and the daemon looks at frames."""
    machine.path("/etc/systemd/system/nvargus-daemon.service").write_text(ARGUS)
    drop_in = machine.path("/etc/systemd/system/spotter.service.d/gone.conf")
    drop_in.parent.mkdir(exist_ok=True)
    drop_in.write_text(GONE)
    machine.sh("systemctl daemon-reload; systemctl stop spotter; systemctl start nvargus-daemon")
    old = machine.show("nvargus-daemon", "MainPID")
    began = time.monotonic()
    machine.sh("systemctl start --no-block spotter")
    wait(lambda: machine.show("nvargus-daemon", "MainPID") not in (old, "0"), 30, "Argus' service is not restarted")
    wait(lambda: machine.frames() > 0, 30, "the daemon does not come back after Argus")
    drop_in.unlink()
    machine.sh("systemctl daemon-reload")
    return time.monotonic() - began


def watch(machine: Machine) -> None:
    """What the running box does."""
    say("up", f"{machine.show('spotter', 'ActiveState')}, {machine.show('spotter', 'StatusText')}")
    micro = [
        int(machine.show("spotter", key) or 0)
        for key in ("InactiveExit", "ActiveEnter")
        for key in [f"{key}TimestampMonotonic"]
    ]
    say("from start to READY, which is the first frame", f"{(micro[1] - micro[0]) / 1e6:.1f} s")
    secret = re.search(r"^password +(\S+)$", machine.sh("spotter pair home --hub"), re.MULTILINE)
    assert secret is not None
    with Hub("home", secret[1]) as hub:
        begin_set(machine)
        took = wait(lambda: hub.reps() >= 2, 120, "no reps arrive at the broker")
        say("two reps of the clip at the broker, through the link", f"after {took:.1f} s; {hub.available()}")
        say("kill -9 to frames again", f"{healed(machine, signal.SIGKILL):.1f} s")
        say("SIGSTOP to frames again, by the watchdog", f"{healed(machine, signal.SIGSTOP):.1f} s")
        say("the frame loop alone hangs, to frames again", f"{hung(machine):.1f} s")
        seen = hub.reps()
        took = wait(lambda: hub.reps() > seen, 90, "it does not count any more")
        say("reps go on", f"after {took:.1f} s, set state {machine.ask('stop')['state']}")
    say("restarts so far", machine.show("spotter", "NRestarts"))
    began = time.monotonic()
    machine.sh("systemctl stop spotter spotter-link")
    say("systemctl stop of daemon and link", f"{time.monotonic() - began:.2f} s, {machine.show('spotter', 'Result')}")
    machine.sh("systemctl start spotter spotter-link")
    say("status 71 to Argus' service restarted and frames again", f"{restarted_argus(machine):.1f} s")


def page(machine: Machine) -> None:
    """The page: nothing before the first pairing, a phone's set, and nothing after the last revocation."""
    say("the page before the first pairing", machine.show("spotter-web", "ActiveState"))
    began = time.monotonic()
    phone = Phone(8080)
    token = re.search(r"#v1\.phone\.(\S+)", machine.sh("spotter pair phone"))
    assert token is not None
    wait(lambda: _answers(phone), 30, "the page does not answer")
    say("spotter pair to the page's answer", f"{time.monotonic() - began:.1f} s; {phone.pair(token[1]).status}")
    with phone.listening() as stream:
        wait(lambda: stream.take(1, "state")[0].data["daemon"] == "ok", 30, "the page does not find the daemon")
        begin_set(machine)
        rep = next(message for message in stream if message.data and message.data.get("event_type") == "rep")
    say("a rep of the clip on the page, its place in the journal", str(rep.id))
    old = machine.show("spotter-web", "MainPID")
    began = time.monotonic()
    machine.sh(f"kill -KILL {old}")
    wait(lambda: _answers(phone), 30, "the page does not come back")
    say("kill -9 of the page's server to its answer", f"{time.monotonic() - began:.1f} s")
    with phone.listening(after=rep.id) as stream:
        say("the phone goes on after", f"{rep.id}: {stream.take(1)[0].id}")
        machine.ask("stop")
        began = time.monotonic()
        machine.sh("spotter pair --revoke phone")
        for _ in stream:
            pass
    say("spotter pair --revoke to the end of the phone's page", f"{time.monotonic() - began:.1f} s")
    wait(lambda: not _answers(phone), 10, "something still listens")
    say("the page after the last revocation", "nothing listens")
    machine.sh("/opt/spotter/current/deploy/page-certificate")
    token = re.search(r"https://.*#v1\.tablet\.(\S+)", machine.sh("spotter pair tablet"))
    assert token is not None
    tablet = SecurePhone(8080, machine.path("/etc/spotter/page-authority.crt"))
    wait(lambda: _answers(tablet), 30, "the encrypted page does not answer")
    say("the page after deploy/page-certificate", f"encrypted; {tablet.pair(token[1]).status}")


def _answers(phone: Phone) -> bool:
    try:
        return phone.get("/").status == HTTPStatus.OK
    except OSError:
        return False


def exposure(machine: Machine) -> None:
    """What each service could do if it were taken over."""
    for unit in UNITS:
        say(f"exposure of {unit}", _exposure(machine, unit))
    pid = machine.show("spotter", "MainPID")
    lines = machine.path(f"/proc/{pid}/net/dev").read_text().splitlines()[2:]
    devices = [line.split(":")[0].strip() for line in lines]
    if devices != ["lo"]:
        raise SystemExit(f"the daemon has a network: {', '.join(devices)}")
    say("the daemon's network devices", devices[0])
    opened = machine.sh(f"grep -c . /proc/{pid}/net/tcp /proc/{pid}/net/tcp6 | tr '\\n' ' '", check=False)
    say("its TCP sockets, a head line each", opened)
    say(
        "systemd-analyze verify",
        machine.sh("systemd-analyze verify /usr/lib/systemd/system/spotter*.service 2>&1") or "clean",
    )


def _exposure(machine: Machine, unit: str) -> str:
    line = machine.sh(f"systemd-analyze security --no-pager {unit}.service | tail -1", check=False)
    return line.split(": ", 1)[-1]


def rtsp(machine: Machine) -> None:
    """What an RTSP camera costs: the drop-in gives the daemon the network."""
    drop_in = machine.path("/etc/systemd/system/spotter.service.d/spotter-rtsp.conf")
    machine.sh("cp /opt/spotter/current/deploy/systemd/spotter-rtsp.conf /etc/systemd/system/spotter.service.d/")
    machine.sh("systemctl daemon-reload")
    say("exposure of spotter with spotter-rtsp.conf", _exposure(machine, "spotter"))
    drop_in.unlink()
    machine.sh("systemctl daemon-reload")


def people(machine: Machine) -> None:
    """Who may talk to the daemon, and what its sandbox lets it open."""
    machine.sh("useradd -m lifter; useradd -m guest; usermod -aG spotter lifter")
    said = machine.sh("runuser -u lifter -- spotter history", check=False).splitlines()[-1:]
    say("history, asked by a member of the group spotter", " ".join(said))
    said = machine.sh("runuser -u guest -- spotter history 2>&1", check=False).splitlines()[-1:]
    say("history, asked by somebody else", " ".join(said))
    said = machine.sh("runuser -u guest -- spotter doctor 2>&1", check=False)
    say("doctor, asked by somebody else", " ".join(re.findall("(?:FAIL|note|Traceback).*", said)))
    machine.sh("install -m 640 -g video /dev/null /srv/of-video; echo seen > /srv/of-video")
    sandbox = (
        "-p User=spotter -p Group=spotter -p SupplementaryGroups=video -p PrivateUsers=yes -p ProtectSystem=strict"
    )
    said = machine.sh(f"systemd-run --quiet --pipe --wait {sandbox} cat /srv/of-video 2>&1", check=False)
    say("a file of the group video, from a user namespace", said)
    print(machine.sh("spotter doctor", check=False))


def engine_built(machine: Machine) -> None:
    """A new engine is taken up by the daemon; a start that builds nothing leaves it alone."""
    old = machine.show("spotter", "MainPID")
    machine.sh("systemctl start spotter-engine")
    untouched = machine.show("spotter", "MainPID") == old
    drop_in = machine.path("/run/systemd/system/spotter-engine.service.d/built.conf")
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text("[Service]\nExecStart=\nExecStart=/usr/bin/touch /var/lib/spotter/models/new.tensorrt\n")
    machine.sh("systemctl daemon-reload; systemctl start spotter-engine")
    took = wait(
        lambda: machine.show("spotter", "MainPID") not in (old, "0") and machine.frames() > 0, 30, "it is not taken up"
    )
    machine.sh("rm -r /run/systemd/system/spotter-engine.service.d /var/lib/spotter/models/new.tensorrt")
    machine.sh("systemctl daemon-reload")
    say("a new engine, to frames with it", f"{took:.1f} s; with nothing built the daemon went on: {untouched}")


def dashboard(machine: Machine) -> None:
    """The dashboard on the container's console, the one terminal that it has."""
    machine.sh("systemctl stop console-getty; systemctl start spotter-tui@console")
    # A box whose first boot was not led through shows that.
    shown = re.compile(rb"squat|first boot", re.IGNORECASE)
    wait(
        lambda: shown.search(machine.console.read_bytes()) is not None, 30, "the dashboard shows nothing on the console"
    )
    say("the dashboard on a console", machine.show("spotter-tui@console", "ActiveState"))
    machine.sh("systemctl stop spotter-tui@console")


def camera_away(machine: Machine) -> None:
    """A box whose camera is not there is up and says why."""
    settings = machine.path("/etc/spotter/spotter.toml")
    before = settings.read_text()
    settings.write_text(before.replace(CLIP, "v4l2:///dev/video9"))
    machine.sh("systemctl restart spotter")
    say("camera away", f"{machine.show('spotter', 'ActiveState')}, {machine.show('spotter', 'StatusText')}")
    settings.write_text("[camera]\nsauce = 1\n")
    machine.sh("systemctl restart spotter", check=False)
    said = machine.sh("journalctl -u spotter -o cat | grep spotter.toml | tail -1")
    say("a wrong settings file", f"{machine.show('spotter', 'ActiveState')}: {said}")
    settings.write_text(before)
    machine.sh("systemctl restart spotter")
