"""Says how good each rep was: looks at the poses of a counted rep, and fills its measures in. Pure.

The one way in: ``follow`` takes every pose up, and ``appraise`` goes once over the facts of a step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from daemon.core.facts import Correction, Fact, Held, RepCorrected, RepCounted, SetStarted, Standard
from daemon.core.form import (
    cue,
    depth,
    error,
    faults,
    holds,
    judging,
    parts,
    recording,
    rep_depth,
    rom,
    score,
    stability,
    symmetry,
    tempo,
    velocity,
    window,
)
from daemon.core.form.baseline import Baselines
from daemon.core.form.cue import Cues
from daemon.core.form.recording import Recording
from daemon.core.form.rep_body import RepBody
from daemon.core.form.rom import Curves, Range
from daemon.core.form.tempo import Moments
from daemon.core.form.window import Window
from daemon.core.pose.pose import Pose
from daemon.core.spec import Exercise, Kind, Part, Target

NO_CUES: Cues = MappingProxyType({})
RESTS_S = 10.0
"""Seconds after a rep beyond which what follows is a rest, and no part of the next one's tempo."""
NOT_RECORDED = "the rep was not seen whole"
NOT_FOLLOWED = "its way out and back cannot be followed"
NO_EXERCISE = "any movement has no form to be measured by"
NO_RANGE = "the exercise's angle hardly changes: there is no range to judge by"
WITHHELD = ("rom_deg", "rom_share", "velocity", "stability", "score")
"""Measures that a rep without poses lacks."""


class Form(NamedTuple):
    """What is remembered to say how good the next rep is.

    Attributes:
        recording: The last minute.
        ended: When the set's last rep was really over (s), or None before the first.
        let_go: When the count let it go (s): the next cannot have begun before.
        ranges: The ranges of motion of the set's reps (degrees).
        means: Their mean velocities.
        cues: What was seen and told in the set.
    """

    recording: Recording = Recording()
    ended: float | None = None
    let_go: float | None = None
    ranges: tuple[float, ...] = ()
    means: tuple[float, ...] = ()
    cues: Cues = NO_CUES


class Asked(NamedTuple):
    """What a rep is measured against.

    Attributes:
        target: What the athlete said to aim at.
        baselines: What the athlete usually reaches.
    """

    target: Target
    baselines: Baselines


class Look(NamedTuple):
    """A rep as it was seen.

    Attributes:
        rep: What the count says of it.
        exercise: What was done.
        curves: Its angle.
        body: The athlete over it, between its true moments.
        found: Those moments.
    """

    rep: RepCounted
    exercise: Exercise
    curves: Curves
    body: RepBody
    found: Moments


def follow(form: Form, pose: Pose) -> Form:
    """Takes up one frame. Costs under 1 µs."""
    return form._replace(recording=recording.add(form.recording, pose))


def appraise(form: Form, facts: Sequence[Fact], exercises: Iterable[Exercise], asked: Asked) -> tuple[Form, list[Fact]]:
    """Returns the facts of a step, in order, with every counted rep's measures and every hold's faults filled in.

    Args:
        form: What is remembered.
        facts: In order.
        exercises: What may have been done.
        asked: What a rep is measured against.
    """
    by_name = {each.name: each for each in exercises}
    done = list[Fact]()
    for fact in facts:
        if isinstance(fact, RepCounted):
            form, rep = _rep(form, fact, by_name[fact.exercise], asked)
            done.append(rep)
            continue
        if isinstance(fact, Held):
            done.append(holds.appraise(form.recording, fact, by_name[fact.exercise]))
            continue
        if isinstance(fact, SetStarted) or (isinstance(fact, RepCorrected) and fact.kind is Correction.EXERCISE):
            form = Form(form.recording)
        done.append(fact)
    return form, done


def _rep(form: Form, rep: RepCounted, exercise: Exercise, asked: Asked) -> tuple[Form, RepCounted]:
    if exercise.kind is Kind.ANY:
        return form, _nothing(rep, NO_EXERCISE)
    seen = window.cut(form.recording, rep.start, rep.end, form.let_go)
    if seen is None:
        return form, _nothing(rep, NOT_RECORDED)
    body = _body(seen, rep, exercise)
    curves = rom.curves(exercise, body, seen)
    found = tempo.moments(body.t, rep_depth.depth(exercise, body, curves.angle), rep.start, rep.end)
    if found is None:
        return form, _nothing(rep, NOT_FOLLOWED)
    body = _between(body, found, form.ended, exercise)
    return _measured(form, Look(rep, exercise, curves, body, found), asked)


def _body(seen: Window, rep: RepCounted, exercise: Exercise) -> RepBody:
    """Returns the athlete's body over a rep, by the count's own moments."""
    first = exercise.first is Part.ECCENTRIC
    out = rep.tempo.eccentric_s + rep.tempo.bottom_s / 2 if first else rep.tempo.concentric_s + rep.tempo.top_s / 2
    body = RepBody.of(seen, rep, min(rep.start + out, rep.end), exercise.first)
    return replace(body, has_depth=seen.has_depth)


def _between(body: RepBody, found: Moments, ended: float | None, exercise: Exercise) -> RepBody:
    """Returns the body with the rep's true moments."""
    rest = found.start - ended if ended is not None and found.start - ended < RESTS_S else 0.0
    rep_tempo = tempo.tempo(found, exercise.first, round(max(rest, 0.0), 3))
    return replace(body, start=found.start, turn=found.turn, end=found.end, tempo=rep_tempo, known=body.known)


def _measured(form: Form, look: Look, asked: Asked) -> tuple[Form, RepCounted]:
    """Fills a rep's measures in, and remembers what the next one is compared with."""
    span = rom.measure(look.exercise, look.body, look.found, look.curves)
    moved = velocity.path(look.exercise.angle, look.body)
    speed = velocity.measure(moved, look.body, look.found, error.WAY)
    steady = stability.measure(moved, look.body, look.found, look.curves.angle)
    means, (standard, short) = (*form.means, speed.mean), _depth(look, span.deg)
    rep = _with_range(look, span, rom.full(asked.baselines, look.exercise, look.rep.view, form.ranges))
    rep = replace(
        _with_symmetry(rep, look),
        tempo=look.body.tempo,
        tempo_pm=round(error.TEMPO * look.found.pm, 3),
        velocity=speed,
        slowing=velocity.slowing(means),
        stability=steady,
        standard=standard,
    )
    best = rom.reference(look.exercise, look.rep.view, asked.baselines, form.ranges)
    ranges = form.ranges if span.withheld else (*form.ranges, span.deg)
    form = form._replace(ended=look.found.end, let_go=look.rep.end, ranges=ranges, means=means)
    return _with_faults(form, _with_score(rep, span, best, short, asked), look)


def _depth(look: Look, deg: float) -> tuple[Standard | None, float]:
    """Returns what is told of the rep's depth, and the degrees that it lacks; none where it is not seen."""
    rule = look.exercise.standard
    measured = None if rule is None else judging.measure(rule, look.body)
    if rule is None or measured is None:
        return None, 0.0
    return faults.standard(rule, measured), depth.shortfall(rule, measured, look.body, deg)


def _with_range(look: Look, span: Range, full: float | None) -> RepCounted:
    if span.withheld is not None:
        withheld = {"rom_deg": span.withheld, "rom_share": span.withheld}
        return replace(look.rep, rom_deg=None, rom_pm=None, rom_share=None, withheld=withheld)
    withheld = {} if full else {"rom_share": "first rep of the set"}
    share = round(span.deg / full, 3) if full else None
    return replace(look.rep, rom_deg=span.deg, rom_pm=span.pm, rom_share=share, angles=span.angles, withheld=withheld)


def _with_faults(form: Form, rep: RepCounted, look: Look) -> tuple[Form, RepCounted]:
    """Fills in the faults and the one thing to tell; the score must be known."""
    judged = faults.judge(look.exercise.fault, look.body)
    cues, says = cue.choose(form.cues, rep.n, judged, rep.parts, look.exercise)
    return form._replace(cues=cues), replace(rep, faults=faults.found(judged), cue=says)


def _with_symmetry(rep: RepCounted, look: Look) -> RepCounted:
    if look.exercise.side_signal is not None:
        return rep
    even = symmetry.measure(look.exercise.angle, look.body, look.found)
    if even is None:
        return rep
    return replace(rep, symmetry=even.share, symmetry_pm=even.pm, left_more_deg=even.left_more_deg)


def _with_score(rep: RepCounted, span: Range, best: float | None, short: float, asked: Asked) -> RepCounted:
    known = (
        {}
        if span.withheld or best is None
        else {"rom": parts.rom(span, best, short, rep.standard.name if rep.standard else "")}
    )
    if rep.stability is not None and rep.tempo_pm is not None:
        known["stability"] = parts.stability(rep.stability)
        known["tempo"] = parts.tempo(rep.tempo, rep.tempo_pm, _eccentric_s(asked.target))
    whole = score.total(known)
    if whole is None:
        return replace(rep, parts=known, withheld={**rep.withheld, "score": span.withheld or NO_RANGE})
    return replace(rep, parts=known, score=whole[0], score_pm=whole[1])


def _eccentric_s(target: Target) -> float | None:
    """Returns how long the athlete wants to take for the eccentric half (s), or None: nothing was said."""
    return None if target.tempo is None or target.tempo[0] <= 0 else target.tempo[0]


def _nothing(rep: RepCounted, why: str) -> RepCounted:
    """Returns a rep of which nothing can be said."""
    return replace(rep, rom_deg=None, rom_share=None, withheld=dict.fromkeys(WITHHELD, why))
