"""The one thing that is told after a rep: the most important, not again and again, and praise when it is mended."""

from collections.abc import Sequence

from daemon.core.facts import ScorePart
from daemon.core.form import cue
from daemon.core.form.faults import Judged
from daemon.core.spec import DepthStandard, Exercise, FaultRule

RISKY = FaultRule("back_rounded", "back_round", "Straighten your back.", max=40, risk=True)
FIRST = FaultRule("leans", "torso_lean", "Stay upright.", max=40)
SECOND = FaultRule("rushed", "eccentric_s", "Slow down.", min=0.5)
RULES = (RISKY, FIRST, SECOND)
LOW = DepthStandard("low enough", "hip_over_knee", "Go lower.", max=0)
DIPS = Exercise("dips", "Dips", (), "elbow", fault=RULES, standard=LOW)


def looked(*bad: FaultRule, pm: float = 1.0, excess: float = 2.0) -> list[Judged]:
    """Every rule was looked at, and those are broken."""
    return [Judged(rule, 0.0, pm, excess if rule in bad else -3.0) for rule in RULES]


def cues_of(*reps: Sequence[Judged], parts: dict[str, ScorePart] | None = None) -> list[str | None]:
    """What is told after each rep of a set."""
    cues: cue.Cues = {}
    found = []
    for n, judged in enumerate(reps, start=1):
        cues, says = cue.choose(cues, n, judged, parts or {}, DIPS)
        found.append(says)
    return found


def lost(points: float) -> ScorePart:
    return ScorePart(50.0, 5.0, 0.4, points, 1.0, 2.0, "", "short")


def test_a_good_rep_is_told_nothing() -> None:
    assert cues_of(looked()) == [None]


def test_what_may_hurt_comes_before_what_comes_first_in_the_file() -> None:
    assert cues_of(looked(SECOND, FIRST)) == [FIRST.says]
    assert cues_of(looked(FIRST, RISKY)) == [RISKY.says]


def test_a_habit_comes_before_a_slip() -> None:
    assert cues_of(looked(SECOND), looked(FIRST, SECOND)) == [SECOND.says, None]


def test_the_same_is_told_again_after_some_reps_only() -> None:
    found = cues_of(*[looked(FIRST)] * (cue.AGAIN + 2))
    assert found == [FIRST.says, *[None] * (cue.AGAIN - 1), FIRST.says, None]


def test_the_same_is_told_at_once_where_it_got_clearly_worse() -> None:
    worse = cues_of(looked(FIRST), looked(FIRST, excess=2.5), looked(FIRST, excess=4.0))
    assert worse == [FIRST.says, None, FIRST.says]


def test_a_fault_that_was_told_and_is_mended_is_praised_once() -> None:
    assert cues_of(looked(FIRST), looked(), looked(), looked(), looked()) == [FIRST.says, None, cue.PRAISE, None, None]


def test_what_could_not_be_looked_at_is_not_praised() -> None:
    assert cues_of(looked(FIRST), [], [], []) == [FIRST.says, None, None, None]


def test_a_value_within_its_own_error_is_not_praised() -> None:
    nearly = looked(FIRST, excess=0.5)
    assert cues_of(looked(FIRST), nearly, nearly, nearly) == [FIRST.says, None, None, None]


def test_without_a_fault_the_largest_loss_of_the_score_is_told() -> None:
    parts = {"rom": lost(18.0), "tempo": lost(12.0)}
    assert cues_of(looked(), looked(), parts=parts) == [LOW.says, None]
    assert cues_of(looked(FIRST), parts=parts) == [FIRST.says]
    assert cues_of(looked(), parts={"tempo": lost(12.0)}) == ["Keep your pace even."]
    assert cues_of(looked(), parts={"rom": lost(3.0)}) == [None]


def test_the_same_reps_are_told_the_same() -> None:
    reps = [looked(FIRST), looked(RISKY), looked(), looked(FIRST, SECOND), looked(SECOND)]
    assert cues_of(*reps) == cues_of(*reps)
