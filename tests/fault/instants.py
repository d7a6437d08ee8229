"""kill -9 of daemon, link and page at chosen instants: ``python -m tests.fault.instants [KILLS [VICTIM …]]``.

Prints what came. Each dies so often (200 times), while a daemon records, a broker hands its events to a subscriber and
a phone has the page open. All are real, and forked with everything imported, so that a new one is at work at once. The
daemon dies twice: as it counts the bundled clip, and as one without a camera that records a hundred events a second,
which is also the one that its clients die beside.
"""

import http.client
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from daemon.cli.demo.broker import free_port
from daemon.config import paths
from daemon.errors import AwayError, SpotterError
from daemon.ipc.client import ask
from daemon.journal.reader import JournalReader
from daemon.pairing import store
from daemon.system.clock import SystemClock
from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.fault.parent import Parent, kill, parent
from tests.web.phone import Phone

VICTIMS = {"run": "daemon on the clip", "trickle": "daemon", "link": "link", "web": "page's server"}
"""By the role that each plays here; see ``offspring``."""
_BRANCHES = frozenset({"rep", "set", "workout", "late"})
_FEW_SQUATS_S = 15.0
"""The clip takes 29 s."""
_SETTLE_S = 120.0
"""For a broken program, never a promise of speed."""


@dataclass(frozen=True)
class Came:
    """What came in the end, by the events' places in the journal.

    Attributes:
        recorded: In the journal.
        broker: At a subscriber of the broker, in the order in which it came.
        page: On the page's stream.
        repeats: How often one came to the subscriber again, before the daemon died at last: beside a link that died
            just before, it takes along what was acknowledged and is not on the disk, as much as a slow disk leaves.
    """

    recorded: list[int]
    broker: list[int]
    page: list[int]
    repeats: int

    @property
    def complete(self) -> bool:
        """Whether each event came to both, in order, to the page once, and to a subscriber that drops repeats too."""
        return list(without_repeats(self.broker)) == self.recorded == self.page


def without_repeats(seqs: Iterable[int]) -> Iterator[int]:
    """Yields what a client keeps that drops repeats as docs/mqtt.md says."""
    last = 0
    for seq in seqs:
        if seq > last:
            yield (last := seq)


class OpenPage:
    """A phone that has the page open: it connects again whenever the stream ends, as a browser's EventSource does.

    Attributes:
        seqs: The events' places in the journal, in the order in which they came.
        spoken_to: Something came, were it no event.
    """

    def __init__(self, phone: Phone) -> None:
        self.seqs: list[int] = []
        self.spoken_to = False
        self._phone = phone
        self._stop = threading.Event()

    def __enter__(self) -> "OpenPage":  # noqa: PYI034 - Self needs Python 3.11
        threading.Thread(target=self._follow, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()  # its thread ends with the stream

    def _follow(self) -> None:
        while not self._stop.wait(0.02):
            with suppress(OSError, http.client.HTTPException), self._phone.listening(self._last) as stream:
                for message in stream:
                    self.spoken_to = True
                    if message.event == "journal" and message.id is not None:
                        self.seqs.append(message.id)
                    if self._stop.is_set():
                        return

    @property
    def _last(self) -> int | None:
        return self.seqs[-1] if self.seqs else None


class System:
    """Daemon, link and page of one box, each of which can be killed and started again."""

    def __init__(self, folder: Path, processes: Parent) -> None:
        self.folder = folder
        self._processes = processes
        self._running: dict[str, int] = {}

    def start(self, role: str) -> None:
        self._running[role] = self._processes.start(role)

    def kill(self, role: str) -> None:
        kill(self._running.pop(role))

    def replace(self, role: str, by: str) -> None:
        self.kill(role)
        self.start(by)

    def said(self, role: str) -> str:
        """The end of a role's log."""
        return (self.folder / f"{role}.log").read_text()[-2000:]

    def starts(self) -> bool:
        """Presses start; returns whether the daemon answered. A set that goes on since before is none to start."""
        try:
            ask(self.folder / "spotter.sock", "start", {})
        except AwayError:
            return False
        except SpotterError:
            pass
        return True

    def kill_all(self) -> None:
        for role in list(self._running):
            self.kill(role)


class Subscriber(Listener):
    """Hears one box at its broker."""

    def __init__(self, port: int, keepalive_s: int = 60) -> None:
        self._seqs: list[int] = []
        self._read = 0
        super().__init__(port, "spotter/box/+", keepalive_s)

    @property
    def seqs(self) -> list[int]:
        """The events' places in the journal, in the order in which they came."""
        new = self.heard[self._read :]
        self._read += len(new)
        self._seqs += [each.json["seq"] for each in new if each.topic.rpartition("/")[2] in _BRANCHES]
        return self._seqs


@contextmanager
def running(folder: Path, daemon: str) -> Iterator[tuple[System, Subscriber, OpenPage]]:
    """All of it, the first events of the daemon having come to the subscriber and to the page."""
    broker, port = Mosquitto(folder), free_port()
    config = folder / "spotter.toml"
    config.write_text(
        f'[box]\nid = "box"\n[socket]\npath = "spotter.sock"\n[mqtt]\nport = {broker.port}\ndiscovery = false\n'
        f'[web]\nhost = "127.0.0.1"\nport = {port}\n[journal]\npath = "journal.db"\n'
        f'[engine]\nthreads = 1\nmodels = "{paths.models_folder()}"\n'
    )
    token = store.add(folder / "pairing" / store.FILE_NAME, "phone", SystemClock().now())
    with ExitStack() as stack:
        broker.start()
        stack.callback(broker.kill)
        system = System(folder, stack.enter_context(parent(config)))
        stack.callback(system.kill_all)
        listener = Subscriber(broker.port)
        stack.enter_context(listener)
        for role in ("idle", "link", "web"):
            system.start(role)
        phone = Phone(port)
        wait_until(lambda: _is_open(port))
        assert phone.pair(token).status == 200
        page = stack.enter_context(OpenPage(phone))
        wait_until(lambda: page.spoken_to)
        time.sleep(0.5)  # until it follows, and gets the first event too
        system.replace("idle", daemon)
        if daemon == "run":
            wait_until(system.starts)
        wait_until(lambda: page.seqs and listener.seqs, told=lambda: f"{page.seqs} {listener.heard[-9:]}")
        yield system, listener, page


def _is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def killed(folder: Path, victim: str, kills: int, seed: int = 7) -> Came:
    """Kills one of them so often, at instants by chance: at once, in the middle, or after some events came."""
    dice = random.Random(seed)  # noqa: S311 - instants, no secrets
    daemon = "run" if victim == "run" else "trickle"
    with running(folder, daemon) as (system, listener, page):
        for _ in range(kills):
            if victim == "run":
                wait_in_clip(system, listener, dice)
            else:
                wait_for_some(listener, page, dice)
            system.replace(victim, victim)
        before = list(listener.seqs)
        system.replace(daemon, "idle")
        recorded = in_journal(folder)
        wait_until(lambda: listener.seqs[-1:] == page.seqs[-1:] == recorded[-1:], _SETTLE_S)
        return Came(recorded, list(listener.seqs), list(page.seqs), len(before) - len(set(before)))


def wait_for_some(listener: Subscriber, page: OpenPage, dice: random.Random) -> None:
    least = dice.choice([0, 0, dice.randrange(1, 20)])
    broker, shown = len(listener.heard) + least, len(page.seqs) + least
    wait_until(lambda: len(listener.heard) >= broker or len(page.seqs) >= shown, _SETTLE_S)
    time.sleep(dice.choice([dice.uniform(0.0, 0.03), dice.uniform(0.0, 0.3)]))


def wait_in_clip(system: System, listener: Subscriber, dice: random.Random) -> None:
    """Before it answers, or in its first squats, often about a rep; a set begins where no earlier one goes on."""
    if dice.random() < 0.3:
        time.sleep(dice.uniform(0.0, 1.0))
        return
    wait_until(system.starts, told=lambda: system.said("run"))
    least, end_s = len(listener.seqs) + dice.choice([0, 1, 1, 2]), time.monotonic() + _FEW_SQUATS_S
    wait_until(lambda: len(listener.seqs) >= least or time.monotonic() > end_s)
    time.sleep(dice.choice([dice.uniform(0.0, 0.1), dice.uniform(0.0, 2.0)]))


def in_journal(folder: Path) -> list[int]:
    with JournalReader(folder / "journal.db") as reader:
        return [event.seq for event in reader.after(0, 10**7)]


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for victim in sys.argv[2:] or VICTIMS:
        with tempfile.TemporaryDirectory() as folder:
            came = killed(Path(folder), victim, kills)
        print(
            f"{VICTIMS[victim]} killed {kills} times: {len(came.recorded)} events, to the subscriber and to the page "
            f"{'all, in order, to the page once' if came.complete else 'NOT ALL, OR NOT IN ORDER'}; "
            f"{came.repeats} came to the subscriber twice",
            flush=True,
        )


if __name__ == "__main__":
    main()
