import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.link import app
from tests.fakes.listener import Listener
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that lets everybody in; started."""
    folder = tmp_path / "broker"
    folder.mkdir()
    mosquitto = Mosquitto(folder)
    mosquitto.start()
    yield mosquitto
    mosquitto.kill()


@pytest.fixture
def box(tmp_path: Path, broker: Mosquitto) -> Iterator[FakeBox]:
    """A journal behind a socket; started."""
    folder = tmp_path / "box"
    folder.mkdir()
    made = FakeBox(folder, broker.port)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def phone(broker: Mosquitto) -> Iterator[Listener]:
    """Hears everything."""
    with Listener(broker.port) as listener:
        yield listener


@contextlib.contextmanager
def running(box: FakeBox) -> Iterator[None]:
    """The link, on a thread of this process; what it raises is raised at the end."""
    ready = threading.Event()
    stops: list[Callable[[], None]] = []
    failed: list[BaseException] = []

    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))
        ready.set()
        await app.serve(box.settings, box.clock, stop)

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
def link(box: FakeBox) -> Iterator[None]:
    """The link between ``box`` and ``broker``; running."""
    with running(box):
        yield
