"""The report for people, of what a journal can hold beside measured reps."""

from daemon.events import IMPORTED_BOOT, SCHEMA, SetImported
from daemon.report.workout_page import Sheet, render
from daemon.set_record import of_set
from tests.fakes.workout import Lifter
from tests.report.test_html import Seen


def test_a_set_that_another_application_recorded_has_no_reps_to_tell_of() -> None:
    done = SetImported(
        id="1", schema=SCHEMA, t="2026-01-31T06:30:00.000000Z", boot=IMPORTED_BOOT, t_mono=0.0, box="box", set="s",
        exercise="Zercher <squat>", name="Zercher <squat>", source="hevy", reps=5, load_kg=60.0,
    )  # fmt: skip
    record = of_set([done])
    assert record is not None
    page = render(Sheet("Zercher", (), (record,)))
    said = Seen(page).said
    assert "5 reps at 60 kg" in said
    assert "Recorded with hevy: this box did not see it, and measured nothing." in said
    assert "<article" not in page


def test_a_hold_is_told_in_seconds_with_its_faults() -> None:
    eva = Lifter("eva")
    record = of_set([eva.starts("plank"), eva.holds(30.0), eva.ends(0)])
    assert record is not None
    said = Seen(render(Sheet("Plank", (), (record,)))).said
    assert "30 seconds held" in said
    assert "Held for 30.0 s" in said


def test_a_report_of_nothing_says_so() -> None:
    assert "Nothing was done." in Seen(render(Sheet("Nothing", (), ()))).said
