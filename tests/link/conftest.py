from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from daemon.link import app
from tests.fakes.listener import Listener
from tests.fakes.mosquitto import Mosquitto
from tests.fakes.serving import serving
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


def running(box: FakeBox) -> AbstractContextManager[None]:
    """The link, on a thread of this process; what it raises is raised at the end."""
    return serving(lambda stop: app.serve(box.settings, box.clock, stop))


@pytest.fixture
def link(box: FakeBox) -> Iterator[None]:
    """The link between ``box`` and ``broker``; running."""
    with running(box):
        yield
