"""What is said of each event, by how much the user wants to hear."""

import msgspec
import pytest

from daemon.core.facts import Correction, Ending, Reason, Tempo
from daemon.core.plan.cues import Cue
from daemon.events import AnyEvent, Held, Record, Rep, RepCorrected, RepRejected, SetEnded, SetStarted, WorkoutStarted
from daemon.sound.lineup import Kind
from daemon.sound.sayings import Say, Sayings

OF = {"id": "x", "t": "2026-01-01T00:00:00.000000Z", "boot": "b", "t_mono": 7.0, "box": "box"}


def rep(n: int, cue: str | None = None, confidence: float = 0.99) -> Rep:
    return Rep(
        **OF, exercise="squat", n=n, start=5.0, end=7.0, tempo=Tempo(1.0, 0.0, 1.0, 0.0), depth=1.0, rom_deg=None,
        rom_share=None, view="side", confidence=confidence, withheld={}, cue=cue,
    )  # fmt: skip


def rejected(reason: Reason = Reason.SHALLOW, unit: str = "depth") -> RepRejected:
    return RepRejected(**OF, exercise="squat", start=5.0, end=7.0, reason=reason, value=0.6, limit=0.8, unit=unit)


def corrected(kind: Correction) -> RepCorrected:
    return RepCorrected(**OF, refers="y", kind=kind, exercise="squat", n=4)


def ended(why: Ending) -> SetEnded:
    return SetEnded(**OF, exercise="squat", why=why, reps=5, rejected=0, duration_s=20.0)


def sayings_of(event: AnyEvent, say: Say = Say.CUES, target: int | None = None) -> list[str]:
    found = list(Sayings(say).of(event, target))
    assert all(utterance.t == 7.0 for utterance in found)
    return [" ".join(filter(None, (each.tone and f"[{each.tone.value}]", each.words))) for each in found]


def test_a_rep_is_its_number_and_then_its_cue() -> None:
    assert sayings_of(rep(3, cue="sit back")) == ["3", "sit back"]
    assert sayings_of(rep(3, cue="sit back"), Say.COUNT) == ["3"]
    assert sayings_of(rep(3)) == ["3"]


def test_an_unsure_rep_that_counts_is_spoken_like_any_other() -> None:
    assert sayings_of(rep(3, confidence=0.5)) == ["3"]


def test_the_last_three_of_a_target_are_counted_down() -> None:
    assert [sayings_of(rep(n), target=10)[0] for n in (6, 7, 8, 9, 10, 11)] == [
        "6",
        "7",
        "two more",
        "one more",
        "done",
        "11",
    ]
    assert [sayings_of(rep(n), target=2)[0] for n in (1, 2)] == ["one more", "done"]


def test_a_no_rep_beeps_and_gives_the_reason_that_every_screen_gives() -> None:
    assert sayings_of(rejected()) == ["[no_rep] no rep: not deep enough"]
    assert sayings_of(rejected(Reason.NOT_STARTED, "reps in a row")) == ["[no_rep] no rep: too few reps in a row"]


def test_a_set_beeps_at_its_start_and_its_end() -> None:
    assert sayings_of(SetStarted(**OF, exercise="squat")) == ["[set_started]"]
    assert sayings_of(ended(Ending.STOPPED)) == ["[set_ended]"]
    assert sayings_of(ended(Ending.TARGET)) == ["[target]"]


def test_a_rep_that_the_athlete_adds_is_spoken_and_one_taken_back_is_not() -> None:
    assert sayings_of(corrected(Correction.ADDED)) == ["4"]
    assert sayings_of(corrected(Correction.UNDONE)) == []


def test_a_hold_is_said_in_seconds() -> None:
    assert sayings_of(Held(**OF, exercise="plank", start=0.0, end=41.6, held_s=41.6)) == ["42 seconds"]
    sagged = Held(**OF, exercise="plank", start=0.0, end=41.6, held_s=41.6, cue="Lift your hips.")
    assert sayings_of(sagged) == ["42 seconds", "Lift your hips."]


def test_a_rep_has_a_beep_to_be_heard_where_it_cannot_be_spoken() -> None:
    (number,) = Sayings(Say.BEEPS).of(rep(3, cue="sit back"), None)
    assert number.instead is not None


@pytest.mark.parametrize("event", [rep(1, cue="sit back"), rejected(), SetStarted(**OF, exercise="squat")])
def test_off_is_silent(event: AnyEvent) -> None:
    assert sayings_of(event, Say.OFF) == []


def test_a_workout_is_not_announced() -> None:
    assert sayings_of(msgspec.convert(OF, WorkoutStarted)) == []


def test_a_record_is_told_to_those_who_hear_words() -> None:
    words = "12 squats: your best; it was 10 on 3 March"
    record = Record(**OF, exercise="squat", reps=12, beats=(), says=words)
    assert sayings_of(record) == sayings_of(record, Say.COUNT) == [words]


def test_a_plans_clock_is_told_in_words_and_so_is_why_it_stopped_a_set() -> None:
    def heard(cue: Cue, what: str, say: Say = Say.CUES) -> list[tuple[Kind, str]]:
        return [(each.kind, each.words) for each in Sayings(say).of_plan(cue, what, 7.0)]

    assert heard(Cue.TWO, "Squat") == [(Kind.NUMBER, "2")]
    assert heard(Cue.NEXT, "Squat") == [(Kind.CUE, "next: Squat")]
    why = "stopped at 20 %, as you asked"
    assert heard(Cue.STOPPED, why) == heard(Cue.STOPPED, why, Say.COUNT) == [(Kind.RECORD, why)]
    assert heard(Cue.STOPPED, why, Say.OFF) == []
