"""What holds for every test: how properties are tried, and which tests this machine cannot run."""

import importlib.util
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import alone

JETSON = Path("/etc/nv_tegra_release")
"""A file of every Jetson."""
GPUS = ("nvidia0", "nvgpu", "nvhost-gpu")
"""Devices in /dev of NVIDIA's GPUs: in a computer, and in a Jetson of JetPack 6 and of JetPack 5."""
STOPS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
"""What ends a program in order."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Properties are tried with the same examples on every machine, and none fails for being tried slowly."""
    settings.register_profile("spotter", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("spotter")
    # Under nohup, or behind a shell's &. A handler, unlike SIG_IGN, is not inherited by what the tests start: it gets
    # the signal as usual.
    for ignored in STOPS:
        if signal.getsignal(ignored) is signal.SIG_IGN:
            signal.signal(ignored, lambda *_: None)
    alone.set_up(config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many workers ``--numprocesses auto`` is."""
    return alone.workers()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked ``root``, ``jetson`` or ``gpu`` where this process or this machine is not."""
    missing = {"root": os.geteuid() != 0, "jetson": not JETSON.exists(), "gpu": not has_gpu()}
    reasons = {"root": "needs root", "jetson": "needs a Jetson", "gpu": "needs an NVIDIA GPU and pycuda"}
    for item in items:
        for mark in (mark for mark, absent in missing.items() if absent and item.get_closest_marker(mark)):
            item.add_marker(pytest.mark.skip(reason=reasons[mark]))


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """What a command that a test calls in this process sets for its own one ends with the test: programs inherit it."""
    before = {number: signal.getsignal(number) for number in STOPS}
    yield
    for number, handler in before.items():
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)


@pytest.fixture
def travel_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets this process's time zone; after the test it is the machine's again."""

    def travel(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield travel
    monkeypatch.undo()
    time.tzset()


def has_gpu() -> bool:
    """Returns whether there is a GPU and pycuda. Loads neither: a fake one may be wanted in this process."""
    return importlib.util.find_spec("pycuda") is not None and any(Path("/dev", name).exists() for name in GPUS)
