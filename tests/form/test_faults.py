"""The rules of form on rendered sets: they find what was planted, and leave clean reps alone."""

from pathlib import Path

import pytest

from tests.form.fault_limits import Look, fold_of, steps
from tests.form.fault_reps import Seen, look, read
from tests.form.faults import summary, table

FROZEN = Path(__file__).parent / "rendered" / "frozen"
FOUND, ACCUSED = 0.9, 0.02


def seen(*names: str) -> list[Seen]:
    """The reps of the sets whose names begin so; without a name of all."""
    return [rep for some in read(FROZEN) if not names or some.name.startswith(names) for rep in look(some)]


def test_a_planted_fault_is_found_in_the_reps_that_have_it() -> None:
    reps = [rep for rep in seen("push_up-hips_high") if rep.planted is not None]
    assert any(rep.planted for rep in reps)
    assert all((rep.planted or frozenset()) <= rep.told for rep in reps)
    assert not any(rep.told for rep in reps if not rep.planted)
    assert "hips_high" in "\n".join(table(reps))
    assert "(100.0 %)" in next(iter(summary(reps)))


@pytest.mark.slow
def test_nine_in_ten_planted_faults_are_found_and_one_in_fifty_clean_reps_is_accused_at_most() -> None:
    reps = [rep for rep in seen() if rep.planted is not None]
    pairs = [(rep, fault) for rep in reps for fault in rep.planted or () if fault in rep.judged]
    clean = [rep for rep in reps if not rep.planted and not rep.unsure]
    assert sum(fault in rep.told for rep, fault in pairs) >= FOUND * len(pairs)
    assert sum(bool(rep.told) for rep in clean) <= ACCUSED * len(clean)


def test_a_limit_moves_to_where_it_parts_planted_from_clean() -> None:
    missed = [Look(f"set{i}", 0.5, 1.0, planted=True) for i in range(4)]
    clean = [Look(f"set{i}", -3.0, 1.0, planted=False) for i in range(4)]
    [step] = steps({("squat", "knees_in"): [*missed, *clean]}, 5, None).values()
    assert step == -0.625
    assert all(each.told(step) == each.planted for each in (*missed, *clean))
    [without] = steps({("squat", "knees_in"): missed}, 1, fold_of(missed[0], 1)).values()
    assert without == 0.0
