"""Every reason has its words, and two reasons never the same."""

import pytest

from daemon import reason_text
from daemon.core.facts import Reason

MOVED = "moved off the spot"


@pytest.mark.parametrize("table", [reason_text.WHY, reason_text.CUES], ids=["why", "cues"])
def test_every_reason_has_words_of_its_own(table: dict[Reason, str]) -> None:
    assert set(table) == set(Reason)
    assert len(set(table.values())) == len(Reason)


@pytest.mark.parametrize(
    ("reason", "value", "limit", "unit", "told"),
    [
        (Reason.SHALLOW, 0.62, 0.8, "depth", "not deep enough: 62 %, asked 80 %"),
        (Reason.SHALLOW, 0.9, 0.8, "depth", "not deep enough"),
        (Reason.NO_LOCKOUT, 0.4, 0.1, "depth", "not locked out: ended at 40 % of the way, began at 10 %"),
        (Reason.NO_LOCKOUT, 0.05, 0.1, "depth", "not locked out"),
        (Reason.NO_LOCKOUT, 0.7, -0.12, "depth", "not locked out: ended at 70 % of the way, began at 0 %"),
        (Reason.TOO_FAST, 0.3, 0.78, "s", "too fast to be a rep: 0.30 s, asked 0.78 s"),
        (Reason.HIDDEN, 0.4, 0.95, "confidence", "the working joints were hidden: seen to 40 %, asked 95 %"),
        (Reason.HIDDEN, 1.5, 1.0, "s", "the working joints were hidden: for 1.50 s"),
        (Reason.OUT_OF_FRAME, 2.0, 1.0, "s", "part of the body was out of the picture: for 2.00 s"),
        (Reason.WRONG_POSTURE, 0.497, -0.6, "wrist_over_shoulder", "the posture of another movement"),
        (Reason.WRONG_POSTURE, 0.9, 0.7, "torso lengths sideways", f"{MOVED}: 0.9 torso lengths sideways, at most 0.7"),
        (
            Reason.WRONG_POSTURE,
            1.0,
            0.85,
            "log of nearer or farther",
            f"{MOVED}: 2.7 times nearer or farther, at most 2.3",
        ),
        (
            Reason.NOT_STARTED,
            0.5,
            0.33,
            "depth",
            "did not begin at the start position: at 50 % of the way, at most 33 %",
        ),
        (Reason.NOT_STARTED, 2, 6, "reps in a row", "too few reps in a row: 2, asked 6"),
    ],
)
def test_a_reason_reads_aloud(reason: Reason, value: float, limit: float, unit: str, told: str) -> None:
    assert reason_text.because(reason, value, limit, unit) == told
