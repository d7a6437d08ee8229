import msgspec
import pytest

from tests.fakes.moments import NOW, moments
from tui.model.set_view import RepBar, SetView
from tui.model.state import State
from tui.text import headline
from tui.text.cells import Cells, fitting


@pytest.fixture(scope="module")
def known() -> dict[str, State]:
    return dict(moments())


def text(cells: Cells) -> str:
    return "".join(part for part, _ in cells)


def with_telemetry(state: State, **fields: object) -> State:
    return msgspec.structs.replace(state, telemetry=msgspec.structs.replace(state.telemetry, **fields))


def test_the_count_is_the_headline_of_a_set(known: dict[str, State]) -> None:
    assert headline.headline(known["running"], NOW).text == "7"


def test_a_hold_counts_its_seconds(known: dict[str, State]) -> None:
    assert headline.headline(with_telemetry(known["running"], reps=0, held_s=31.9), NOW).text == "31"
    held = SetView(id="s", exercise="plank", bars=(RepBar(id="h", kind="held", held_s=42.4),))
    assert "42 s held" in text(headline.summary(msgspec.structs.replace(known["rest"], set=held)))


def test_a_set_that_ended_says_how_sure_its_count_is_and_its_left_and_right(known: dict[str, State]) -> None:
    ended = msgspec.structs.replace(known["rest"].set, at_least=6, at_most=8, left=4, right=3)
    assert "7 reps (4 + 3), perhaps 6 to 8" in text(headline.summary(msgspec.structs.replace(known["rest"], set=ended)))
    running = msgspec.structs.replace(known["running"].set, left=4, right=3)
    assert "(4 + 3)" in text(headline.tally(msgspec.structs.replace(known["running"], set=running)))


def test_an_unsure_rep_is_told_in_the_set_and_asked_about_after_it(known: dict[str, State]) -> None:
    assert "1 not sure" in text(headline.tally(known["unsure"]))
    assert headline.question(known["unsure"]) == ()
    asked = known["unsure-rest"]
    assert text(headline.question(asked)) == "5? was that a rep?   y yes   u no, take it back"
    assert headline.question(known["rest"]) == ()


def test_a_rest_names_the_next_exercise_where_it_is_another(known: dict[str, State]) -> None:
    assert "the button starts the next set" in text(headline.rest(known["rest"])[1])
    other = with_telemetry(known["rest"], exercise="push_up", load_kg=None)
    assert text(headline.rest(other)[1]).endswith("the button starts Push up")  # a real box knows its title


def test_what_has_no_room_is_left_out_whole_from_the_end(known: dict[str, State]) -> None:
    told = headline.summary(known["unsure-rest"])
    assert fitting(told, 200) == told
    assert text(fitting(told, 80)) == "Squat  7 reps (4 + 3), perhaps 6 to 7  2 not counted  stopped"
    assert fitting(told, 0) == told[:1]


def test_before_the_first_set_the_exercise_is_the_headline(known: dict[str, State]) -> None:
    assert headline.headline(known["ready"], NOW).text == "Squat"
    assert "Space" in text(headline.advice(known["ready"], NOW))


@pytest.mark.parametrize(
    ("person", "view_ok", "words"),
    [(False, False, "step in"), (True, False, "step back"), (True, True, "ready")],
)
def test_arming_says_what_is_missing(known: dict[str, State], person: bool, view_ok: bool, words: str) -> None:  # noqa: FBT001 - what is seen
    assert headline.headline(with_telemetry(known["arming"], person=person, view_ok=view_ok), NOW).text == words


def test_a_pause_keeps_the_count_and_says_why(known: dict[str, State]) -> None:
    assert headline.headline(known["paused"], NOW).text == "7"
    assert "out of sight" in text(headline.advice(known["paused"], NOW))


def test_reps_that_are_not_saved_are_shown_as_such(known: dict[str, State]) -> None:
    waiting = with_telemetry(known["running"], reps_pending=2, unsaved=2)
    assert "+2 not saved" in text(headline.tally(waiting))


def test_a_part_of_the_tempo_that_is_off_is_marked(known: dict[str, State]) -> None:
    slow = RepBar(id="r", kind="rep", n=1, tempo=(3.1, 0.1, 1.1, 0.2))
    lifted = msgspec.structs.replace(known["running"], set=SetView(id="s", exercise="squat", bars=(slow,)))
    done, aim = headline.tempo(lifted)
    assert ("3.1  ", "warning bold") in done
    assert ("1.1  ", "foreground bold") in done
    assert "2.0" in text(aim)


def test_the_rest_fills_the_screen_only_between_sets(known: dict[str, State]) -> None:
    assert headline.rests(known["rest"])
    assert not headline.rests(known["running"])
    assert not headline.rests(known["ready"])
    assert not headline.rests(with_telemetry(known["rest"], rest_s=7200.0))


def test_the_rest_turns_its_colour_at_the_target(known: dict[str, State]) -> None:
    before, _, share = headline.rest(known["rest"])
    after, line, full = headline.rest(known["rested"])
    assert (before.text, after.text) == ("0:47", "2:14")
    assert before.colour != after.colour
    assert share == pytest.approx(47.2 / 120)
    assert full is not None
    assert full > 1
    assert "go" in text(line)


def test_a_state_that_is_not_updated_is_shown_as_such(known: dict[str, State]) -> None:
    assert text(headline.advice(known["away"], NOW)) == "no update for 13 s"
    assert headline.headline(known["away"], NOW).colour == "ghost"


def test_a_proposed_load_is_shown_with_the_key_that_takes_it(known: dict[str, State]) -> None:
    says = "Squat, all three sets at 12: next time 62.5 kg"
    assert headline.proposal(known["rest"]) == ()
    assert (
        text(headline.proposal(with_telemetry(known["rest"], proposal=says, proposed_kg=62.5))) == f"{says}   L take it"
    )
    assert text(headline.proposal(with_telemetry(known["rest"], proposal=says))) == says
