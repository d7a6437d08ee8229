"""Moves the limits of form's rules by what footage shows: ``python -m tests.form.fault_limits RENDERED --clean CLIPS``.

A limit is chosen so that planted faults are found and clean reps are not accused, and otherwise stays where the
exercise's file has it. What that is worth is printed held out: the reps of each fifth of the sets are judged by limits
that were chosen on the other sets alone. ``--write`` writes the limits that all sets give.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from daemon.config import exercises
from daemon.core.spec import FaultRule
from tests.form.fault_reps import Seen, look, read

Key = tuple[str, str]
"""Exercise and rule."""
STEPS = [step / 8 for step in range(-12, 13)]
"""By how many of its half-widths a limit is moved, at most one and a half either way."""
ACCUSED = 6.0
"""A share of clean reps accused weighs so much beside a share of planted faults missed."""
STAY = 0.04
"""A limit that moves by its half-width costs as much as so large a share of the planted faults."""


@dataclass(frozen=True)
class Look:
    """What one rule saw in one rep.

    Attributes:
        footage: The set.
        excess: By how much the value was worse than the limit as it is.
        pm: Half the width of its 95 % interval.
        planted: Whether the fault was there.
    """

    footage: str
    excess: float
    pm: float
    planted: bool

    def told(self, step: float) -> bool:
        """Whether the fault is told by a limit that is moved so far."""
        return self.excess - step * self.pm > self.pm


StepOf = Callable[[Key, Look], float]


def main() -> None:
    """Prints what moved limits are worth, and which they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rendered", type=Path, help="sets with planted faults")
    parser.add_argument("--clean", type=Path, nargs="*", default=[], help="folders of footage that is taken as right")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the limits into configs/exercises")
    args = parser.parse_args()
    looks = looked([rep for some in read(args.rendered) for rep in look(some)], clean_reps(args.clean))
    _report("as they are", looks, lambda _key, _look: 0.0)
    held = {fold: steps(looks, args.folds, fold) for fold in range(args.folds)}
    _report("moved, held out", looks, lambda key, each: held[fold_of(each, args.folds)].get(key, 0.0))
    moved = steps(looks, args.folds, None)
    _report("moved", looks, lambda key, _look: moved.get(key, 0.0))
    known = {(name, rule.rule): rule for name, each in exercises.read_all().items() for rule in each.fault}
    for key, step in sorted(moved.items()):
        if step:
            limit = moved_limit(known[key], step, looks[key])
            print(f"{key[0]} {key[1]}: {known[key].limit:g} -> {limit:g}")
            if args.write:
                write(key, known[key], limit)


def clean_reps(folders: Iterable[Path]) -> list[Seen]:
    """Returns the reps of footage that is taken as right: clips, and traces that are labelled as done correctly."""
    return [rep for folder in folders for some in read(folder) if "_inc_" not in some.name for rep in look(some)]


def looked(rendered: Sequence[Seen], clean: Sequence[Seen]) -> dict[Key, list[Look]]:
    """Returns what each rule saw that was planted somewhere, reps of which nobody knows left out."""
    found: dict[Key, list[Look]] = defaultdict(list)
    for rep in rendered:
        for name, each in rep.judged.items():
            is_planted = name in (rep.planted or ())
            if rep.planted is not None and name not in rep.unsure and (is_planted or not rep.planted):
                found[rep.exercise, name].append(Look(rep.footage, each.excess, each.pm, is_planted))
    planted = {key: some for key, some in found.items() if any(each.planted for each in some)}
    for rep in clean:
        for name, each in rep.judged.items():
            if (rep.exercise, name) in planted:
                planted[rep.exercise, name].append(Look(rep.footage, each.excess, each.pm, planted=False))
    return planted


def fold_of(each: Look, folds: int) -> int:
    """Returns the fold of a set: the same on every machine."""
    return sum(each.footage.encode()) % folds


def steps(looks: Mapping[Key, Sequence[Look]], folds: int, but: int | None) -> dict[Key, float]:
    """Returns by how many half-widths each limit is moved, chosen without the sets of one fold."""
    return {key: _step([each for each in some if fold_of(each, folds) != but]) for key, some in looks.items()}


def _step(some: Sequence[Look]) -> float:
    planted = [each for each in some if each.planted]
    clean = [each for each in some if not each.planted]
    if not planted:
        return 0.0

    def loss(step: float) -> float:
        missed = sum(not each.told(step) for each in planted) / len(planted)
        accused = sum(each.told(step) for each in clean) / max(len(clean), 1)
        return missed + ACCUSED * accused + STAY * abs(step)

    return min(STEPS, key=loss)


def moved_limit(rule: FaultRule, step: float, some: Sequence[Look]) -> float:
    """Returns the limit that a step means, in the rule's unit, by the usual half-width."""
    pm = sorted(each.pm for each in some)[len(some) // 2]
    by = step * pm if rule.min is None else -step * pm
    return float(f"{rule.limit + by:.2g}") if abs(rule.limit + by) < 1 else float(round(rule.limit + by))


def write(key: Key, rule: FaultRule, limit: float) -> None:
    """Write a limit into the exercise's file."""
    path = exercises.files()[key[0]]
    text = path.read_text(encoding="utf-8")
    bound = "max" if rule.min is None else "min"
    found = re.compile(rf'(rule = "{key[1]}"\n(?:(?!\[\[).*\n)*?{bound} = )[-\d.]+')
    path.write_text(found.sub(rf"\g<1>{limit:g}", text, count=1), encoding="utf-8")


def _report(name: str, looks: Mapping[Key, Sequence[Look]], step: StepOf) -> None:
    every = [(each, each.told(step(key, each))) for key, some in looks.items() for each in some]
    planted = [told for each, told in every if each.planted]
    clean = [told for each, told in every if not each.planted]
    print(
        f"{name}: {sum(planted)} of {len(planted)} planted found ({100 * sum(planted) / len(planted):.1f} %), "
        f"clean looks accused {sum(clean)} of {len(clean)} ({100 * sum(clean) / len(clean):.2f} %)"
    )


if __name__ == "__main__":
    main()
