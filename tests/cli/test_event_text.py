"""What ``spotter count`` and ``spotter demo`` say of an event."""

import json
from pathlib import Path

import msgspec
import pytest

from daemon.cli import event_text
from daemon.cli.main import main
from daemon.core.facts import Correction, Reason, Side
from tests.fakes.workout import Lifter

GOLDEN = Path(__file__).parents[1] / "golden" / "exercises"


def test_a_set_that_ended_says_how_sure_its_count_is() -> None:
    lifter = Lifter()
    assert "squat: 10 reps, perhaps 9 to 11, 0 not counted" in event_text.line(lifter.ends(10, perhaps=(9, 11)))
    assert "squat: 10 reps, 0 not counted" in event_text.line(lifter.ends(10, perhaps=(10, 10)))


def test_a_rep_says_with_which_side_it_was_done() -> None:
    lifter = Lifter()
    assert "curl 4 left: tempo" in event_text.line(lifter.lifts(4, "curl", side=Side.LEFT))
    assert "curl 4: tempo" in event_text.line(lifter.lifts(4, "curl"))


def test_a_rep_says_its_score_its_worst_fault_and_what_to_do() -> None:
    told = event_text.line(Lifter().shows_form(3))
    assert told.endswith("90 % sure  score 84 ± 6; Keep your heels on the floor.")


def test_an_unsure_rep_is_marked_and_a_confirmation_names_it() -> None:
    lifter = Lifter()
    rep = lifter.lifts(7, confidence=0.62)
    assert "squat 7?: tempo" in event_text.line(rep)
    assert event_text.line(rep).endswith("62 % sure")
    assert "squat: confirmed, rep 7" in event_text.line(lifter.corrects(Correction.CONFIRMED, rep.id, n=7))


def test_a_wrong_posture_names_the_signal_and_what_is_usual() -> None:
    fails = msgspec.structs.replace(Lifter().fails(), reason=Reason.WRONG_POSTURE)
    hands = msgspec.structs.replace(fails, value=0.497, limit=-0.6, unit="wrist_over_shoulder")
    trunk = msgspec.structs.replace(fails, value=13.49, limit=65.0, unit="torso_tilt")
    told = "squat: the posture of another movement: "
    usual = "usually -0.6 torso lengths or less"
    assert f"{told}wrist_over_shoulder is 0.497 torso lengths, {usual}" in event_text.line(hands)
    assert f"{told}torso_tilt is 13.5°, usually 65° or more" in event_text.line(trunk)


def test_the_summary_for_programs_has_range_and_sides_of_each_set_and_of_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["count", str(GOLDEN / "squat.npz"), "--exercise", "squat", "--json"]) == 0
    *_, ended, summary = map(json.loads, capsys.readouterr().out.splitlines())
    known = {"reps": 3, "at_least": 3, "at_most": 4, "left": 0, "right": 0}
    for told in (ended, summary, summary["sets"][0]):
        assert known.items() <= told.items()
