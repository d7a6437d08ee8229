import msgspec
import pytest

from daemon import form_text
from daemon.core.facts import ScorePart
from daemon.form_text import Row
from tests.fakes.workout import Lifter


def test_values_carry_their_uncertainty_and_their_unit() -> None:
    assert form_text.within(97.6, 4.6, "°") == "98 ± 5°"
    assert form_text.within(0.954, 0.05, "s") == "0.95 ± 0.05 s"
    assert form_text.within(0.93, 0.048, "share") == "93 ± 5 %"
    assert form_text.within(0.012, 0.004, "") == "1.2 ± 0.4 %"
    assert form_text.within(0.144, 0.03, " torso lengths") == "0.14 ± 0.03 torso lengths"
    assert form_text.within(97.6, None, "°") == "98°"


def test_a_rep_in_brief_is_its_score_its_worst_fault_and_what_to_do() -> None:
    lifter = Lifter()
    assert form_text.brief(lifter.shows_form()) == "score 84 ± 6; Keep your heels on the floor."
    assert form_text.brief(lifter.shows_form(fault=False)) == "score 84 ± 6; Go all the way."
    assert not form_text.brief(lifter.lifts())
    held = msgspec.structs.replace(lifter.holds(30.0), faults=lifter.shows_form().faults)
    assert form_text.brief(held) == "Keep your heels on the floor."


def test_a_cue_that_is_about_something_else_stands_beside_the_fault() -> None:
    rep = msgspec.structs.replace(Lifter().shows_form(), cue="Slow down.")
    assert form_text.brief(rep) == "score 84 ± 6; Keep your heels on the floor.; Slow down."


def test_a_part_that_lost_nothing_says_from_where_on_so_much_is_enough() -> None:
    whole = ScorePart(100.0, 5.0, 0.3, 0.0, 0.88, 0.37, " s", "under control")
    steady = ScorePart(100.0, 5.0, 0.3, 0.0, 0.02, 0.03, " torso lengths", "steady")
    rep = msgspec.structs.replace(Lifter().shows_form(), parts={"tempo": whole, "stability": steady})
    assert form_text.part(rep, "tempo") == "0.88 ± 0.05 s, full score from 0.37 s"
    assert form_text.part(rep, "stability") == "0.02 ± 0.004 torso lengths, full score up to 0.03 torso lengths"


def test_what_would_make_it_100_begins_with_what_cost_most_and_says_in_which_direction() -> None:
    assert form_text.to_hundred(Lifter().shows_form()) == (
        Row("range", "107° or more, not 96°: +9 points"),
        Row("tempo", "1.00 s or more, not 0.64 s: +5 points"),
        Row("stability", "2.0 % or less, not 3.0 %: +2 points"),
    )


def test_a_part_that_cost_nothing_is_not_named() -> None:
    full = ScorePart(100.0, 2.0, 0.4, 0.0, 110.0, 107.0, "°", "your full depth")
    assert not form_text.to_hundred(msgspec.structs.replace(Lifter().shows_form(), parts={"rom": full}))


def test_points_that_were_lost_beside_the_limit_are_named_for_what_they_were() -> None:
    says = "12° short of full depth, \N{MINUS SIGN}5 points"
    high = ScorePart(88.0, 4.0, 0.4, 4.8, 96.0, 95.0, "°", says)
    rep = msgspec.structs.replace(Lifter().shows_form(), parts={"rom": high})
    assert form_text.to_hundred(rep) == (Row("range", "12° short of full depth: +5 points"),)


def test_every_measure_that_is_known_is_shown() -> None:
    assert {row.label: row.value for row in form_text.measures(Lifter().shows_form())} == {
        "range": "96 ± 5°",
        "share of own range": "89 %",
        "tempo": "down 1.00, hold 0.10, up 0.90, top 0.00, each ± 0.05 s",
        "velocity": "0.42 ± 0.02 body-lengths/s in the concentric half, 0.71 at most",
        "slowing": "12 % slower than your fastest two",
        "stability": "jitter 1.2 ± 0.4 %, sway 3.0 ± 0.4 % of the torso's length",
        "left and right": "94 ± 5 % (100 % is even)",
        "standard": "hip below knee: not met, -3 ± 4°, asked at least 0°",
    }
    assert [row.label for row in form_text.measures(Lifter().lifts())] == ["range", "tempo"]


def test_a_fault_says_what_was_measured_and_what_was_allowed() -> None:
    says = "Keep your heels on the floor. (0.14 ± 0.03 torso lengths, at most 0.08 torso lengths)"
    assert form_text.faults(Lifter().shows_form()) == (Row("heels up", says),)


@pytest.mark.parametrize("withheld", [{}, {"rom_share": "first rep"}])
def test_a_rep_of_an_older_version_says_so(withheld: dict[str, str]) -> None:
    (row,) = form_text.withheld(msgspec.structs.replace(Lifter().lifts(), withheld=withheld))
    assert "an older version of Spotter recorded this rep" in row.value


def test_what_is_withheld_says_which_camera_position_would_do() -> None:
    rep = msgspec.structs.replace(Lifter().lifts(), withheld={"score": "put the camera to your side"})
    assert form_text.withheld(rep) == (Row("score", "put the camera to your side"),)


def test_what_a_view_does_not_show_is_said_with_the_place_that_does() -> None:
    measures = {"range and score": ("side", "oblique"), "knees in": ("front", "oblique"), "uneven": ("front",)}
    assert form_text.elsewhere(Lifter().shows_form(), measures) == (
        Row("not from the side", "knees in: put the camera at an angle, half to your side"),
        Row("", "uneven: put the camera in front of you"),
    )
    assert form_text.elsewhere(Lifter().lifts(), measures) == (), "an older version measured none of them"
