"""Fits both stages of the evidence on runs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from daemon.core.counting import neighbours, refusal
from daemon.core.counting.judge import REMEMBERED, EvidenceJudge, Ruling
from daemon.core.counting.neighbours import AFTER, Usual, usual_after
from daemon.core.evidence.model import Additive, Calibration, Model, Spread, Term
from daemon.core.facts import UNSURE_BELOW
from daemon.core.params import CountingParams
from tests.fit import logistic, spread
from tests.fit.examples import Run
from tests.fit.rulings import rulings
from tests.fit.spread import Told

WEIGHTS = {"clip": 1.0, "trace": 1.0, "simulated": 0.5}
"""Of a candidate, by where it comes from: simulated ones only stand in for what nobody filmed."""
UNLIKE = 0.1
"""Of a candidate in a set of another exercise: there are forty of them for each rep, and choosing wrongly is rare."""
RULED_OUT = 5.0
"""Times the weight of simulated no-reps and idle moves: nobody calls them reps, however rare footage of them is."""
INNER = 3
"""Folds within the training data by which the second stage learns how good the first is on what it did not see."""
FOR = (
    "depth", "confidence", "visibility", "direction", "reach", "arms_short", "legs_short", "trunk_short",
    "log_odds", "support_before", "support_after", "alike_before", "alike_after", "rep_alike_before",
    "rep_alike_after", "own_reps",
)  # fmt: skip
"""More of these can only speak for a rep: less is shallower, hidden, or unlike the exercise and the reps around."""
AGAINST = (
    "brisk", "long", "not_back", "across", "grown", "ends_elsewhere", "trunk_elsewhere", "start_distance",
    "turn_distance", "rise_distance", "nearer_another", "beyond", "arms_start", "legs_start", "trunk_start",
    "arms_turn", "legs_turn", "trunk_turn", "arms_aside", "legs_aside", "trunk_aside", "shorter", "under_least",
    "deeper", "quicker", "slower",
    "deeper_follows", "rhythm",
)  # fmt: skip
"""More of these can only speak against one."""
WAYS = {**dict.fromkeys(FOR, 1), **dict.fromkeys(AGAINST, -1)}
RULES = dict.fromkeys(("far_short", "not_back", "ends_otherwise", "guessed", "impossible"), -8.0)
"""Weights that no data moves, for they are rules of the sport (see ``neighbours``): enough to outvote all the rest."""
OWN_KNOTS, OWN_RIDGE = 3, 10.0
AMONG_KNOTS, AMONG_RIDGE = 2, 5.0


def fitted(runs: Sequence[Run]) -> Model:
    """Returns the model that these runs make.

    Neighbours, confidence and range are those of runs with world landmarks, whatever a movement is seen with.
    """
    deep, flat = ([run for run in runs if run.has_depth is each] for each in (True, False))
    own, held_out = _own(deep), _cross_fitted(deep)
    among = _among(held_out)
    calibration = _calibrated(held_out, among)
    spread_ = _spread(held_out, Model(own, among, calibration))
    return Model(own, among, calibration, spread_, _own(flat))


def _spread(runs: Sequence[Run], model: Model) -> Spread:
    """Returns by how much more than its doubts a set of filmed reps is wrong."""
    judge = EvidenceJudge(CountingParams().evidence, model.among)
    return spread.fit([_told(run, rulings(run, judge), model) for run in runs if run.own and run.kind != "simulated"])


def _told(run: Run, ruled: Sequence[Ruling], model: Model) -> Told:
    """Returns what is known of a set at its end, as ``SetState`` knows it."""
    params, sure = CountingParams().evidence, model.calibration.confidence
    counted = [1.0 - sure(each.log_odds) for each in ruled if each.counts]
    refused = [
        each for each in ruled
        if not each.counts and refusal.as_if_seen(each.weighed.candidate, model) >= params.noticed
    ]  # fmt: skip
    doubts = tuple(sure(each.log_odds) for each in refused if each.log_odds >= params.refuse)
    unsure = tuple(each for each in counted if each > 1.0 - UNSURE_BELOW)
    return Told(run.reps, len(counted), unsure, sum(counted), doubts, len(refused))


def _calibrated(runs: Sequence[Run], among: Additive) -> Calibration:
    """Returns how log-odds become the probability that a movement in a set of its exercise is a rep (Platt 1999)."""
    params = CountingParams().evidence
    judge = EvidenceJudge(params, among)
    told = [
        (ruling.log_odds, right)
        for run in runs
        if run.own and run.kind != "simulated"
        for ruling, right in zip(rulings(run, judge), _right_in_order(run, judge), strict=True)
        if ruling.log_odds >= params.refuse
    ]
    log_odds, right = np.array([each for each, _ in told]), np.array([float(each) for _, each in told])
    found = logistic.newton(np.stack([np.ones_like(log_odds), log_odds], axis=1), right, np.ones_like(right), 1.0)
    return Calibration(round(float(found[0]), 4), round(float(found[1]), 4))


def _right_in_order(run: Run, judge: EvidenceJudge) -> list[bool]:
    """Returns, for each ruling on a run, whether it is about a rep."""
    right = dict(zip(map(id, run.candidates), run.right, strict=True))
    return [right[id(each.weighed.candidate)] for each in rulings(run, judge)]


def _own(runs: Sequence[Run]) -> Additive:
    names = list(next(run.candidates[0].features for run in runs if run.candidates))
    rows, true, weights, own = [], [], [], []
    for run in runs:
        for each, right, ruled_out in zip(run.candidates, run.right, run.ruled_out, strict=True):
            rows.append([each.features[name] for name in names])
            true.append(right)
            weights.append(_weight(run, ruled_out=ruled_out))
            own.append(run.own)
    return logistic.fit(
        names,
        np.array(rows),
        np.array(true, float),
        np.array(weights),
        np.array(own),
        ways=WAYS,
        knots=OWN_KNOTS,
        ridge=OWN_RIDGE,
    )


def _weight(run: Run, *, ruled_out: bool) -> float:
    by_rule = RULED_OUT if ruled_out or (run.kind == "simulated" and run.true is None) else 1.0
    return WEIGHTS[run.kind] * by_rule * (1.0 if run.own or run.true is None else UNLIKE)


def _cross_fitted(runs: Sequence[Run]) -> list[Run]:
    """Returns the runs with the log-odds that a model gives which was made without them."""
    groups = sorted({run.group for run in runs})
    fold = {group: i % INNER for i, group in enumerate(groups)}
    found = []
    for i in range(INNER):
        model = _own([run for run in runs if fold[run.group] != i])
        found += [weighed(run, model) for run in runs if fold[run.group] == i]
    return found


def weighed(run: Run, model: Additive) -> Run:
    """Returns a run whose candidates have the log-odds of a model."""
    candidates = [replace(each, log_odds=model.log_odds(each.features)) for each in run.candidates]
    return replace(run, candidates=candidates)


def _among(runs: Sequence[Run]) -> Additive:
    rows, true, weights, own = [], [], [], []
    names: list[str] = []
    for run in runs:
        for right, ruled_out, looks in _situations(run):
            for features in looks:
                names = names or list(features)
                rows.append(list(features.values()))
                true.append(right)
                weights.append(_weight(run, ruled_out=ruled_out) / len(looks))
                own.append(run.own)
    asked = np.array(rows)
    ruled = asked[:, [names.index(name) for name in RULES]] @ np.array(list(RULES.values()))
    fitted = [i for i, name in enumerate(names) if name not in RULES]
    among = logistic.fit(
        [names[i] for i in fitted],
        asked[:, fitted],
        np.array(true, float),
        np.array(weights),
        np.array(own),
        ways=WAYS,
        knots=AMONG_KNOTS,
        ridge=AMONG_RIDGE,
        offset=ruled,
    )
    return replace(among, terms={**among.terms, **{name: Term(each, (), 0.0, 0.0) for name, each in RULES.items()}})


def _situations(run: Run) -> Iterator[tuple[bool, bool, list[dict[str, float]]]]:
    """Yields each candidate in every situation in which it is judged: with none, one, two of those after it known."""
    usual: tuple[Usual, ...] = ()
    hopeless = CountingParams().evidence.hopeless
    for i, (each, right, ruled_out) in enumerate(zip(run.candidates, run.right, run.ruled_out, strict=True)):
        if each.log_odds < hopeless:  # never looked at
            usual = usual_after(usual, each)
            continue
        before, after = run.candidates[max(i - REMEMBERED, 0) : i], run.candidates[i + 1 : i + 1 + AFTER]
        asked = [(after[:k], False) for k in range(min(len(after), AFTER - 1) + 1)] + [(after, True)]
        yield right, ruled_out, [neighbours.features(each, before, some, usual, over=over) for some, over in asked]
        usual = usual_after(usual, each)
