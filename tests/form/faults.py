"""Who is accused of which fault: ``python -m tests.form.faults FOLDER…``.

Prints for each exercise, fault and view how many reps were looked at and how many were told the fault. Where the faults
were planted on purpose it prints how many of those were found, and how many clean reps were accused.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from daemon.config import exercises
from tests.form.fault_reps import Seen, look, read

SHALLOW = "shallow"
"""Planted as well, and no fault of form: the standard and the score tell it."""
ROW = "{:<18} {:<16} {:<8} {:>5} {:>5} {:>7}   {:>7} {:>7}   {}"


def main() -> None:
    """Prints the table of each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="rendered sets, or a folder with labels.csv")
    parser.add_argument("--only", help="one exercise")
    for folder in parser.parse_args().folders:
        only = parser.parse_args().only
        reps = [rep for some in read(folder) if only in (None, some.exercise.name) for rep in look(some)]
        print(f"{folder}: {len(reps)} reps")
        for line in (*table(reps), *summary(reps)):
            print(line)


def table(reps: Sequence[Seen]) -> Iterable[str]:
    """Yields the lines of the table."""
    yield ROW.format("exercise", "fault", "view", "reps", "told", "share", "planted", "found", "told most in")
    known = exercises.read_all()
    by: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for rep in reps:
        for name in rep.judged:
            by[rep.exercise, name, rep.view].append(rep)
    order = {(name, rule.rule): i for name, each in known.items() for i, rule in enumerate(each.fault)}
    for key in sorted(by, key=lambda key: (key[0], order[key[:2]], key[2])):
        yield _row(*key, by[key])


def _row(exercise: str, fault: str, view: str, reps: Sequence[Seen]) -> str:
    told = [rep for rep in reps if fault in rep.told]
    planted = [rep for rep in reps if rep.planted is not None and fault in rep.planted]
    found = sum(fault in rep.told for rep in planted)
    where: dict[str, int] = defaultdict(int)
    for rep in told:
        if rep not in planted:
            where[rep.footage] += 1
    worst = ", ".join(f"{name} {count}" for name, count in sorted(where.items(), key=lambda each: -each[1])[:3])
    share = f"{100 * len(told) / len(reps):.0f} %"
    shown = (str(len(planted)), str(found)) if planted else ("", "")
    return ROW.format(exercise, fault, view, len(reps), len(told), share, *shown, worst).rstrip()


def summary(reps: Sequence[Seen]) -> Iterable[str]:
    """Yields what it comes to: recall of what was planted, clean reps accused."""
    known = [rep for rep in reps if rep.planted is not None]
    if not known:
        accused = sum(bool(rep.told) for rep in reps)
        yield f"reps told any fault: {accused} of {len(reps)} ({100 * accused / max(len(reps), 1):.1f} %)"
        return
    pairs = [(rep, fault) for rep in known for fault in rep.planted or () if fault in rep.judged]
    found = sum(fault in rep.told for rep, fault in pairs)
    yield f"planted faults found, in views that can show them: {found} of {len(pairs)} ({_share(found, len(pairs))})"
    clean = [rep for rep in known if not (rep.planted or frozenset()) and not rep.unsure]
    accused = sum(bool(rep.told) for rep in clean)
    yield f"clean reps accused: {accused} of {len(clean)} ({_share(accused, len(clean))})"
    others = [rep for rep in known if rep.planted]
    more = sum(bool(rep.told - (rep.planted or frozenset()) - rep.unsure) for rep in others)
    yield f"faulty reps told another fault too: {more} of {len(others)} ({_share(more, len(others))})"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f} %"


if __name__ == "__main__":
    main()
