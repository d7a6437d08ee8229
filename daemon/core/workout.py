"""The fold at the heart of the box: poses and commands in, facts out.

``step(state, pose, t) -> (state, facts)``. Pure: no clock, no input, no output; the same poses give the same facts to
the bit. A recorded workout replays a thousand times faster than it was lifted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from daemon.core import identity_switch
from daemon.core.counting import sets
from daemon.core.counting.set_state import SetPhase, SetState, TallyMark
from daemon.core.facts import (
    Correction,
    Ending,
    Fact,
    Held,
    RepCorrected,
    RepCounted,
    SetStarted,
    WorkoutEnded,
    WorkoutStarted,
)
from daemon.core.features.movement import Readings
from daemon.core.form import appraisal
from daemon.core.form.appraisal import Asked
from daemon.core.form.baseline import Baseline, by_exercise_and_view
from daemon.core.pose.pose import Pose
from daemon.core.pose.smoothing import OneEuroSmoother
from daemon.core.recognition.recogniser import AppearanceRecogniser, Recognition, RecognitionResult
from daemon.core.recognition.selection import Selection, select
from daemon.core.spec import Exercise, Target
from daemon.core.state import RefusedError, Rules, Stages, Step, Workout

RECOGNISED = "recognised"
"""Why a set of ``auto`` is one of an exercise."""


def begin(exercise: Exercise, rules: Rules | None = None) -> Workout:
    """Returns the state of a box that has just been switched on."""
    rules = rules or Rules()
    stages = Stages(OneEuroSmoother(rules.params.smoother), AppearanceRecogniser(rules.params.recogniser))
    return Workout(rules, select(exercise, rules.repertoire, rules.params, rules.model), stages)


def step(state: Workout, pose: Pose | None, t: float, size: tuple[int, int]) -> Step:
    """Follows one frame.

    Args:
        state: The workout so far.
        pose: The athlete, or None where nobody was seen.
        t: Capture time (s); later than the last.
        size: Width and height of the picture (pixels).
    """
    followed = state if pose is None or state.set is None else state._replace(form=appraisal.follow(state.form, pose))
    return _appraised(state, _followed(followed, pose, t, size))


def _followed(state: Workout, pose: Pose | None, t: float, size: tuple[int, int]) -> Step:
    """Follows one frame; the reps are not measured yet."""
    running = state.set
    if running is None:
        return _ticked(state, t)
    if pose is None:
        return _step_without_pose(
            state, t, at_edge=state.pose is not None and state.pose.is_at_edge(size, state.rules.params.set.edge)
        )
    smoothed, body = state.stages.smoother.step(state.smoothed, pose)
    state, running = identity_switch.step(state, running, smoothed)
    readings = Readings(body, pose.t, state.rules.params.features)
    if state.recognition is not None:
        return _recognise(state._replace(smoothed=smoothed, pose=pose), running, state.recognition, readings)
    running, facts = sets.step(running, running.pipeline.features.sample(readings))
    state = state._replace(set=running, smoothed=smoothed, pose=pose)
    if state.selection.follows_changes:
        return _follow_change(state, running, facts, readings)
    return _moved_on(state, facts, t)


def tick(state: Workout, t: float) -> Step:
    """Lets time pass without a frame: a silent camera pauses a set; rests and idle times run out."""
    return _appraised(state, _ticked(state, t))


def _ticked(state: Workout, t: float) -> Step:
    if state.set is not None:
        return _step_without_pose(state, t, at_edge=False)
    if state.open and t - state.idle_since >= state.rules.idle_s:
        closed = state._replace(open=False, sets=0, reps=0, last=None)
        return closed, [WorkoutEnded(t, state.sets, state.reps)]
    return state, []


def start(state: Workout, t: float, exercise: Exercise | None = None, *, armed: bool = True) -> Step:
    """Starts a set, as the button does.

    Args:
        state: The workout so far.
        t: Now (s).
        exercise: The set's exercise; the chosen one where None.
        armed: Wait until the athlete is seen; False where the athlete is in place already.

    Raises:
        RefusedError: A set is running.
    """
    if state.set is not None:
        raise RefusedError(f"a set of {state.set.exercise.name} is running: stop it first")
    selection = _selected(state, exercise) if exercise is not None else state.selection
    facts: list[Fact] = [] if state.open else [WorkoutStarted(t)]
    facts.append(SetStarted(t, selection.exercise.name))
    phase = SetPhase.ARMED if armed else SetPhase.ACTIVE
    running, recognition = _begun(state, selection, phase, t)
    state = _turned_to(state, selection)._replace(
        set=running, recognition=recognition, open=True, smoothed=None, saved=None
    )
    return _appraised(state, (state, facts))


def resume(state: Workout, cut_off: SetState, t: float) -> Workout:
    """Goes on with a set that a restart cut off: at once where it had counted reps, else when the athlete is seen."""
    phase = SetPhase.ACTIVE if cut_off.reps else SetPhase.ARMED
    running = cut_off._replace(phase=phase, last_active=t)
    selection = _selected(state, cut_off.exercise)
    _, recognition = _begun(state, selection, phase, t)
    return state._replace(selection=selection, set=running, recognition=recognition, open=True)


def stop(state: Workout, t: float, why: Ending = Ending.STOPPED) -> Step:
    """Ends the set.

    Raises:
        RefusedError: No set is running.
    """
    return _appraised(state, _stopped(state, t, why))


def _stopped(state: Workout, t: float, why: Ending) -> Step:
    if state.set is None:
        raise RefusedError("no set is running")
    if state.recognition is None:
        ended, facts = sets.finish(state.set, t)
    else:
        found = state.stages.recogniser.finish(state.recognition, t)
        ended, facts = _credit(state.set, found, t) if found is not None else (state.set, [])
    facts.append(sets.ended(ended, t, why))
    state = state._replace(set=None, recognition=None, next=None, last=ended, idle_since=t)
    return state._replace(sets=state.sets + 1, reps=state.reps + ended.reps), facts


def correct(state: Workout, t: float, kind: Correction, why: str | None = None, at: int | None = None) -> Step:
    """Takes a rep of the running set back, confirms an unsure one, or adds one that the box missed.

    Args:
        state: The workout so far.
        t: Now (s).
        kind: ``UNDONE``, ``CONFIRMED`` or ``ADDED``.
        why: The athlete's reason.
        at: Which of the reps that count is taken back or confirmed, as an index; None: the last (unsure) one.

    Raises:
        RefusedError: No set is running, or there is no rep to undo or to confirm.
    """
    if state.set is None:
        raise RefusedError("no set is running")
    tally, n = _corrected(state.set.tally, kind, at)
    corrected = state.set._replace(tally=tally, last_active=t)
    fact = RepCorrected(t, kind, corrected.exercise.name, n, why)
    return _moved_on(state._replace(set=corrected), [fact], t)


def choose(state: Workout, t: float, exercise: Exercise, why: str | None = None) -> Step:
    """Chooses the exercise: of the running set, which says so in a correction, or else of the next."""
    selection = _selected(state, exercise)
    if state.set is None or state.set.exercise.name == exercise.name:
        return _turned_to(state, selection), []
    begun, recognition = _begun(state, selection, SetPhase.ARMED, t)
    done = state.set
    running = begun._replace(
        started=done.started, rejected=done.rejected, tally=done.tally, thought_false=done.thought_false
    )
    fact = RepCorrected(t, Correction.EXERCISE, exercise.name, running.reps, why)
    return _appraised(state, (_turned_to(state, selection)._replace(set=running, recognition=recognition), [fact]))


def aim(state: Workout, target: Target) -> Workout:
    """Sets what is aimed at; what is None in it is the exercise's own again, whose reps end no set."""
    return state._replace(target=target)


def default_to(state: Workout, reps: Mapping[str, int]) -> Workout:
    """Sets at which reps (or seconds) a set of each exercise ends by itself where no target was said."""
    return state if reps == state.default_reps else state._replace(default_reps=reps)


def remember(state: Workout, baselines: Iterable[Baseline]) -> Workout:
    """Returns the workout with what the athlete usually reaches; reps from now on are measured against it."""
    return state._replace(baselines=by_exercise_and_view(baselines))


def correct_ended(
    state: Workout, reps: int, exercise: Exercise | None = None, *, newest: tuple[TallyMark, ...] | None = None
) -> Workout:
    """Follows a correction of an ended set of this workout.

    Args:
        state: The workout so far.
        reps: How many the set has now, less those it had before.
        exercise: What the set is from now on, where that was corrected.
        newest: The marks of its reps, where it is the set that ended last.
    """
    if newest is not None and state.last is not None:
        pipeline = state.last.pipeline if exercise is None else _selected(state, exercise).pipeline
        state = state._replace(last=state.last._replace(tally=newest, pipeline=pipeline))
    return state._replace(reps=state.reps + reps)


def _appraised(before: Workout, after: Step) -> Step:
    """Returns a step with what is to be said of each rep that it counted: the one place where form is measured."""
    state, facts = after
    if not facts:
        return after
    done = [each.exercise for each in (before.set, state.set, state.last) if each is not None]
    form, measured = appraisal.appraise(state.form, facts, done, Asked(state.target, state.baselines))
    return state._replace(form=form), measured


def _corrected(tally: tuple[TallyMark, ...], kind: Correction, at: int | None) -> tuple[tuple[TallyMark, ...], int]:
    """Returns the marks after the correction, and the number of the rep that it is about."""
    if kind is Correction.ADDED:
        return (*tally, TallyMark()), len(tally) + 1
    confirms = kind is Correction.CONFIRMED
    if at is None:
        at = max((i for i, mark in enumerate(tally) if mark.unsure or not confirms), default=None)
    if at is None:
        raise RefusedError("no unsure rep to confirm" if confirms else "no rep to undo")
    kept = (tally[at]._replace(confidence=1.0),) if confirms else ()
    return (*tally[:at], *kept, *tally[at + 1 :]), at + 1


def _selected(state: Workout, exercise: Exercise) -> Selection:
    return select(exercise, state.rules.repertoire, state.rules.params, state.rules.model)


def _begun(state: Workout, selection: Selection, phase: SetPhase, t: float) -> tuple[SetState, Recognition | None]:
    """Returns a new set, and what it may be, where that is to be found out."""
    running = sets.begin(selection.pipeline, phase, t)
    return running, state.stages.recogniser.begin(selection.rivals, phase, t) if selection.rivals else None


def _recognise(state: Workout, running: SetState, recognition: Recognition, readings: Readings) -> Step:
    """Follows one frame of a set whose exercise is not known yet."""
    t = readings.t
    recognition, found = state.stages.recogniser.step(recognition, readings, state.rules.params.recogniser.reps)
    if found is None:
        running = running._replace(phase=recognition.phase, seen=t)
        return _moved_on(state._replace(set=running, recognition=recognition), [], t)
    running, facts = _credit(running, found, t)
    return _moved_on(state._replace(set=running, recognition=None), facts, t)


def _follow_change(state: Workout, running: SetState, facts: list[Fact], readings: Readings) -> Step:
    """Begins the next set of ``auto`` where another exercise was done often enough since the last rep of this one."""
    t = readings.t
    if state.next is None or any(isinstance(fact, RepCounted | Held) for fact in facts):
        state = state._replace(next=_begun(state, state.selection, SetPhase.ACTIVE, t)[1])
    if state.next is None:
        return _moved_on(state, facts, t)
    needed = state.rules.params.recogniser.change_reps
    following, found = state.stages.recogniser.step(state.next, readings, needed)
    state = state._replace(next=following)
    if found is None or found.set.exercise.name == running.exercise.name:
        return _moved_on(state, facts, t)
    state, ended = _stopped(state, t, Ending.CHANGED)
    state, started = start(state, t, armed=False)
    if state.set is None:
        return state, [*facts, *ended, *started]
    running, credited = _credit(state.set, found, t)
    return _moved_on(state._replace(set=running, recognition=None), [*facts, *ended, *started, *credited], t)


def _credit(running: SetState, found: RecognitionResult, t: float) -> tuple[SetState, list[Fact]]:
    """Makes the set one of the exercise that was found, and counts its reps from the first."""
    name = found.set.exercise.name
    reps = [replace(rep, t=t, n=running.reps + i) for i, rep in enumerate(found.reps, start=1)]
    tally = (*running.tally, *(TallyMark(rep.side, rep.confidence) for rep in reps))
    thought_false = running.thought_false + sum(1.0 - rep.confidence for rep in reps)
    known = found.set._replace(started=running.started, tally=tally, thought_false=thought_false)
    return known, [RepCorrected(t, Correction.EXERCISE, name, running.reps, RECOGNISED), *reps]


def _step_without_pose(state: Workout, t: float, *, at_edge: bool) -> Step:
    """Lets a frame pass in which nobody was seen."""
    if state.set is None:
        return state, []
    if state.recognition is not None:
        recognition = state.stages.recogniser.step_without_pose(state.recognition, t, at_edge=at_edge)
        running = state.set._replace(phase=recognition.phase)
        return _moved_on(state._replace(set=running, recognition=recognition), [], t)
    running, facts = sets.step_without_pose(state.set, t, at_edge=at_edge)
    return _moved_on(state._replace(set=running), facts, t)


def _turned_to(state: Workout, selection: Selection) -> Workout:
    """Takes over what is chosen; drops a target in reps for a hold, and one in seconds for reps."""
    same = selection.exercise.unit is state.selection.exercise.unit
    return state._replace(selection=selection, target=state.target if same else Target())


def _moved_on(state: Workout, facts: list[Fact], t: float) -> Step:
    """Ends the set where its target or a long rest ends it."""
    running = state.set
    if running is None:
        return state, facts
    counted = any(isinstance(f, RepCounted | RepCorrected) for f in facts)
    moved = counted or running.pipeline.is_hold
    ends_at = state.ends_at
    if moved and ends_at is not None and running.done >= ends_at:
        ended, more = _stopped(state, t, Ending.TARGET)
        return ended, [*facts, *more]
    if t - running.last_active >= state.rules.rest_s:
        ended, more = _stopped(state, t, Ending.REST)
        return ended, [*facts, *more]
    return state, facts
