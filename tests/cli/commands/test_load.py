"""``spotter load``: what is asked of the daemon, and how its answer is told."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.cli import main
from daemon.ipc import verbs
from daemon.ipc.results import Corrected
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from tests.fakes.box import Box

Spotter = Callable[..., tuple[int, str, str]]


class Daemon:
    """Takes every load down as the frame loop does; ``asked`` is what came."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.asked: list[Args] = []
        self.running: str | None = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        while True:
            command = self.box.commands.get()
            if isinstance(command.args, verbs.sets.Stop):
                return
            self.asked.append(command.args)
            command.answer(self.answer(command.args))

    def answer(self, args: Args) -> object:
        if isinstance(args, verbs.plans.Take):
            return {"loads": {"squat": 62.5}}
        if isinstance(args, verbs.sets.Correct):
            return Corrected(args.set or "", "squat", 8, args.load_kg)
        assert isinstance(args, verbs.sets.Load)
        return {"load_kg": args.load_kg, "exercise": args.exercise or "lunge", "set": self.running}


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    box = Box(tmp_path)
    box.start()
    daemon = Daemon(box)
    yield daemon
    box.commands.put(Command(verbs.sets.Stop()))
    daemon.thread.join()
    box.stop()


@pytest.fixture
def spotter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Spotter:
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')

    def call(*args: str) -> tuple[int, str, str]:
        status = main.main(["load", *args, "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_a_load_is_said_and_taken_back(daemon: Daemon, spotter: Spotter) -> None:
    assert spotter("80") == (0, "lunge: the next set at 80 kg\n", "")
    assert spotter("135", "lb", "--next") == (0, "lunge: the next set at 61.23 kg\n", "")
    assert spotter("-20", "--exercise", "squat") == (0, "squat: the next set at -20 kg\n", "")
    daemon.running = "set-1"
    assert spotter("none") == (0, "lunge: the running set, or the one that ended last without a load\n", "")
    assert daemon.asked == [
        verbs.sets.Load(load=80.0),
        verbs.sets.Load(load=61.235, next=True),
        verbs.sets.Load(load=-20.0, exercise="squat"),
        verbs.sets.Load(load=None),
    ]


def test_the_load_of_an_old_set_is_corrected(daemon: Daemon, spotter: Spotter) -> None:
    assert spotter("82,5", "--set", "set-7") == (0, "squat: set set-7 at 82.5 kg\n", "")
    assert spotter("none", "--set", "set-7") == (0, "squat: set set-7 without a load\n", "")
    assert [each.load_kg for each in daemon.asked if isinstance(each, verbs.sets.Correct)] == [82.5, None]


def test_a_proposed_load_is_taken(daemon: Daemon, spotter: Spotter) -> None:
    assert spotter("take") == (0, "squat: the next set at 62.5 kg\n", "")
    assert daemon.asked == [verbs.plans.Take()]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["heavy"], "'heavy' is no load: write 80, 82.5 kg or 135 lb; or none, take"),
        (["1200"], "1200 kg is no load: it is -200 to 1000 kg; or none, take"),
        (["take", "--next"], "take goes alone: it is the load that is proposed for the chosen exercise"),
        (["80", "--next", "--set", "set-7"], "--next and --set name two sets: give one of them"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(args: list[str], says: str, spotter: Spotter) -> None:
    assert spotter(*args) == (2, "", f"spotter: {says}\n")


def test_without_a_daemon_nothing_is_taken_down(spotter: Spotter) -> None:
    status, _, err = spotter("80")
    assert (status, len(err.splitlines())) == (75, 1)
