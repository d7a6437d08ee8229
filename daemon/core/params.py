"""Every constant of counting, one frozen dataclass for each stage; ``CountingParams`` holds them all.

``CountingParams().with_values({"segmenter.turn": 0.2})`` is a copy with other values, by dotted name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from math import isfinite

from daemon.core.nearest import nearest


@dataclass(frozen=True, slots=True)
class SmootherParams:
    """The one-euro filter on the joints, for values in torso lengths, and when it starts afresh."""

    min_cutoff_hz: float = 1.7
    """Cut-off at rest (Hz). Lower is steadier; 1.7 Hz lags a slow movement by about 90 ms."""
    beta: float = 1.5
    """Hz of cut-off added for each torso length a second. Higher is quicker: a jumping jack's wrist moves 6 torso
    lengths a second, so 1.5 opens the filter to about 10 Hz, a lag of 16 ms."""
    derivative_cutoff_hz: float = 1.0
    """Cut-off of the speed estimate (Hz); 1 Hz as the paper recommends."""
    torso_m: float = 0.5
    """Metres of an adult's torso in BlazePose's world landmarks: their unit."""
    gap_s: float = 0.5
    """Without a pose for longer (s), the last one says nothing about the next."""
    max_jump: float = 0.8
    """Torso lengths that the trunk cannot move between two frames: a hard cut, or another person."""
    min_torso: float = 0.25
    """Share of its length at the filter's start to which a torso may shrink in the picture: bent to the camera."""
    max_torso: float = 2.0
    """Times its length at the filter's start to which a torso may grow in the picture: nearer to the camera."""


@dataclass(frozen=True, slots=True)
class FeatureParams:
    """Signals of a pose, and the depth that an exercise makes of them."""

    min_visibility: float = 0.5
    """Visibility (0..1) from which a joint is taken to be seen, and not guessed."""
    min_weight: float = 0.05
    """Least weight of a signal, so that a movement that is all guessed still has a depth."""


@dataclass(frozen=True, slots=True)
class MeasureParams:
    """What is read off a finished attempt."""

    near_turn: float = 0.12
    """Share of the range around the turning point over which a posture there is averaged."""
    pause: float = 0.025
    """Share of the range around the turning point that is the pause of a tempo: jitter, no movement."""
    min_return: float = 0.5
    """Share of the way back that is taken as seen at least, when the rest of it goes on at the same pace."""
    max_step: float = 0.35
    """Torso lengths, or logarithm of size, that change between two frames at a cut only."""
    side: float = 0.45
    """``facing`` (0..1) below which the view is from the side; oblique from here to ``front``."""
    front: float = 0.8
    """``facing`` (0..1) above which the view is from the front."""
    start_samples: int = 5
    """Samples before the movement whose median is the posture at the start."""
    end_samples: int = 3
    """Last samples whose median is the posture at the end."""
    one_sided: float = 35.0
    """Degrees by which one side bends or rises more than the other, from the start on, where it works alone."""
    sides_seen: float = 0.3
    """Median confidence (0..1) of both sides' joints under which nobody can tell which of them works."""


@dataclass(frozen=True, slots=True)
class SegmenterParams:
    """Cuts the depth of a movement into attempts, by shares of the attempt's own range."""

    leave: float = 0.15
    """Depth above the start level from which the athlete is under way; jitter at rest stays under 0.05."""
    at_start: float = 0.2
    """Share of ``leave`` within which the athlete is at the start level."""
    turn: float = 0.15
    """Share of the range to come back before the turning point is certain."""
    back: float = 0.9
    """Share of the range at which the athlete is back for certain."""
    nearly_back: float = 0.6
    """Share of the range that is back too, once the athlete rests there or goes out again."""
    back_at_end: float = 0.85
    """Share of the range that completes a rep when the footage ends."""
    half_back: float = 0.45
    """Share of the range below which coming back was a wobble of the same attempt."""
    again: float = 0.06
    """Share of the range by which depth must grow for the athlete to have gone out again."""
    relent: float = 0.35
    """Share of the missing way that is forgiven after a rep without lockout: the start level follows the athlete."""
    rest_s: float = 0.3
    """Seconds without coming closer that mean the athlete rests."""
    drift_per_s: float = 0.05
    """Depth a second by which the start level follows an athlete who settles lower."""
    keep_s: float = 0.7
    """Seconds of the start position kept before an attempt."""
    keep_after: float = 0.25
    """Share of ``keep_s`` kept from one attempt to the next."""
    max_samples: int = 1800
    """Samples of one attempt; beyond it every second one is dropped, so memory is bounded."""


@dataclass(frozen=True, slots=True)
class EvidenceParams:
    """When the evidence for a rep suffices, as log-odds of the fitted model."""

    min_depth: float = 0.1
    """Range below which a movement is jitter: neither counted nor refused."""
    sure: float = 0.0
    """Log-odds from which a rep counts at once."""
    count: float = -1.75
    """Log-odds from which it counts once nothing more can be learned about it."""
    refuse: float = -3.5
    """Log-odds among what is known so far below which nothing that may follow can make a rep of it."""
    hopeless: float = -8.0
    """Log-odds of a movement by itself below which its neighbours are not even looked at."""
    not_given: float = 1.0
    """Log-odds asked for beside these where the athlete did not say what is done."""
    noticed: float = -5.0
    """Log-odds of a movement by itself below which it looks like a rep to nobody: it is not told as refused."""


@dataclass(frozen=True, slots=True)
class StreakParams:
    """Confirms reps that only a streak of their like makes credible: alike, in a rhythm, and on one spot."""

    pause_s: float = 1.5
    """Seconds between two reps of one streak, beyond the length of the longer: enough for a breath, not for a rest."""
    alike: float = 2.0
    """Times as deep as the next that a rep of a streak may be, or, until it counts, as long after the one before."""
    max_across: float = 0.75
    """Torso lengths sideways within which an athlete stays on the spot in a rep. 275 real reps, pans, zooms and cuts
    included, went 0.46 at most; whoever walks goes further."""
    max_growth: float = 0.85
    """Logarithm of the change in size within which an athlete stays on the spot; those 275 reps went 0.77 at most."""


@dataclass(frozen=True, slots=True)
class HoldParams:
    """Times how long a posture is kept."""

    break_s: float = 0.6
    """Seconds out of the posture that end a hold: a wobble, or a frame in which the model errs, does not."""
    min_s: float = 2.0
    """The shortest hold (s): whoever passes through the posture does not hold it."""
    min_confidence: float = 0.32
    """Confidence (0..1) of the joints that must be seen. BlazePose gives a joint that it guesses behind another about
    0.1 to 0.4 and a seen one over 0.8."""
    min_visibility: float = 0.3
    """Confidence (0..1) of a signal under which a posture is not asked for."""


@dataclass(frozen=True, slots=True)
class SetParams:
    """When a set pauses."""

    lost_s: float = 1.0
    """Without the athlete for longer (s), the set pauses until the athlete is seen again."""
    begun: float = 0.4
    """Depth from which a movement that the athlete vanished in is told as refused."""
    min_confidence: float = 0.32
    """Confidence (0..1) of the joints that must be seen from which the athlete is; see ``hold.min_confidence``."""
    edge: float = 0.02
    """Share of the picture along its border in which an athlete is about to leave it."""


@dataclass(frozen=True, slots=True)
class RecogniserParams:
    """Finds out which exercise it is."""

    rise_tolerance: float = 0.3
    """How much athletes differ in how far their shoulders go up in the picture (torso lengths)."""
    rise_weight: float = 2.0
    """Weight of that rise beside a surely seen signal."""
    max_distance: float = 9.0
    """Squared distance, in tolerances, beyond which a signal is simply wrong: one hidden limb must not decide."""
    max_mean_distance: float = 3.2
    """Mean squared distance above which a rep is not of an exercise, whatever else there is."""
    max_mean_distance_alone: float = 1.2
    """The same for a single rep at the end of a set, which no second one bears out."""
    min_weight: float = 0.1
    """Weight of a signal that is all guessed."""
    reps: int = 2
    """Reps of the likeliest exercise after which it is known."""
    max_reps: int = 4
    """Reps of any other exercise after which the likeliest is not waited for."""
    by_far: float = 0.7
    """Share of another's distance at which an exercise is by far the likelier: its long reps contain the other's."""
    change_reps: int = 3
    """Reps of another exercise, with none of the set's own between them, that begin the next set."""
    hold_s: float = 8.0
    """Seconds of a hold, without a rep of anything, after which it is one: a push-up's start is not held so long."""
    snapshot_s: float = 1 / 20
    """Seconds between two feature snapshots that are kept."""
    keep_s: float = 40.0
    """Seconds for which snapshots are kept: two slow reps."""
    around_s: float = 0.09
    """Snapshots within so many seconds of a moment are averaged."""


@dataclass(frozen=True, slots=True)
class AnyMovementParams:
    """What every signal must do to count as a movement of its own."""

    span: float = 3.0
    """Tolerances that a signal goes in a rep of depth 1."""
    min_streak: int = 2
    """Reps alike in a row before the first counts."""
    min_depth: float = 0.8
    """Smallest range of a rep, in depth."""
    min_likeness: float = 0.45
    """How like the one before it or after it a rep must be: all signals along its way, its range and its time."""
    min_range_ratio: float = 0.5
    """Smallest range of a rep as a share of the athlete's own."""
    min_rep_s: float = 0.3
    """The shortest possible rep (s)."""
    min_confidence: float = 0.32
    """Mean confidence (0..1) of the signal's joints, see ``hold.min_confidence``."""


@dataclass(frozen=True, slots=True)
class IdentityParams:
    """When a skeleton that jumped to another person and back is the athlete's again."""

    away_s: float = 1.5
    """Who returns later (s) may have changed posture; somebody crosses a body's width in under a second."""


@dataclass(frozen=True, slots=True)
class CountingParams:
    """Every constant of counting.

    What describes one exercise stands in its file, and what one signal is in ``features.signals``.
    """

    smoother: SmootherParams = field(default_factory=SmootherParams)
    features: FeatureParams = field(default_factory=FeatureParams)
    measures: MeasureParams = field(default_factory=MeasureParams)
    segmenter: SegmenterParams = field(default_factory=SegmenterParams)
    evidence: EvidenceParams = field(default_factory=EvidenceParams)
    streak: StreakParams = field(default_factory=StreakParams)
    hold: HoldParams = field(default_factory=HoldParams)
    set: SetParams = field(default_factory=SetParams)
    recogniser: RecogniserParams = field(default_factory=RecogniserParams)
    any_movement: AnyMovementParams = field(default_factory=AnyMovementParams)
    identity: IdentityParams = field(default_factory=IdentityParams)

    def values(self) -> dict[str, float]:
        """Returns every value by its dotted name, in the order of the fields."""
        return {
            f"{stage.name}.{each.name}": getattr(getattr(self, stage.name), each.name)
            for stage in fields(self)
            for each in fields(getattr(self, stage.name))
        }

    def with_values(self, values: Mapping[str, float]) -> "CountingParams":
        """Returns a copy with other values.

        Args:
            values: Dotted name to value, for example ``{"segmenter.turn": 0.2}``; a count must be a whole number.

        Raises:
            ValueError: A name is unknown, or a value is not a number of the parameter's type.
        """
        known = self.values()
        changed = self
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"no parameter {name!r}: {_suggestion(name, known)}")
            stage, _, key = name.partition(".")
            new = _checked(name, value, known[name])
            changed = replace(changed, **{stage: replace(getattr(changed, stage), **{key: new})})
        return changed


def _suggestion(name: str, known: Mapping[str, float]) -> str:
    """Returns the nearest valid name, and all of the same stage; or all the stages."""
    stages = list(dict.fromkeys(each.partition(".")[0] for each in known))
    stage = name.partition(".")[0]
    close = nearest(name, known)
    hint = f"did you mean {close}? " if close is not None else ""
    if stage not in stages:
        return f"{hint}stages: {', '.join(stages)}"
    return f"{hint}known: {', '.join(each for each in known if each.startswith(f'{stage}.'))}"


def _checked(name: str, value: float, now: float) -> float:
    """Returns the value as the parameter's type."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} = {value!r}: expected a number")
    if isinstance(now, int) and value != int(value):
        raise ValueError(f"{name} = {value!r}: expected a whole number")
    return type(now)(value)
