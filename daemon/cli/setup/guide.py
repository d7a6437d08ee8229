"""Leads through the steps: what is done is not asked again, what fails is said, and the rest goes on."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from daemon.cli.setup import broker, camera, clock, engine, exercise_round, header, naming, phone, placing
from daemon.cli.setup.dialog import LATER, LaterError
from daemon.cli.setup.work import Work
from daemon.errors import NotAllowedError, SpotterError
from daemon.setup import checklist
from daemon.setup.checklist import Box, Line, Standing
from daemon.setup.notes import Notes
from daemon.setup.steps import STEPS, Step

_DO: dict[str, Callable[[Work], None]] = {
    "name": naming.name_box,
    "clock": clock.set_clock,
    "camera": camera.choose,
    "place": placing.place,
    "round": exercise_round.choose,
    "gpio": header.try_out,
    "broker": broker.choose,
    "pair": phone.let_in,
    "engine": engine.build,
}


def look(work: Work) -> tuple[Line, ...]:
    """Returns how every step stands; what the notes would say is not known where this user may not read them."""
    says, ready = engine.look(work)
    machine = replace(clock.seen(work), paired=phone.look(), engine=says, engine_ready=ready)
    try:
        return checklist.lines(Box(work.settings, work.given, work.notes, machine))
    except NotAllowedError:
        return tuple(map(_unknown, checklist.lines(Box(work.settings, work.given, Notes(), machine))))


def _unknown(line: Line) -> Line:
    if line.state is not Standing.OPEN:
        return line
    return msgspec.structs.replace(line, state=Standing.UNKNOWN, says="root alone can see it")


def do(work: Work, step: Step) -> None:
    """Does one step, whether it was done before or not; the person may leave it for later.

    Raises:
        SpotterError: It failed; says what to do.
        KeyboardInterrupt: The person ended it, or closed the terminal.
    """
    try:
        _DO[step.name](work)
    except LaterError:
        leave(work, step)
        return
    except EOFError:
        raise KeyboardInterrupt from None
    if step.name in work.notes.left_out:
        work.note(lambda notes: notes.without_left_out(step.name))


def leave(work: Work, step: Step) -> None:
    """Leaves a step for later: it is not asked by itself again."""
    work.note(lambda notes: notes.with_left_out(step.name))
    work.dialog.say(f"left for later: {step.command}")


def lead(work: Work) -> int:
    """Leads through all that is open; returns how many steps failed.

    Raises:
        KeyboardInterrupt: The person ended it; what was answered is kept.
    """
    found = look(work)
    still = [line for line in found if line.state in (Standing.OPEN, Standing.UNKNOWN)]
    if still:
        _say(f"{len(still)} of {len(found)} steps are open. {LATER} leaves one for later; Ctrl-C ends this guide.")
    failed = 0
    try:
        for number, (step, line) in enumerate(zip(STEPS, found, strict=True), 1):
            _say(f"\n{number}  {line.title}")
            if line in still:
                failed += not _one(work, step)
            elif line.state is Standing.DONE:
                _say(f"    done: {line.says}")
            else:
                _say(f"    left for later: {line.command}")
        work.take_up()
        _say(f"\n{_outcome(look(work))}")
    except KeyboardInterrupt:
        _say("\nEnded. What was answered is kept; go on with: sudo spotter setup")
        work.take_up()
        raise
    return failed


def _outcome(lines: Sequence[Line]) -> str:
    """Returns in a line what is left, and how to begin."""
    left = [line.name for line in lines if line.state is not Standing.DONE]
    if left:
        return (
            f"Not done yet: {', '.join(left)}. Go on at any time: sudo spotter setup STEP. The dashboard: spotter tui"
        )
    return "All is set up. The dashboard: spotter tui"


def _one(work: Work, step: Step) -> bool:
    """Does a step; returns False where it failed."""
    work.dialog.say(step.how)
    try:
        do(work, step)
    except SpotterError as error:
        for said in error.lines:
            work.dialog.say(f"not done: {said}")
        work.dialog.say(f"try it again with: {step.command}")
        return False
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
