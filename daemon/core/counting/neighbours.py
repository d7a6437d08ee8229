"""What the movements before and after it say for a candidate: they are alike, in a rhythm, and look like reps."""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from daemon.core.counting.candidate import IMPOSSIBLE, Candidate, likeness
from daemon.core.evidence.model import probability

BEFORE, AFTER = 4, 3
"""How many movements before it and after it are looked at."""
BEFORE_S, AFTER_S = 15.0, 8.0
"""Seconds within which they belong to one effort; later ones say nothing."""
RECENT = 5
"""Last movements like reps that make the athlete's own range and time."""
_LIKE_A_REP = -2.5
"""Log-odds from which a movement says something about the athlete's own range."""
_HALF = 0.5
_OWN = ("shorter", "under_least", "deeper", "quicker", "slower", "own_known", "own_reps")
GUESSED = 0.32
"""Mean confidence of the joints that must be seen under which they are guessed: BlazePose gives a joint that it guesses
behind another about 0.1 to 0.4, and a seen one over 0.8."""
_SURELY_GUESSED = 0.06
"""So much less is guessed for certain."""
_SURELY_IMPOSSIBLE = math.log(1.2)
"""So much quicker than anybody, as a logarithm, it is impossible for certain: two frames of 30 a second in half a
second are what the ends of a movement are uncertain by."""
LEANS = 0.75
"""Tolerances of the trunk's lean, beyond one, by which tired athletes end otherwise than they began."""
HARDLY = 0.6
"""Shares of the athlete's own range: half of it is no rep, and up to this one a movement is hardly one."""
_LOW, _HIGH = -6.0, 4.0
"""Bounds of the log-odds of one movement: none outvotes all the others."""


class Usual(NamedTuple):
    """The range and the seconds of one of the athlete's own movements."""

    depth: float
    seconds: float


def usual_after(usual: tuple[Usual, ...], new: Candidate) -> tuple[Usual, ...]:
    """Adds a movement to those that make the athlete's own range, if it is like a rep."""
    if new.log_odds <= _LIKE_A_REP or (usual and new.depth <= _HALF * own_depth(usual)):
        return usual
    return (*usual, Usual(new.depth, new.seconds))[-RECENT:]


def own_depth(usual: Sequence[Usual]) -> float:
    """Returns this athlete's own range, of at least one movement."""
    return median(each.depth for each in usual)


def features(
    new: Candidate, before: Sequence[Candidate], after: Sequence[Candidate], usual: Sequence[Usual], *, over: bool
) -> dict[str, float]:
    """Returns what a candidate's neighbours say.

    Args:
        new: The candidate.
        before: Movements before it, oldest first.
        after: Those after it that are known yet, oldest first.
        usual: The athlete's own range before it.
        over: No other movement can follow that would belong to it.
    """
    before = [each for each in before[-BEFORE:] if new.start - each.end < BEFORE_S]
    after = [each for each in after[:AFTER] if each.start - new.end < AFTER_S]
    return {
        "log_odds": new.log_odds,
        **_rules(new, usual, after),
        **{name: new.features[name] for name in ("depth", "brisk", "begins_at")},
        **_support(new, before, "before"),
        **_support(new, after, "after"),
        **_own(new, usual),
        "deeper_follows": _deeper(new, after),
        "by_turns": max(0.0, likeness(before[-2], new) - likeness(before[-1], new)) if len(before) > 1 else 0.0,
        "rhythm": _rhythm(new, before, after),
        "known_after": float(len(after)),
        "over": float(over),
    }


def _support(new: Candidate, some: Sequence[Candidate], side: str) -> dict[str, float]:
    alike = [likeness(each, new) for each in some]
    weights = [each.depth * (0.3 + like) for each, like in zip(some, alike, strict=True)]
    bounded = [max(_LOW, min(each.log_odds, _HIGH)) for each in some]
    support = sum(weight * odds for weight, odds in zip(weights, bounded, strict=True)) / (sum(weights) + 0.3)
    reps = [like * probability(each.log_odds + 1.5) for each, like in zip(some, alike, strict=True)]
    return {f"support_{side}": support, f"alike_{side}": sum(alike), f"rep_alike_{side}": max(reps, default=0.0)}


def _own(new: Candidate, usual: Sequence[Usual]) -> dict[str, float]:
    """Compares it with the athlete's own range and time."""
    if not usual:
        return dict.fromkeys(_OWN, 0.0)
    depth = math.log(new.depth / own_depth(usual))
    seconds = math.log(new.seconds / median(each.seconds for each in usual))
    return {
        "shorter": max(0.0, -depth),
        "under_least": max(0.0, math.log(min(each.depth for each in usual) / new.depth)) if len(usual) > 1 else 0.0,
        "deeper": max(0.0, depth),
        "quicker": max(0.0, -seconds),
        "slower": max(0.0, seconds),
        "own_known": 1.0,
        "own_reps": float(min(len(usual), 3)),
    }


def _rules(new: Candidate, usual: Sequence[Usual], after: Sequence[Candidate]) -> dict[str, float]:
    """Returns how far a movement breaks the rules that every lifter knows, 0 where it keeps them.

    ``far_short``: half of the athlete's own range is no rep, and a little more is hardly one; of the first movement,
    of the range of what looks like a rep after it. ``not_back`` and ``ends_otherwise``: a rep ends where it began, and
    who stood up for it does not end on the floor. ``impossible``: it was quicker than anybody is. ``guessed``: what
    nobody sees nobody counts.
    """
    known = usual or [Usual(each.depth, each.seconds) for each in after if each.log_odds > 0]
    share = new.depth / own_depth(known) if known else 1.0
    return {
        "far_short": min(max((HARDLY - share) / (HARDLY - _HALF), 0.0), 1.0),
        "not_back": new.features["not_back"],
        "ends_otherwise": max(new.features["trunk_elsewhere"] - LEANS, 0.0),
        "guessed": min(max((GUESSED - new.features["confidence"]) / _SURELY_GUESSED, 0.0), 1.0),
        "impossible": min(max((new.features["brisk"] - IMPOSSIBLE) / _SURELY_IMPOSSIBLE, 0.0), 1.0),
    }


def _deeper(new: Candidate, after: Sequence[Candidate]) -> float:
    """Returns by how much a following movement goes deeper, as a logarithm."""
    deepest = max((each.depth for each in after if each.log_odds > _LIKE_A_REP - _HALF), default=0.0)
    return max(0.0, math.log(deepest / new.depth)) if deepest else 0.0


def _rhythm(new: Candidate, before: Sequence[Candidate], after: Sequence[Candidate]) -> float:
    """Returns how uneven the steps from turn to turn are, as a logarithm; 0 in an even rhythm, or where none shows."""
    if not before or not after:
        return 0.0
    last, following = new.turn - before[-1].turn, after[0].turn - new.turn
    return min(abs(math.log(max(last, 0.1) / max(following, 0.1))), 2.0)
