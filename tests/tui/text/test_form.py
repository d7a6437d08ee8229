"""How good the last rep and the set are, in the lines of the set's screen."""

from dataclasses import replace

import msgspec
import pytest

from daemon.set_record import of_set
from tests.fakes.moments import moments
from tests.fakes.workout import Lifter
from tui.model.set_view import view
from tui.model.state import State
from tui.text import form
from tui.text.cells import Cells

RUNNING = moments()["running"]


def text(cells: Cells) -> str:
    return "".join(piece for piece, _ in cells)


def after(*events: object) -> State:
    """The running set's screen after these events."""
    return msgspec.structs.replace(RUNNING, set=view(of_set(events)))  # type: ignore[arg-type]


def test_the_score_line_drops_whole_pieces_where_there_is_no_room() -> None:
    assert text(form.score(RUNNING, 80)) == "score 84 ± 6  12 % slower  96° of 98° usual  sides 94 %"
    assert text(form.score(RUNNING, 42)) == "score 84 ± 6  12 % slower  96° of 98°"
    assert text(form.score(RUNNING, 20)) == "score 84 ± 6"
    assert text(form.score(RUNNING, 50, plain=True)) == "score 84 +/- 6  12 % slower  96 deg of 98 deg"


def test_a_rep_without_a_score_shows_a_dash_and_says_why() -> None:
    lifter = Lifter()
    withheld = {"score": "the range cannot be told from the front: put the camera to your side"}
    state = after(lifter.starts(), msgspec.structs.replace(lifter.lifts(1), withheld=withheld))
    assert text(form.score(state, 80)).startswith("score —  96°")
    assert text(form.parts(state, 60, plain=False)) == ""
    assert text(form.advice(state, 100)) == f"no score: {withheld['score']}"


@pytest.mark.parametrize("width", [42, 60, 120])
@pytest.mark.parametrize("plain", [False, True])
def test_the_parts_are_bars_with_their_points_that_fit_their_line(width: int, *, plain: bool) -> None:
    shown = text(form.parts(RUNNING, width, plain=plain))
    assert len(shown) <= width
    assert all(f" {points}" in shown for points in (77, 95, 83))
    assert shown.isascii() == plain


def test_a_full_score_fits_the_narrowest_terminal() -> None:
    lifter = Lifter()
    rep = lifter.shows_form()
    full = msgspec.structs.replace(rep, parts={name: replace(part, score=100.0) for name, part in rep.parts.items()})
    shown = text(form.parts(after(lifter.starts(), full), 41, plain=False))
    assert shown == "range █ 100 stability █ 100 tempo █ 100"


def test_the_line_below_is_the_fault_with_its_figures_else_the_cue() -> None:
    lifter = Lifter()
    faulty, good = lifter.shows_form(1), lifter.shows_form(2, fault=False)
    told = "! Keep your heels on the floor.   heels up: 0.14 ± 0.03 torso lengths, at most 0.08 torso lengths"
    assert text(form.advice(after(lifter.starts(), faulty), 100)) == told
    assert text(form.advice(after(lifter.starts(), faulty), 40)) == "! Keep your heels on the floor."
    praised = msgspec.structs.replace(faulty, cue="Better. Keep it like that.")
    both = "! Keep your heels on the floor.   → Better. Keep it like that."
    assert text(form.advice(after(lifter.starts(), praised), 64)) == both
    assert text(form.advice(after(lifter.starts(), good), 100)) == "→ Go all the way."
    assert text(form.advice(after(lifter.starts()), 100)) == ""


def test_a_set_is_summed_up_by_mean_score_worst_fault_and_slowing() -> None:
    lifter = Lifter()
    state = after(lifter.starts(), lifter.shows_form(1), lifter.shows_form(2, fault=False), lifter.shows_form(3))
    assert text(form.summary(state.set)) == "mean score 84   ! 2 of 3: Keep your heels on the floor.   12 % slower"
    assert form.summary(after(lifter.starts(), lifter.lifts(1)).set) == ()
    assert form.summary(None) == ()


def test_the_usual_depth_is_marked_where_the_athletes_own_range_reaches_it() -> None:
    lifter = Lifter()
    assert form.usual_share(RUNNING) == pytest.approx(98 / 101)
    assert form.usual_share(after(lifter.starts())) is None
    telemetry = msgspec.structs.replace(RUNNING.telemetry, usual_deg=None)
    assert form.usual_share(msgspec.structs.replace(RUNNING, telemetry=telemetry)) is None
    telemetry = msgspec.structs.replace(RUNNING.telemetry, usual_deg=120.0)
    assert form.usual_share(msgspec.structs.replace(RUNNING, telemetry=telemetry)) == 1.0


def test_a_hold_has_its_fault_and_no_score() -> None:
    lifter = Lifter()
    fault = lifter.shows_form().faults[0]
    held = msgspec.structs.replace(lifter.holds(30.0), faults=(fault,), cue=fault.says)
    state = after(lifter.starts("plank"), held)
    assert text(form.advice(state, 50)) == "! Keep your heels on the floor."
    assert text(form.score(state, 80)) == "score —"
    assert text(form.parts(state, 80, plain=False)) == ""
