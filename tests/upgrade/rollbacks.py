"""Upgrades to versions that fail in every way: ``python -m tests.upgrade.rollbacks [TIMES]`` (20) prints the ends.

The whole daemon on the bundled clip, as real processes of two versions that are started again as systemd does it. The
seconds are from ``deploy/activate`` to the first frame that the old version looks at again.
"""

import itertools
import os
import sys
import tempfile
import time
from pathlib import Path

from daemon.config import paths
from daemon.ipc.client import ask
from daemon.upgrade.activation import Ending, activate
from tests.fakes.version import KINDS
from tests.upgrade.machine import Bench, bench

GOAL_S = 120.0


def again_s(box: Bench, kind: str) -> float | None:
    """Returns how long it took until the old version looked at a frame again; None: it does not, or lost something."""
    version = f"2.0-{kind}"
    if not box.layout.program(version).exists():
        box.install(version, kind)
    before = box.ids()
    began_s = time.monotonic()
    ending = activate(box.machine, version)
    health = ask(box.layout.state / "spotter.sock", "health")
    kept = box.ids()[: len(before)] == before and box.version() == 1
    if ending is not Ending.RETURNED or box.layout.running() != "1.0" or not kept or health["first_t"] is None:
        return None
    return float(health["first_t"] - began_s)


def main(times: int) -> int:
    """Print a line for each, and how many were back in time."""
    models = str(paths.models_folder())
    os.environ.update({"SPOTTER_WHOLE": "1", "SPOTTER_MODELS": models, "NOTIFY_SOCKET": "/nowhere"})
    took: list[float | None] = []
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as box:
        box.record(3)
        assert activate(box.machine, box.install("1.0", "good")) is Ending.RUNS
        for kind in itertools.islice(itertools.cycle(KINDS), times):
            took.append(again_s(box, kind))
            print(f"{kind:<24} {'it did not return' if took[-1] is None else f'{took[-1]:.1f} s'}", flush=True)
    back = [each for each in took if each is not None and each <= GOAL_S]
    print(f"back in two minutes: {len(back)} of {times}; the longest {max(back, default=0):.1f} s")
    return 0 if len(back) == times else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
