"""What is said next: never a backlog, never late."""

from daemon.sound.lineup import LATE_S, Kind, Lineup, Utterance, cuts_short
from daemon.sound.tones import Tone


def number(words: str, t: float = 0.0) -> Utterance:
    return Utterance(Kind.NUMBER, t, words)


def cue(words: str = "sit back", t: float = 0.0) -> Utterance:
    return Utterance(Kind.CUE, t, words)


def no_rep(t: float = 0.0) -> Utterance:
    return Utterance(Kind.NO_REP, t, "no rep", Tone.NO_REP)


def signal(tone: Tone, t: float = 0.0) -> Utterance:
    return Utterance(Kind.SIGNAL, t, tone=tone)


def lined_up(*utterances: Utterance, t: float = 0.0) -> list[str]:
    lineup = Lineup()
    for utterance in utterances:
        lineup.add(utterance)
    found = []
    while (following := lineup.next(t)) is not None:
        found.append(following.words or str(following.tone and following.tone.value))
    return found


def test_of_a_backlog_of_numbers_the_newest_alone_is_said() -> None:
    assert lined_up(number("1"), number("2"), number("3")) == ["3"]


def test_a_cue_is_said_after_its_number() -> None:
    assert lined_up(number("1"), cue()) == ["1", "sit back"]


def test_a_cue_is_dropped_where_the_next_rep_comes_first() -> None:
    assert lined_up(number("1"), cue("sit back"), number("2")) == ["2"]
    assert lined_up(number("1"), cue("sit back"), number("2"), cue("chest up")) == ["2", "chest up"]


def test_a_number_is_not_lost_for_a_no_rep() -> None:
    assert lined_up(number("5"), no_rep()) == ["5", "no rep"]
    assert lined_up(no_rep(), number("5")) == ["5"]


def test_the_last_rep_is_done_before_the_set_has_ended() -> None:
    assert lined_up(number("done"), cue(), signal(Tone.TARGET)) == ["done", "target", "sit back"]


def test_beeps_of_sets_do_not_pile_up() -> None:
    many = [signal(Tone.SET_STARTED), signal(Tone.SET_ENDED)] * 5
    assert lined_up(*many) == ["set_started", "set_ended"]


def test_what_is_late_is_not_said() -> None:
    assert lined_up(number("1", t=0.0), t=LATE_S + 0.1) == []
    assert lined_up(number("1", t=0.0), cue("sit back", t=LATE_S), t=LATE_S + 0.1) == ["sit back"]


def test_a_rep_does_not_wait_for_a_sentence_to_end_and_lets_a_number_be_heard() -> None:
    assert cuts_short(number("2"), cue())
    assert cuts_short(number("2"), no_rep())
    assert cuts_short(no_rep(), cue())
    assert not cuts_short(number("2"), number("1"))
    assert not cuts_short(cue(), number("1"))
    assert not cuts_short(signal(Tone.SET_ENDED), cue())


def test_a_record_waits_for_what_comes_next_in_a_plan_and_for_nothing_else_to_replace_it() -> None:
    record = Utterance(Kind.RECORD, 0.0, "your best")
    assert lined_up(record, signal(Tone.SET_ENDED), cue("next: squat")) == ["set_ended", "your best", "next: squat"]
    assert cuts_short(number("1"), record)
