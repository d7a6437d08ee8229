import msgspec

from daemon.core.facts import Correction
from tests.fakes.workout import Lifter
from tui.text import reps
from tui.text.history import RepRow, rep_rows


def test_a_rep_shows_its_measures_and_a_dash_for_what_is_withheld() -> None:
    cells = reps.measures(Lifter().lifts(3))
    assert cells == ("3", "1.0 0.1 0.9 0.0", "—", "96°", "—", "side", "90 %")


def test_a_score_carries_its_uncertainty_and_marks_a_rep_with_a_fault() -> None:
    assert reps.measures(Lifter().shows_form(3))[2] == "84 ± 6 !"
    assert reps.measures(Lifter().shows_form(3, fault=False))[2] == "84 ± 6"


def test_a_narrow_table_keeps_what_matters_most() -> None:
    heads = [reps.COLUMNS[at].head for at in reps.columns(30)]
    assert heads == ["rep", "tempo s", "score", "share"]
    assert len(reps.columns(200)) == len(reps.COLUMNS)


def test_every_line_stands_under_the_head() -> None:
    kept = reps.columns(200)
    text = reps.line(RepRow("rep", Lifter().lifts(3), 2), kept)
    assert text.index("side") == reps.head(kept).index("view")
    assert text.startswith("2   ")


def test_a_rejected_rep_says_how_far_it_was() -> None:
    lifter = Lifter()
    row = rep_rows([lifter.starts(), lifter.fails()])[0]
    assert reps.line(row, reps.columns(60)) == "○   not deep enough: 40 %, asked 60 %"


def test_a_reps_notes_say_why_a_measure_is_missing() -> None:
    assert reps.notes(RepRow("rep", Lifter().lifts(1), 1)) == ("no share of own range: first rep",)


def test_a_reps_notes_name_its_faults_with_their_figures_and_the_cue() -> None:
    found = reps.notes(RepRow("rep", Lifter().shows_form(1), 1))
    heels = "! heels up: Keep your heels on the floor. (0.14 ± 0.03 torso lengths, at most 0.08 torso lengths)"
    assert found[0] == heels
    assert not any(note.startswith("→") for note in found), "the cue is the fault's own sentence"
    assert reps.notes(RepRow("rep", Lifter().shows_form(1, fault=False), 1))[0] == "→ Go all the way."


def test_an_undone_rep_keeps_its_measures_and_its_reason() -> None:
    lifter = Lifter()
    rep = lifter.lifts(1)
    row = rep_rows([lifter.starts(), rep, lifter.corrects(Correction.UNDONE, rep.id)])[0]
    assert reps.line(row, reps.columns(60)).startswith("✗   1.0 0.1 0.9 0.0")
    assert reps.line(row, reps.columns(60)).endswith("taken back")


def test_an_unsure_rep_has_a_question_mark_and_its_notes_say_what_answers_it() -> None:
    lifter = Lifter()
    events = [lifter.starts(), lifter.lifts(1), unsure := lifter.lifts(2, confidence=0.62)]
    row = rep_rows(events)[1]
    assert reps.line(row, reps.columns(60)).startswith("2?  1.0 0.1 0.9 0.0")
    assert reps.notes(row)[0] == "? only 62 % sure that it was a rep: y confirms it, u takes it back"
    row = rep_rows([*events, lifter.corrects(Correction.CONFIRMED, unsure.id)])[1]
    assert reps.line(row, reps.columns(60)).startswith("2   1.0 0.1 0.9 0.0")
    assert reps.line(row, reps.columns(60)).endswith("confirmed")


def test_a_hold_shows_its_faults() -> None:
    lifter = Lifter()
    held = msgspec.structs.replace(lifter.holds(30.0), faults=lifter.shows_form().faults)
    found = reps.notes(rep_rows([lifter.starts("plank"), held])[0])
    assert found[0] == "held 30.0 s"
    assert found[1].startswith("! heels up: Keep your heels on the floor.")
