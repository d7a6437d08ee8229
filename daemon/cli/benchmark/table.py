"""The accuracy table as text."""

from collections.abc import Iterator, Sequence

from daemon.cli.benchmark.others import Others, Share
from daemon.cli.benchmark.report import Folder
from daemon.cli.benchmark.robustness import Robustness
from daemon.cli.benchmark.score import Negatives, Outcome, Row, Uncounted
from daemon.cli.benchmark.sureness import Sureness
from daemon.cli.benchmark.tuning import Figures, Tuning
from daemon.cli.benchmark.values import Values
from daemon.core.spec import AUTO, RESERVED

_SHOWN = 3
"""Rejections shown of a miscounted item."""
_WORST = 10
"""Pairs of exercises shown of those that were counted as each other."""


def lines(found: Folder) -> Iterator[str]:
    """Yields a folder's table, and what else was found in it."""
    yield found.folder
    yield from misses(found.items)
    yield from table(found.rows)
    if found.negatives.runs:
        yield negative_line(found.negatives)
    if found.uncounted.items:
        yield uncounted_line(found.uncounted)
    yield from sureness_lines(found.sureness)
    if found.others is not None:
        yield from other_lines(found.others)
    if found.robustness:
        yield from robustness_lines(found.robustness)
    for name, count in found.no_exercise.items():
        yield f"no exercise: {name}, {count} items left out"
    yield f"took {found.wall_s:.1f} s"


def table(rows: Sequence[Row]) -> list[str]:
    """Returns one line an exercise under a line of headings; nothing of no exercise."""
    head = (
        f"{'exercise':<22}{'items':>6}{'reps':>6}{'exact':>8}{'within 1':>10}{'MAE':>8}{'wrong ex.':>11}"
        f"{'no-reps':>9}{'refused':>9}{'a min':>7}{'late p50':>10}{'late p95':>10}{'core µs':>9}"
    )
    return [head, *map(_line, rows)] if rows else []


def negative_line(found: Negatives) -> str:
    """Returns what was counted where nobody exercises."""
    return (
        f"nobody exercises: {found.items} items, {found.runs} runs, {found.minutes:.1f} min: "
        f"{found.false_reps} false reps, {found.false_per_minute:.2f} a minute"
    )


def uncounted_line(found: Uncounted) -> str:
    """Returns what was counted where nobody knows how often it was done."""
    known = "" if found.right_exercise is None else f", right exercise in {found.right_exercise:.1%}"
    return (
        f"count not known: {found.items} items, {found.minutes:.1f} min: "
        f"{found.counted} reps counted, {found.refused} refused{known}"
    )


def sureness_lines(found: Sureness) -> Iterator[str]:
    """Yields how many reps of each confidence were done, and how often the sets' ranges have the truth in them."""
    if found.brier is not None:
        yield f"how sure: {found.right} of {found.reps} counted reps were done, Brier score {found.brier:.3f}"
        for each in found.bins:
            if each.reps:
                share = each.right / each.reps
                name = f"{each.low:.0%} to {each.high:.0%}"
                yield f"  {name:<12} {each.right:>4} of {each.reps:>4}, {share:.1%}, against {each.confidence:.1%} told"
    if found.sets:
        yield (
            f"90 % ranges: {found.covered} of {found.sets} sets covered, {found.covered / found.sets:.1%}, "
            f"width {found.width_p50:g} at the median, {found.width_mean:.2f} in the mean"
        )


def other_lines(found: Others) -> Iterator[str]:
    """Yields what was counted with a wrong exercise, and the worst pairs, unlike exercises first."""
    yield f"wrong exercise chosen: {_false_runs(found.all)}, of unlike exercises {_false_runs(found.unlike)}"
    for pair in found.pairs[:_WORST]:
        name = f"{pair.true_exercise} as {pair.counted_as}" + (" (alike)" if pair.alike else "")
        yield f"  {name:<36} {pair.false_reps:>3} reps in {pair.false_runs} of {pair.runs}"
    if len(found.pairs) > _WORST:
        yield f"  {len(found.pairs) - _WORST} more pairs"


def robustness_lines(rows: Sequence[Robustness]) -> list[str]:
    """Returns one line a perturbation under a line of headings."""
    head = f"{'perturbation':<22}{'items':>6}{'exact':>8}{'within 1':>10}{'MAE':>8}"
    return [head, *(f"{r.name:<22}{r.items:>6}{r.exact:>8.1%}{r.within_one:>10.1%}{r.mae:>8.3f}" for r in rows)]


def misses(some: Sequence[Outcome]) -> Iterator[str]:
    """Yields a line for each item with a wrong count."""
    for o in some:
        if o.error:
            why = "; ".join(
                f"{r.start:.1f}-{r.end:.1f} {r.reason} ({r.value:g} against {r.limit:g} {r.unit})"
                for r in o.rejected[:_SHOWN]
            )
            more = f"; {len(o.rejected) - _SHOWN} more" if len(o.rejected) > _SHOWN else ""
            name = f"{o.item} as {(o.named or 'nothing') if RESERVED.get(o.counted_as) is AUTO else o.counted_as}"
            yield f"  {name:<36} {o.counted:>3} counted, {o.true or 0:>3} true  {why}{more}"


def tuning_lines(found: Tuning) -> list[str]:
    """Returns a line for each combination (of several), for each fold and for all, beside the settings' values."""
    rows = [(_values(each.values), each.figures) for each in found.trials] if len(found.trials) > 1 else []
    rows += [(f"fold {i}: {_values(each.values)}", each.figures) for i, each in enumerate(found.folds, start=1)]
    if found.held_out is not None:
        rows.append(("all folds, held out", found.held_out))
    rows.append((_values({}), found.defaults))
    width = max(len(name) for name, _ in rows) + 2
    head = f"{'values':<{width}}{'items':>6}{'exact':>8}{'within 1':>10}{'MAE':>8}{'false reps':>12}"
    return [head, *(f"{name:<{width}}{_figures(each)}" for name, each in rows)]


def _values(values: Values) -> str:
    return " ".join(f"{name}={value:g}" for name, value in values.items()) or "as in the settings"


def _figures(found: Figures) -> str:
    of = max(found.items, 1)
    return (
        f"{found.items:>6}{found.exact / of:>8.1%}{found.within_one / of:>10.1%}{found.mae:>8.3f}{found.false_reps:>12}"
    )


def _line(row: Row) -> str:
    return (
        f"{row.name:<22}{row.items:>6}{row.true:>6}{row.exact:>8.1%}{row.within_one:>10.1%}{row.mae:>8.3f}"
        f"{_share(row.wrong_exercise):>11}{_of(row.no_reps_right, row.no_reps):>9}"
        f"{row.refused_per_item:>9.2f}{row.refused_per_minute:>7.2f}{_seconds(row.latency_p50_s):>10}"
        f"{_seconds(row.latency_p95_s):>10}{row.core_us:>9.0f}"
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"


def _false_runs(found: Share) -> str:
    return f"false counts in {found.false_runs} of {found.runs} runs, {found.share:.1%}"


def _of(some: int, all_: int) -> str:
    return f"{some}/{all_}" if all_ else "-"
