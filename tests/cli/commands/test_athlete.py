"""``spotter athlete`` and ``--athlete``, with a daemon and without one: the same to the user."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.athletes.roster import Roster
from daemon.cli import main
from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from tests.fakes.box import Box
from tests.fakes.workout import Lifter

Spotter = Callable[..., tuple[int, str, str]]


class Daemon:
    """Answers the commands that are about athletes as the frame loop does."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.roster = Roster(remember=box.writer.remember)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        while True:
            command = self.box.commands.get()
            args = command.args
            if isinstance(args, verbs.sets.Stop):
                return
            try:
                command.answer(self.answer(args))
            except UsageError as error:
                command.answer(error)

    def answer(self, args: Args) -> dict[str, object]:
        if isinstance(args, verbs.athletes.AthleteSet):
            what = self.roster.write(args.athlete, args.colour, args.targets, board=args.board, new=args.new)
            return self.saved({"profile": what})
        if isinstance(args, verbs.athletes.AthleteRemove):
            return self.saved({"profile": self.roster.remove(args.athlete)})
        assert isinstance(args, verbs.athletes.Athlete)
        self.box.writer.remember("athlete", args.athlete)
        return self.saved({"athlete": args.athlete, "from_next_set": False})

    def saved(self, answer: dict[str, object]) -> dict[str, object]:
        """A commit of a later event is one of what was to be remembered too."""
        done = threading.Event()
        self.box.writer.append([], lambda _: done.set())
        assert done.wait(60)
        return answer


@pytest.fixture(params=["daemon", "alone"])
def spotter(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Spotter]:
    """The command on a journal in which Tom did a set of one, and nobody a set of two."""
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    box = Box(tmp_path)
    box.start()
    tom, nobody = Lifter("Tom"), Lifter()
    box.record(tom.starts(), tom.lifts(1), tom.ends(1), nobody.starts(), nobody.lifts(1), nobody.lifts(2))
    daemon = Daemon(box)
    if request.param == "alone":
        box.stop()

    def call(*args: str) -> tuple[int, str, str]:
        status = main.main([*args, "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    yield call
    box.commands.put(Command(verbs.sets.Stop()))
    daemon.thread.join()
    box.stop()


def test_an_athlete_is_added_changed_chosen_and_removed(spotter: Spotter) -> None:
    assert spotter("athlete", "add", "Anna", "--target", "Push-up=12") == (
        0,
        "Anna             orange  push_up 12\n",
        "",
    )
    assert spotter("athlete", "set", "anna", "--colour", "green", "--board", "--target", "plank=60")[0] == 0
    assert spotter("athlete", "choose", "anna") == (0, "Anna trains\n", "")
    _, out, _ = spotter("athlete", "list")
    assert out.splitlines() == [
        "Anna             green   plank 60, push_up 12, on the board, chosen",
        "Tom                      known by sets alone",
    ]
    assert spotter("athlete", "set", "Anna", "--no-board", "--target", "plank=none")[1].rstrip().endswith("push_up 12")
    assert spotter("athlete", "choose") == (0, "nobody in particular trains\n", "")
    assert "Anna was removed; what Anna did stays" in spotter("athlete", "remove", "Anna")[1]
    told = json.loads(spotter("athlete", "list", "--json")[1])
    assert told == {"athletes": ["Tom"], "profiles": [], "chosen": None}


def test_a_name_that_only_sets_have_can_be_chosen(spotter: Spotter) -> None:
    assert spotter("athlete", "choose", "Tom") == (0, "Tom trains\n", "")
    assert "known by sets alone, chosen" in spotter("athlete", "list")[1]


def test_who_is_known_by_sets_is_not_taken_in_as_somebody_else(spotter: Spotter) -> None:
    assert spotter("athlete", "add", "TOM") == (0, "Tom              orange\n", "")
    assert json.loads(spotter("athlete", "list", "--json")[1])["athletes"] == ["Tom"]


WRONG = (
    (["add", "Anna", "--colour", "gren"], "spotter: no colour 'gren': did you mean green?"),
    (["add", "Anna", "--target", "squat"], "write squat=12"),
    (["add", "Anna", "--target", "squt=12"], "did you mean squat?"),
    (["add", "Anna", "--target", "squat=0"], "--target squat=0: a target is 1 to 1000, or none\n"),
    (["add", "Anna", "--target", "squat=1001"], "--target squat=1001: a target is 1 to 1000, or none\n"),
    (["add", "Anna", "--target", "auto=8"], "name the exercise"),
    (["add", "nobody"], "stands for no athlete"),
    (["add", " "], "an athlete's name has 1 to 60 characters\n"),
    (["add", 300 * "x"], "an athlete's name has 1 to 60 characters\n"),
    (["add", "An\x1bna"], "control character"),
    (["set", "Anna", "--board"], "no athlete 'Anna'"),
    (["set", "tom", "--board"], "'Tom' is known by sets alone: `spotter athlete add` takes them in\n"),
    (["set", "Tom"], "say what to change"),
    (["choose", "Tim"], "did you mean Tom?"),
    (["remove", "Tom"], "no athlete 'Tom'"),
)


def test_wrong_use_is_one_line_and_changes_nothing(spotter: Spotter) -> None:
    before = spotter("athlete", "list")
    for args, says in WRONG:
        status, out, err = spotter("athlete", *args)
        assert (status, out, err.count("\n")) == (2, "", 1), (args, err)
        assert says in err, args
    assert spotter("athlete", "list") == before


def test_the_history_of_one_athlete_leaves_the_others_out(spotter: Spotter) -> None:
    def reps(*args: str) -> list[int]:
        return [json.loads(line)["reps"] for line in spotter("history", "--json", *args)[1].splitlines()]

    assert reps() == [1, 2]
    assert (reps("--athlete", "Tom"), reps("--athlete", ""), reps("--athlete", "Anna")) == ([1], [2], [])


def test_a_name_means_the_same_athlete_in_any_case(spotter: Spotter, tmp_path: Path) -> None:
    assert spotter("athlete", "choose", "tom") == (0, "Tom trains\n", "")
    assert json.loads(spotter("history", "--json", "--athlete", "TOM")[1])["reps"] == 1
    assert json.loads(spotter("progress", "tom", "--json")[1])["athlete"] == "Tom"
    assert len(spotter("export", "--sets", "--csv", "--athlete", "tom")[1].splitlines()) == 2
    assert json.loads(spotter("explain", "last", "--json", "--athlete", "tom")[1])["event"]["athlete"] == "Tom"
    page = tmp_path / "tom.html"
    assert ": 1 rep," in spotter("report", "last", "--athlete", "tom", "--out", str(page))[1]


def test_the_progress_of_an_empty_name_is_that_of_whoever_was_not_named(spotter: Spotter) -> None:
    spotter("athlete", "choose", "Tom")
    assert spotter("progress", "", "--json") == spotter("progress", "--json")


def test_imported_sets_are_of_the_athlete_whom_the_box_knows(spotter: Spotter, tmp_path: Path) -> None:
    file = tmp_path / "fitnotes.csv"
    file.write_text("Date,Exercise,Category,Weight,Weight Unit,Reps\n2026-01-02,Barbell Squat,Legs,60,kgs,5\n")
    spotter("athlete", "add", "Anna")
    assert spotter("import", str(file), "--athlete", "anna")[0] == 0
    assert json.loads(spotter("history", "--json", "--athlete", "Anna")[1])["reps"] == 5


def test_the_board_shows_whoever_is_willing(spotter: Spotter) -> None:
    assert spotter("board")[1].splitlines()[1] == "nobody is on the board: `spotter athlete set NAME --board`"
    spotter("athlete", "add", "Anna")
    spotter("athlete", "add", "Bo", "--board")
    head, line = spotter("board")[1].splitlines()
    assert head.startswith("since Monday, ")
    assert line.split() == ["1", "Bo", "0", "reps", "0", "min", "in", "sets", "0", "weeks", "running"]
    (told,) = json.loads(spotter("board", "--json")[1])["lines"]
    assert {"athlete": "Bo", "reps": 0, "streak_weeks": 0}.items() <= told.items()


def test_the_last_set_and_the_last_rep_are_an_athletes_own(spotter: Spotter, tmp_path: Path) -> None:
    page = tmp_path / "tom.html"
    assert ": 1 rep," in spotter("report", "last", "--athlete", "Tom", "--out", str(page))[1]
    assert ": 2 reps," in spotter("report", "last", "--out", str(page))[1]
    assert "no athlete 'Anna'" in spotter("report", "last", "--athlete", "Anna", "--out", str(page))[2]
    assert json.loads(spotter("explain", "last", "--json", "--athlete", "Tom")[1])["event"]["athlete"] == "Tom"
    assert json.loads(spotter("explain", "last", "--json")[1])["event"]["athlete"] is None
