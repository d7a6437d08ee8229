"""Compares settings of ``engine.threads``: alone, and while another process keeps one core busy."""

import contextlib
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from engines.factory import Threads

_BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
"""Python that keeps one core busy, and ends with the process that started it."""


class ThreadSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """How fast one setting is.

    Attributes:
        threads: The setting.
        beside_busy_core: Whether another process kept a core busy.
        fps: Frames a second of each round.
        ran_on: The threads that the pose model ran on at the end of the last round; None on a GPU.
    """

    threads: Threads
    beside_busy_core: bool
    fps: list[float]
    ran_on: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare.

    Attributes:
        measure: Runs a clip with a setting; returns the frames a second, and the threads at the end.
        settings: The settings.
        rounds: How often each is measured.
        beside_busy_core: Whether also while another process keeps a core busy.
    """

    measure: Callable[[Threads], tuple[float, str | None]]
    settings: Sequence[Threads]
    rounds: int
    beside_busy_core: bool

    def run(self) -> list[ThreadSpeed]:
        """Measure every setting in every round, so that a slow moment of the machine falls upon all of them."""
        found: dict[tuple[bool, Threads], ThreadSpeed] = {}
        for _ in range(self.rounds):
            for busy in (False, True) if self.beside_busy_core else (False,):
                with _busy_core() if busy else contextlib.nullcontext():
                    for threads in self.settings:
                        fps, ran_on = self.measure(threads)
                        before = found[busy, threads].fps if (busy, threads) in found else []
                        found[busy, threads] = ThreadSpeed(
                            threads=threads, beside_busy_core=busy, fps=[*before, fps], ran_on=ran_on
                        )
        return list(found.values())


@contextlib.contextmanager
def _busy_core() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", _BUSY]) as busy:
        try:
            yield
        finally:
            busy.kill()


def table(speeds: Sequence[ThreadSpeed]) -> str:
    """Returns a row for each setting: the median of the frames a second, the slowest and the fastest round."""
    rows = [f"{'threads':<9}{'another process':<17}{'frames a second':<23}ran on"]
    rows += [
        f"{speed.threads!s:<9}{'on one core' if speed.beside_busy_core else 'none':<17}"
        f"{f'{statistics.median(speed.fps):.1f} ({min(speed.fps):.1f} to {max(speed.fps):.1f})':<23}"
        f"{speed.ran_on or 'GPU'}"
        for speed in speeds
    ]
    return "\n".join(rows) + "\n"
