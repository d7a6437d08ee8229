"""Measures what form costs: ``python -m tests.form.cost``; microseconds of processor time a rep and a frame.

A rep is measured as it comes, among the frames of its set, and then the same reps again and again, which has all code
and data at hand. The best of ``RUNS``: the machine has other work.
"""

import time
from statistics import median

from daemon.core.form import appraisal, recording
from tests.form import playing, traces

RUNS, AGAIN = 5, 10
SETS = ("squat-clean-15", "curl-clean-08", "push_up-clean-10")


def main() -> None:
    """Prints the cost by set."""
    for name in SETS:
        trace = traces.read(playing.RENDERED / "frozen" / f"{name}.npz")
        runs = [_run(name.split("-")[0], trace) for _ in range(RUNS)]
        rep_us, again_us, frame_us = (min(each) for each in zip(*runs, strict=True))
        print(f"{name:20} {rep_us:6.0f} µs a rep  {again_us:6.0f} µs again  {frame_us:5.2f} µs a frame")


def _run(exercise: str, trace: traces.Trace) -> tuple[float, float, float]:
    spent, asked = list[float](), list[tuple[object, ...]]()
    measured = appraisal._rep

    def timed(*args: object) -> object:
        began = time.process_time()
        done = measured(*args)  # type: ignore[arg-type]  # passed on as they are
        spent.append(time.process_time() - began)
        asked.append(args)
        return done

    appraisal._rep = timed  # type: ignore[assignment]  # the same, with a clock
    try:
        playing._facts(playing._exercise(exercise), trace)
    finally:
        appraisal._rep = measured
    cold, reps = median(spent), tuple(asked)
    spent.clear()
    for _ in range(AGAIN):
        for args in reps:
            timed(*args)
    began, kept = time.process_time(), recording.Recording()
    poses = [frame.pose for frame in trace.frames if frame.pose is not None]
    for pose in poses:
        kept = recording.add(kept, pose)
    return 1e6 * cold, 1e6 * median(spent), 1e6 * (time.process_time() - began) / len(poses)


if __name__ == "__main__":
    main()
