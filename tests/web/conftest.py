import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from daemon.cli.demo.broker import free_port
from daemon.config.settings import Web
from daemon.pairing import store
from daemon.web import app
from tests.link.box import FakeBox
from tests.web.phone import Phone
from tests.web.system import System


@pytest.fixture
def box(tmp_path: Path) -> Iterator[FakeBox]:
    """A journal behind a socket; started."""
    folder = tmp_path / "box"
    folder.mkdir()
    made = FakeBox(folder, 1)
    made.start()
    yield made
    made.stop()


@contextlib.contextmanager
def running(box: FakeBox, pairings: Path, port: int, *, names: tuple[str, ...] = ()) -> Iterator[None]:
    """The page's server on a thread of this process."""
    ready = threading.Event()
    stops: list[Callable[[], None]] = []
    failed: list[BaseException] = []

    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))
        ready.set()
        settings = msgspec.structs.replace(box.settings, web=Web(host="127.0.0.1", port=port, names=names))
        await app.serve(settings, box.clock, stop, pairings, "spotter.toml")

    def work() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:  # noqa: BLE001 - raised again in the test
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        with contextlib.suppress(RuntimeError):  # it ended by itself
            stops[0]()
        thread.join(60)
        assert not thread.is_alive()
    if failed:
        raise failed[0]


@pytest.fixture
def pairings(tmp_path: Path) -> Path:
    return tmp_path / "pairing" / store.FILE_NAME


@pytest.fixture
def stranger(box: FakeBox, pairings: Path) -> Iterator[Phone]:
    """A phone that is not paired, at a server that listens: a phone of the name ``owner`` is."""
    store.add(pairings, "owner", box.clock.now())
    port = free_port()
    with running(box, pairings, port):
        wait_until_open(port)
        yield Phone(port)


@pytest.fixture
def phone(stranger: Phone, box: FakeBox, pairings: Path) -> Phone:
    """A phone that is paired as ``phone``."""
    token = store.add(pairings, "phone", box.clock.now())
    end = time.monotonic() + 10
    while stranger.pair(token).status != 200:
        assert time.monotonic() < end
        time.sleep(0.3)
    return stranger


def wait_until_open(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), Phone(port).raw():
            return
        time.sleep(0.05)
    raise AssertionError("nothing listens")


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """The box as processes; none started."""
    made = System(tmp_path)
    yield made
    made.stop()
