import contextlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from daemon.cli.demo.broker import free_port
from daemon.config.settings import Web
from daemon.pairing import store
from daemon.web import app
from tests.fakes.browser import Browser, Page
from tests.fakes.serving import serving
from tests.link.box import FakeBox
from tests.web.exhibit import Exhibit
from tests.web.phone import Phone
from tests.web.system import System

WATCH = """
window.shown = [];
window.said = [];
addEventListener("DOMContentLoaded", () => {
  setInterval(() => {
    const number = document.querySelector("#number")?.textContent;
    if (number !== undefined && shown.at(-1) !== number) shown.push(number);
  }, 10);
});
speechSynthesis.speak = (words) => said.push(words.text);
window.buzzed = [];
navigator.vibrate = (pattern) => buzzed.push(pattern);
"""
"""Keeps every number that the page ever showed, and all that it said."""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[FakeBox]:
    """A journal behind a socket; started."""
    folder = tmp_path / "box"
    folder.mkdir()
    made = FakeBox(folder, 1)
    made.start()
    yield made
    made.stop()


def running(box: FakeBox, pairings: Path, port: int, **web: Any) -> AbstractContextManager[None]:  # noqa: ANN401 - the struct checks them
    """The page's server on a thread of this process."""
    settings = msgspec.structs.replace(box.settings, web=Web(host="127.0.0.1", port=port, **web))
    return serving(lambda stop: app.serve(settings, box.clock, stop, pairings, "spotter.toml"))


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
def phone(box: FakeBox, pairings: Path) -> Iterator[Phone]:
    """A phone that is paired as ``phone``; another one of the name ``owner`` is too."""
    store.add(pairings, "owner", box.clock.now())
    token = store.add(pairings, "phone", box.clock.now())
    port = free_port()
    with running(box, pairings, port):
        wait_until_open(port)
        found = Phone(port)
        assert found.pair(token).status == 200
        yield found


def wait_until_open(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), Phone(port).raw():
            return
        time.sleep(0.05)
    raise AssertionError("nothing listens")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for all tests of a file: each has a page in a profile of its own."""
    with Browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    made = chromium.page()
    made.size(360, 640)
    made.before_load(WATCH)
    made.before_load((Path(__file__).parent / "probes.js").read_text())
    yield made
    made.forget()


@pytest.fixture
def exhibit(box: FakeBox, pairings: Path, page: Page) -> Iterator[Exhibit]:
    """A page's address at a box that is only played; nothing is open."""
    token = store.add(pairings, "phone", box.clock.now())
    port = free_port()
    with running(box, pairings, port):
        wait_until_open(port)
        yield Exhibit(box, f"http://127.0.0.1:{port}/#v1.phone.{token}", page)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """The box as processes; none started."""
    made = System(tmp_path)
    yield made
    made.stop()
