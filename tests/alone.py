"""Workers that run tests beside each other (``pytest --numprocesses auto``), and tests that none may run beside.

A test marked ``alone`` watches something in its own time. While it runs, the other workers wait between two tests.
Without workers nothing here does anything.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

MOST_WORKERS = 4
"""More gain little: tests that are alone take as long with any number."""
WORKER_BYTES = 1.5e9
"""A worker grows to 0.9 GB, and the programs that its tests start come on top."""


class Turns:
    """A lock between processes: any number at once, or one alone. It goes with the process that holds it.

    Whoever asks next comes next: one who wants to be alone keeps the gate shut until the others have left.

    Args:
        folder: Where the lock's files lie; the same for all processes.
    """

    def __init__(self, folder: Path) -> None:
        self._gate = (folder / "gate").open("a+b")
        self._room = (folder / "room").open("a+b")

    def enter(self, *, alone: bool) -> None:
        """Waits for a turn."""
        with _held(self._gate.fileno()):
            fcntl.lockf(self._room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)

    def leave(self) -> None:
        """Ends the turn."""
        fcntl.lockf(self._room, fcntl.LOCK_UN)


@contextmanager
def _held(descriptor: int) -> Iterator[None]:
    fcntl.lockf(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(descriptor, fcntl.LOCK_UN)


class Worker:
    """What holds in each worker: long files first, and a turn for each test."""

    def __init__(self, folder: Path) -> None:
        self._turns = Turns(folder)
        self._stays = False

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Those that are alone first, then the slow: at the end short files let all workers end together."""
        weights: dict[Path, int] = {}
        for item in items:
            weights[item.path] = max(weights.get(item.path, 0), _weight(item))
        items.sort(key=lambda item: -weights[item.path])

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # around the time limit of a test: its wait is not the test's
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """A turn lasts from the test's set-up to its end; one alone is followed by the next of its kind."""
        if not self._stays:
            self._turns.enter(alone=_is_alone(item))
        self._stays = _is_alone(item) and nextitem is not None and _is_alone(nextitem)
        try:
            return (yield)
        finally:
            if not self._stays:
                self._turns.leave()


class Controller:
    """What holds in the process that hands tests to the workers."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pytest-turns-"))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:  # noqa: ANN401 - xdist's, which has no types
        """Tells each worker where the lock lies."""
        node.workerinput["turns"] = str(self._folder)

    def pytest_unconfigure(self) -> None:
        """Nobody waits any more."""
        shutil.rmtree(self._folder, ignore_errors=True)


def set_up(config: pytest.Config) -> None:
    """Takes part in a run with workers, as one of them or as the one that leads them."""
    told = getattr(config, "workerinput", {})
    if "turns" in told:
        config.pluginmanager.register(Worker(Path(told["turns"])))
        # "gw0" for "popen-gw0": the path of a socket in a test's folder has at most 107 bytes.
        config.option.basetemp = str(Path(config.option.basetemp).with_name(told["workerid"]))
    elif config.getoption("numprocesses", None):
        config.pluginmanager.register(Controller())


def workers() -> int:
    """Returns how many workers this machine's cores and memory are for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(len(os.sched_getaffinity(0)), int(memory / WORKER_BYTES), MOST_WORKERS))


def _is_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


def _weight(item: pytest.Item) -> int:
    return 2 * _is_alone(item) or int(item.get_closest_marker("slow") is not None)
