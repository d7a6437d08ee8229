"""What the tests of sound share."""

import pytest

from daemon.sound import espeak, lineup, speaker


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that stands still for seconds nothing is too late to be said, and nothing is said to hang."""
    for module, name in ((lineup, "LATE_S"), (speaker, "HANGS_S"), (espeak, "_ANSWER_S")):
        monkeypatch.setattr(module, name, 60.0)
