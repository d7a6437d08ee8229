"""Whether the daemon is healthy: it answers, it sees frames or says why not, and its journal can be written."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from daemon.errors import AwayError, SpotterError
from daemon.ipc.client import ask
from daemon.system.clock import SystemClock

STEADY_S = 10.0
"""Seconds that one process must have run: one that ends soon after its first frame is started again and again."""
PATIENCE_S = 20.0
"""Seconds that a camera has before the reason why there is no frame is taken for an answer."""
_PERIOD_S = 0.5

_CLOCK = SystemClock()


class State(NamedTuple):
    """How the daemon is.

    Attributes:
        healthy: All three hold.
        says: One line.
        final: Waiting longer does not help.
        uptime_s: Seconds since the process began; 0.0: it does not say so.
        frames: It has seen frames; False: it says why there are none.
    """

    healthy: bool
    says: str
    final: bool = False
    uptime_s: float = 0.0
    frames: bool = False


def look(socket: Path) -> State:
    """Returns how the daemon is now."""
    try:
        return judge(ask(socket, "health"))
    except AwayError as error:
        return State(healthy=False, says=f"not healthy: {error}")
    except SpotterError as error:
        return State(healthy=False, says=f"not healthy: {error}", final=True)


def judge(health: Any) -> State:  # noqa: ANN401 - the socket's own plain data
    """Returns what the daemon's answer comes to; None: it has none yet."""
    if health is None:
        return State(healthy=False, says="not healthy: the daemon has not begun to count yet")
    if health.get("safe_mode") is not None:
        return State(healthy=False, says=f"not healthy: {health['safe_mode']}", final=True)
    uptime_s, trouble = float(health["uptime_s"]), health["trouble"]
    if (illness := _illness(health)) is not None:
        return State(healthy=False, says=f"not healthy: {illness}", uptime_s=uptime_s)
    if not health["frames"]:
        return State(healthy=True, says=f"healthy, without frames: {trouble}", uptime_s=uptime_s)
    says = f"healthy: {health['version']}, {health['fps']} frames a second"
    return State(healthy=True, says=says, uptime_s=uptime_s, frames=True)


def _illness(health: Mapping[str, Any]) -> str | None:
    """Returns what a daemon ails that counts, or None."""
    trouble = health["trouble"]
    if hung := health.get("hung"):
        return hang(hung)
    if not health.get("saved", True):
        return f"the journal is not saved: {trouble or 'it waits for the disk'}"
    return "there is no frame yet, and no reason why" if not health["frames"] and trouble is None else None


def hang(threads: Sequence[str]) -> str:
    """Returns what is said of a daemon of which these threads show no sign of life."""
    return f"the daemon hangs: no sign of life of its {' and '.join(threads)}"


def wait(
    socket: Path,
    limit_s: float,
    look: Callable[[Path], State] = look,
    monotonic: Callable[[], float] = _CLOCK.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> State:
    """Wait until the daemon is healthy and has been for a while.

    Args:
        socket: The daemon's.
        limit_s: Seconds after which the last state is returned.
        look: Looks at the daemon.
        monotonic: Monotonic time (s).
        sleep: Waits so many seconds.
    """
    until_s = monotonic() + limit_s
    longest_s, again = 0.0, False
    while True:
        state = look(socket)
        again |= 0.0 < state.uptime_s < longest_s
        longest_s = max(longest_s, state.uptime_s)
        steady = state.uptime_s >= (STEADY_S if state.frames else PATIENCE_S)
        if state.final or (state.healthy and steady):
            return state
        if monotonic() >= until_s:
            late = "not healthy: it is started again and again" if again or state.healthy else state.says
            return state._replace(healthy=False, says=f"{late}, after {limit_s:.0f} s")
        sleep(_PERIOD_S)
