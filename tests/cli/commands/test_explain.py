"""``spotter explain``, with a daemon and without one: the same to the user."""

import json
from functools import partial
from pathlib import Path

import pytest

from daemon.cli import main
from daemon.core.facts import Correction
from daemon.events import AnyEvent
from tests.cli.conftest import Recorded, Spotter
from tests.fakes.box import Box
from tests.fakes.workout import Lifter


def workout() -> dict[str, AnyEvent]:
    """A set with one of each, and a set without any rep after it."""
    eva = Lifter("eva")
    told: dict[str, AnyEvent] = {"starts": eva.starts(), "plain": eva.lifts(1, confidence=0.62), "refused": eva.fails()}
    told |= {"faulty": eva.shows_form(2), "held": eva.holds(30.0), "added": eva.corrects(Correction.ADDED, n=3)}
    told |= {"good": eva.shows_form(4, fault=False), "undone": eva.shows_form(5)}
    told["undo"] = eva.corrects(Correction.UNDONE, told["undone"].id, n=5)
    told |= {"ends": eva.ends(4), "later": eva.starts(), "miss": eva.fails()}
    return told


EVENTS = workout()


@pytest.fixture
def explain(recorded: Recorded) -> Spotter:
    return partial(recorded(*EVENTS.values()), "explain")


def test_a_rep_is_explained_part_by_part(explain: Spotter) -> None:
    status, out, _ = explain(EVENTS["faulty"].id)
    assert status == 0
    assert "squat, rep 2" in out
    assert "Score 84 ± 6 of 100" in out
    assert " 77 ± 8  costs 9 of its 40 points" in out
    assert "12° short of your depth, -9 points" in out
    assert "96 ± 5°, full score from 107°" in out
    assert "107° or more, not 96°: +9 points" in out
    assert "Keep your heels on the floor." in out
    assert "not seen from the side: put the camera in front of you" in " ".join(out.split())
    assert "to one side: put the camera in front of you" in out
    assert out.count("⠉") > 4, "the angle over the rep"


def test_last_is_the_last_rep_that_counts_and_not_a_refusal_or_one_taken_back(explain: Spotter) -> None:
    assert EVENTS["good"].id in explain("last")[1]


def test_a_refusal_is_explained_by_its_value_and_its_limit(explain: Spotter) -> None:
    out = explain(EVENTS["refused"].id)[1]
    assert "not deep enough: 40 %, asked 60 %" in out
    assert "go deeper" in out
    assert "measured            0.4 depth" in out


def test_a_rep_of_an_older_version_says_that_nothing_was_measured(explain: Spotter) -> None:
    out = " ".join(explain(EVENTS["plain"].id)[1].split())
    assert "an older version of Spotter recorded this rep" in out
    assert "62 % sure; not confirmed" in out
    assert "Score" not in out


@pytest.mark.parametrize(
    ("which", "says"),
    [("held", "a hold has none"), ("added", "nothing was measured"), ("undone", "taken back")],
)
def test_what_is_no_measured_rep_says_what_it_is(explain: Spotter, which: str, says: str) -> None:
    assert says in explain(EVENTS[which].id)[1]


@pytest.mark.parametrize("wrong", ["no-such-id", EVENTS["starts"].id, EVENTS["undo"].id, "id\x1b[31m"])
def test_an_id_that_is_no_reps_is_one_clear_line(explain: Spotter, wrong: str) -> None:
    status, out, err = explain(wrong)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_beginning_that_several_have_asks_for_more_of_it(explain: Spotter) -> None:
    status, _, err = explain("id-")
    assert status == 2
    assert "write more of the id" in err


def test_for_programs_it_is_one_object(explain: Spotter) -> None:
    told = json.loads(explain("last", "--json")[1])
    assert told["event"]["parts"]["rom"]["lost"] == pytest.approx(9.2)
    assert told["counts"] is True
    assert told["to_100"][0] == {"part": "range", "says": "107° or more, not 96°: +9 points"}


def test_a_plain_terminal_gets_ascii_alone(explain: Spotter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    out = explain(EVENTS["faulty"].id)[1]
    assert out.isascii()
    assert "Score 84 +/- 6 of 100" in out


def test_an_empty_journal_has_no_last_rep_and_no_other_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    box = Box(tmp_path)
    box.start()
    box.stop()
    assert main.main(["explain", "last", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "no reps yet\n"
    assert main.main(["explain", "last", "--json", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "null\n"
    assert main.main(["explain", "0195", "--config", str(config)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
