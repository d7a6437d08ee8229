"""Real processes of versions that fail in every way that they can."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.cli.doctor import health
from daemon.upgrade.activation import Ending, Machine, activate
from tests.fakes.listener import wait_until
from tests.fakes.version import SHOWN
from tests.upgrade.machine import Bench, bench

pytestmark = pytest.mark.slow  # each case starts three processes of Python, some of them again and again

DIES = "started again and again|no daemon|not answer|no frame yet"
"""Which of these depends on how often it was started before the time was over, and on what it did just then."""
RETURNS = {
    "crashes": "no daemon|not answer",
    "dies_late": DIES,
    "hangs": "no daemon|not answer",
    "migrates_and_crashes": DIES,
    "counts_and_dies": DIES,
    "cannot_save": "journal is not saved",
    "safe_mode": "did not get healthy in three starts",
    "lame": "No module named 'numpy'",
}
AT_ONCE = ("safe_mode", "lame")
"""The first answer of these is the last."""
MORE_S = 8.0
"""Seconds that the others have once they have failed in their way; a minute would show the same."""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Bench]:
    """1.0 runs and is healthy."""
    with bench(tmp_path) as made:
        assert activate(made.machine, made.install("1.0", "good")) is Ending.RUNS
        yield made


def impatient(box: Bench, kind: str) -> Machine:
    """Returns a machine that gives 2.0 up soon after it has failed in its way, however long that takes here."""
    socket = box.layout.state / "spotter.sock"

    def failed() -> bool:
        if kind == "cannot_save":
            return RETURNS[kind] in health.look(socket).says
        return (box.config.parent / SHOWN).exists()

    def healthy(version: str, limit_s: float) -> str | None:
        if version != "2.0" or kind in AT_ONCE:
            return box.machine.healthy(version, limit_s)
        wait_until(failed, told=lambda: f"{kind} has not failed in its way: {health.look(socket).says}")
        return box.machine.healthy(version, min(limit_s, MORE_S))

    return replace(box.machine, healthy=healthy)


@pytest.mark.parametrize("kind", RETURNS)
def test_a_version_that_does_not_get_healthy_is_taken_back(box: Bench, kind: str) -> None:
    box.services.stop(box.services.units())
    before = box.record(3)
    box.services.start(box.services.units())
    began = time.monotonic()
    assert activate(impatient(box, kind), box.install("2.0", kind)) is Ending.RETURNED
    took = time.monotonic() - began
    assert took < 110
    assert box.layout.running() == "1.0"
    assert not box.layout.mark.exists()
    told = box.told()
    assert (told.what, told.old, told.new) == ("returned", "1.0", "2.0")
    assert any(part in told.why for part in RETURNS[kind].split("|"))
    assert "1.0 runs again" in str(told.trouble)
    assert health.look(box.layout.state / "spotter.sock").healthy
    assert box.version() == 1
    assert box.ids()[:3] == before
    if kind == "counts_and_dies":
        assert told.carried > 0
        assert len(box.ids()) == 3 + told.carried


def test_a_version_that_gets_healthy_stays_and_the_one_before_is_kept(box: Bench) -> None:
    assert activate(box.machine, box.install("2.0", "good")) is Ending.RUNS
    assert activate(box.machine, box.install("3.0", "good")) is Ending.RUNS
    assert box.layout.running() == "3.0"
    assert box.layout.program("2.0").exists()
    assert not box.layout.program("1.0").exists()
    assert box.told().trouble is None
