"""Moments of a set as the dashboard knows them: fixed, with a real athlete's joints from the recorded demo."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from daemon.core.facts import Ending
from daemon.core.plan.outlook import Outlook
from daemon.core.plan.plan import Kind
from daemon.core.plan.plan_facts import Phase
from daemon.core.spec import Target
from daemon.ipc.codec import Hello, Outline, Telemetry
from tests.fakes.workout import Lifter
from tui.model.answers import ExerciseLine
from tui.model.set_view import RepBar, SetForm, SetView
from tui.model.state import Connection, Ghost, RejectionBanner, State, Totals

NOW = 1000.0
S = TypeVar("S", bound=msgspec.Struct)
_TRACE = Path(__file__).parent.parent / "golden" / "demo.npz"
UNSURE = 5
"""The number of the rep that is not sure, where one is."""
_SQUATS_S = (4.0, 7.4)
"""Where the recorded athlete squats."""
SQUAT = ExerciseLine(
    name="squat",
    title="Squat",
    views=("side", "oblique"),
    camera="From the side, at hip height.",
    joints=(23, 24, 25, 26, 27, 28),
    target=Target(reps=10, tempo=(2.0, 0.0, 1.0, 0.0), rest_s=120.0),
)
EMOM = Outlook(
    name="emom",
    title="Three blocks",
    kind=Kind.EMOM,
    phase=Phase.WORK,
    block=1,
    blocks=3,
    round=3,
    rounds=5,
    step=1,
    steps=2,
    exercise="squat",
    reps=7,
    target=15,
    left_s=41.2,
    phase_s=18.8,
    block_left_s=161.2,
    next="squat",
    held=False,
    round_reps=(12, 9, 7),
)
"""In the third minute of a plan's first block, at work."""
HELLO = Hello(box="garage", boot="boot", version="0.1.0", schema=1, last_seq=40)


def outlines() -> tuple[Outline, Outline, Outline]:
    """The athlete standing, half way down, and at the bottom of one squat."""
    with np.load(_TRACE) as trace:
        squats = (trace["t"] >= _SQUATS_S[0]) & (trace["t"] <= _SQUATS_S[1])
        xy, score = trace["xy"][squats], trace["score"][squats]
        size = np.array([trace["width"], trace["height"]], dtype=np.float64)
    hips = xy[:, 23:25, 1].mean(axis=1)
    bottom = int(np.argmax(hips[:40]))
    half = int(np.argmin(np.abs(hips[:bottom] - (hips[0] + hips[bottom]) / 2)))
    standing, middle, deep = (_outline(xy[at] / size, score[at], size) for at in (0, half, bottom))
    return standing, middle, deep


def _outline(xy: np.ndarray, score: np.ndarray, size: np.ndarray) -> Outline:
    return Outline(
        xy=[round(float(value), 4) for value in xy.ravel()],
        score=[round(float(value), 2) for value in score],
        aspect=float(size[0] / size[1]),
    )


def bars() -> tuple[RepBar, ...]:
    """Seven reps, and two that did not count."""
    heights = (1.0, 0.98, 1.02, 0.55, 0.95, 0.97, 0.6, 0.93, 0.9)
    found = []
    n = 0
    for at, height in enumerate(heights):
        if height < 0.7:
            found.append(RepBar(id=f"no-{at}", kind="rejected", height=height, why="not deep enough"))
        else:
            tempo = (1.8 + 0.1 * n, 0.2, 0.9 + 0.05 * n, 0.5)
            found.append(RepBar(id=f"rep-{at}", kind="rep", n=n + 1, height=height, tempo=tempo))
            n += 1
    return tuple(found)


def moments() -> Mapping[str, State]:
    """Every moment of the set's screen, by name."""
    standing, middle, deep = outlines()
    ready = _telemetry(state="idle", outline=standing)
    form = SetForm(score=81.4, slowing=0.12, fault="Keep your heels on the floor.", fault_reps=2, own_deg=101.0)
    view = SetView(id="set-1", exercise="squat", bars=bars(), last=Lifter().shows_form(7), form=form)
    lifting = _telemetry(state="active", set="set-1", reps=7, phase="eccentric", signal=0.55, outline=middle, t=20.9)
    base = State(
        connection=Connection(kind="live", since=900.0),
        hello=HELLO,
        telemetry=ready,
        telemetry_at=NOW,
        phase_since=20.0,
        last_seq=40,
        caught_up=True,
        totals=Totals(sets=3, reps=27),
        exercises=(SQUAT,),
        any_set=True,
    )
    with_set = _and(base, telemetry=lifting, set=view, ghost=Ghost(exercise="squat", outline=deep))
    doubted = _and(view, bars=tuple(_and(bar, unsure=bar.n == UNSURE) for bar in view.bars))
    doubted_end = _and(doubted, ended=Ending.STOPPED, at_least=6, at_most=7, left=4, right=3)
    rested = _and(with_set, set=_and(view, ended=Ending.STOPPED), ghost=None)
    rejection = RejectionBanner(cue="go deeper", why="not deep enough: 62 %, asked 80 %", until=NOW + 1)
    at_rest = _telemetry(state="ended", reps=7, rest_s=47.2, outline=standing)
    led = _and(lifting, plan=EMOM, pace=23.6, target_reps=EMOM.target, athlete="Anna", athlete_colour="green")
    waiting = dataclasses.replace(EMOM, phase=Phase.REST, left_s=17.0, phase_s=13.0, target=12)
    return {
        "connecting": State(),
        "ready": base,
        "arming": _and(base, telemetry=_telemetry(state="armed", set="set-1", outline=standing)),
        "running": with_set,
        "no-rep": _and(with_set, rejection=rejection),
        "paused": _and(with_set, telemetry=_telemetry(state="paused", set="set-1", reps=7, person=False)),
        "unsure": _and(with_set, set=doubted),
        "unsure-rest": _and(rested, telemetry=at_rest, set=doubted_end),
        "rest": _and(rested, telemetry=at_rest),
        "plan-work": _and(with_set, telemetry=led),
        "plan-rest": _and(rested, telemetry=_and(at_rest, plan=waiting)),
        "rested": _and(rested, telemetry=_telemetry(state="ended", reps=7, rest_s=134.0, outline=standing)),
        "away": _and(
            with_set,
            stale=True,
            telemetry_at=987.0,
            connection=Connection(kind="away", since=988.0, error="no daemon answers: start it with `spotter run`"),
        ),
    }


def _telemetry(**fields: object) -> Telemetry:
    given = {
        "t": 21.0, "fps": 29.9, "exercise": "squat", "person": True, "view_ok": True, "target_reps": 10,
        "target_rest_s": 120.0, "target_tempo": [2.0, 0.0, 1.0, 0.0], "usual_deg": 98.0,
    } | fields  # fmt: skip
    return Telemetry(**given)


def _and(struct: S, **changes: object) -> S:
    return msgspec.structs.replace(struct, **changes)
