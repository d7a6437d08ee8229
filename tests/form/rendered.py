"""Holds the measures of form to rendered sets: ``python -m tests.form.rendered [frozen|later]``.

Plays each pose trace of ``tests/form/rendered/`` through the core and prints what was asked beside what was measured.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.form.playing import PHASES, Pair, is_rest, lots, pairs

Array = NDArray[np.float64]
Numbers = Sequence[float] | Array
TOO_WRONG_DEG = 15.0
"""Error beyond which a range is to be withheld."""


class Row(NamedTuple):
    """One figure of the table."""

    figure: str
    asked: str
    measured: str


def table(done: Sequence[Pair]) -> list[Row]:
    """The figures of one lot."""
    return [*_counts(done), *_rom(done), *_tempo(done), *_faults(done), *_velocity(done)]


def _counts(done: Sequence[Pair]) -> list[Row]:
    counted = sum(pair.rep is not None for pair in done)
    sets = len({pair.set for pair in done})
    clean = [pair for pair in done if pair.true.clean]
    whole = sum(pair.rep is not None for pair in clean)
    return [
        Row("sets, reps", "", f"{sets}, {len(done)}"),
        Row("reps counted; clean ones", "", f"{counted}; {whole} of {len(clean)}"),
    ]


def _rom(done: Sequence[Pair]) -> list[Row]:
    looked = [(pair, pair.seen.range) for pair in done if pair.seen is not None]
    told = [(pair, span) for pair, span in looked if span.withheld is None]
    errors = np.array([abs(span.deg - pair.true.rom_deg) for pair, span in told])
    half = np.array([span.pm for _, span in told])
    shown = [span.withheld is None for pair, span in looked if pair.view != "front"]
    agrees = [(span.withheld is not None) == (_wrong(pair, span.deg) > TOO_WRONG_DEG) for pair, span in looked]
    return [
        Row("ROM error, median, where told (°)", "≤ 6", _number(errors, np.median)),
        Row("ROM error, 95th percentile (°)", "≤ 12", _number(errors, lambda e: np.percentile(e, 95))),
        Row("ROM told, side and oblique", "≥ 90 %", _percent(shown)),
        Row("withholding agrees with error > 15°", "≥ 90 %", _percent(agrees)),
        Row("± covers the truth", "90-98 %", _percent(errors <= half)),
        Row("±, median (°)", "≤ 8", _number(half, np.median)),
    ]


def _wrong(pair: Pair, deg: float) -> float:
    return abs(deg - pair.true.rom_deg)


def _tempo(done: Sequence[Pair]) -> list[Row]:
    apart: dict[str, list[float]] = defaultdict(list)
    for pair in done:
        if pair.rep is None:
            continue
        told = pair.rep.tempo
        four = (told.eccentric_s, told.bottom_s, told.concentric_s, told.top_s)
        for phase, seconds, true in zip(PHASES, four, pair.true.tempo, strict=True):
            if pair.true.n > 1 or not is_rest(pair, phase):
                apart[phase].append(abs(seconds - true))
    every = [each for errors in apart.values() for each in errors]
    rows = [Row("tempo, median error of all four (s)", "≤ 0.1", _number(every, np.median, 3))]
    return rows + [Row(f"  {phase}", "≤ 0.1", _number(apart[phase], np.median, 3)) for phase in PHASES]


def _faults(done: Sequence[Pair]) -> list[Row]:
    planted = [(pair, fault) for pair in done for fault in pair.true.faults if can_show(pair, fault)]
    counted = [(pair, fault) for pair, fault in planted if pair.rep is not None]
    clean = [pair for pair in done if pair.true.clean and pair.rep is not None]
    shallow = [pair for pair in done if "shallow" in pair.true.faults]
    refused = len(planted) - len(counted)
    return [
        Row("planted faults found (refused reps apart)", "≥ 90 %", _percent([_found(p, f) for p, f in counted])),
        Row("  planted where they can be seen; of them refused", "", f"{len(planted)}; {refused}"),
        Row("clean reps accused", "≤ 2 %", _percent([bool(pair.rep and pair.rep.faults) for pair in clean])),
        Row("too shallow: refused, or short of the standard", "", _percent([is_short(pair) for pair in shallow])),
    ]


def can_show(pair: Pair, fault: str) -> bool:
    """Whether the exercise has the rule, and it can be seen from the camera's true place."""
    return any(rule.rule == fault and pair.view in rule.views for rule in pair.exercise.fault)


def _found(pair: Pair, fault: str) -> bool:
    return pair.rep is not None and any(each.rule == fault for each in pair.rep.faults)


def is_short(pair: Pair) -> bool:
    """Whether the athlete is told that the rep was not deep enough."""
    return pair.rep is None or (pair.rep.standard is not None and not pair.rep.standard.met)


def _velocity(done: Sequence[Pair]) -> list[Row]:
    sets: dict[tuple[str, str], list[float]] = defaultdict(list)
    for pair in done:
        if pair.equal and pair.rep is not None and pair.rep.velocity is not None:
            sets[pair.view, pair.set].append(pair.rep.velocity.mean)
    spread: dict[str, list[float]] = defaultdict(list)
    for (view, _), speeds in sets.items():
        if len(speeds) > 2:
            spread[view].append(float(np.std(speeds, ddof=1) / np.mean(speeds)))
    return [
        Row(
            f"velocity, CV of equal reps, {view} ({len(spread[view])} sets): median, most",
            "≤ 5 %" if view == "side" else "",
            f"{_share(spread[view], np.median)}, {_share(spread[view], np.max)}",
        )
        for view in ("side", "oblique", "front")
    ]


def by_fault(done: Sequence[Pair]) -> list[str]:
    """One line a planted fault: found where it can be seen; and a line for each rule that accuses clean reps."""
    hits: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in done:
        for fault in pair.true.faults:
            if can_show(pair, fault):
                hits[pair.exercise.name, fault].append(pair)
    lines = []
    for (exercise, fault), planted in sorted(hits.items()):
        counted = [pair for pair in planted if pair.rep is not None]
        found = sum(_found(pair, fault) for pair in counted)
        lines.append(f"{exercise:18s} {fault:16s} {found:3d} of {len(counted):3d}  {_values(counted, fault)}")
    return lines + _accused(done)


def _values(counted: Iterable[Pair], fault: str) -> str:
    seen = [each for pair in counted if pair.seen for each in pair.seen.judged if each.rule.rule == fault]
    if not seen:
        return "never judged"
    values = ", ".join(f"{each.value:.2f}±{each.pm:.2f}" for each in seen[:6])
    return f"limit {seen[0].rule.limit:g}: {values}"


def _accused(done: Sequence[Pair]) -> list[str]:
    clean = [pair for pair in done if pair.true.clean and pair.rep is not None]
    wrong: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in clean:
        for each in pair.rep.faults if pair.rep else ():
            wrong[pair.exercise.name, each.rule].append(f"{each.value:.2f}±{each.pm:.2f} {pair.azimuth:.0f}°")
    return [
        f"{exercise:18s} {rule:16s} accuses {len(values)} clean: {'; '.join(values[:5])}"
        for (exercise, rule), values in sorted(wrong.items())
    ]


def by_exercise(done: Sequence[Pair]) -> list[str]:
    """One line an exercise and view: reps counted, range's error and bias, share told, tempo's error."""
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in done:
        groups[pair.exercise.name, pair.view].append(pair)
    return [_line(name, view, group) for (name, view), group in sorted(groups.items())]


def _line(name: str, view: str, group: Sequence[Pair]) -> str:
    spans = [(pair.true.rom_deg, pair.seen.range) for pair in group if pair.seen is not None]
    errors = np.array([span.deg - true for true, span in spans])
    told = [span.withheld is None for _, span in spans]
    cover = [abs(span.deg - true) <= span.pm for true, span in spans]
    error = (
        f"{_number(np.abs(errors), np.median)} (bias {_number(errors, np.median)}, spread {_number(errors, np.std)})"
    )
    half = _number([span.pm for _, span in spans], np.median)
    return (
        f"{name:18s} {view:8s} counted {len(spans):3d} of {len(group):3d}  ROM error {error}  told {_percent(told)}"
        f"  ± {half} covers {_percent(cover)}"
    )


def _number(values: Numbers, of: Callable[[Array], np.floating[Any]], digits: int = 1) -> str:
    return f"{of(np.asarray(values, np.float64)):.{digits}f}" if len(values) else "-"


def _share(values: Numbers, of: Callable[[Array], np.floating[Any]]) -> str:
    return f"{100 * of(np.asarray(values, np.float64)):.1f} %" if len(values) else "-"


def _percent(values: Sequence[bool] | NDArray[np.bool_]) -> str:
    return f"{100 * float(np.mean(values)):.1f} %" if len(values) else "-"


def show(lot: str, *, faults: bool, each: bool) -> None:
    """Print one lot's table."""
    done = pairs(lot)
    print(f"\n{lot}")
    for row in table(done):
        print(f"| {row.figure:58s} | {row.asked:8s} | {row.measured:16s} |")
    for line in (by_fault(done) if faults else []) + (by_exercise(done) if each else []):
        print(line)


def main() -> None:
    """Print asked and measured of each lot."""
    parser = argparse.ArgumentParser(prog="python -m tests.form.rendered", description=main.__doc__)
    parser.add_argument("lot", nargs="?", choices=lots())
    parser.add_argument("--faults", action="store_true", help="also fault by fault")
    parser.add_argument("--exercises", action="store_true", help="also by exercise and view")
    arguments = parser.parse_args()
    for lot in [arguments.lot] if arguments.lot else lots():
        show(lot, faults=arguments.faults, each=arguments.exercises)


if __name__ == "__main__":
    main()
