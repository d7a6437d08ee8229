"""Measures the page's server and the page: ``python -m tests.web.figures``. Prints a line for each figure.

The daemon runs on the bundled clip, which is played once for each part; the page is open in a real Chromium. A rep's
way to a page is measured in two parts: a browser that draws on the same processor as the pose network would slow both.
"""

import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from daemon.cli.demo.broker import free_port
from daemon.cli.demo.conductor import Conductor
from daemon.pairing import store
from daemon.web.files import load
from tests.fakes.browser import Browser, Page
from tests.footage import presses
from tests.link.box import FakeBox
from tests.web.conftest import running, wait_until_open
from tests.web.phone import Phone
from tests.web.system import System

PHONES = 50
FPS_S = 12.0
REPS_OF_CLIP = 8
SHOWN = 40
WATCH = """
window.at = [];
addEventListener("DOMContentLoaded", () => {
  window.opened = performance.now();
  const look = () => {
    const number = document.querySelector("#number")?.textContent;
    if (number !== undefined && at.at(-1)?.number !== number) at.push({ number, t: Date.now() });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
});
"""
"""Keeps when each number appeared in the document."""


def main() -> None:
    print(f"page, all files: {sum(len(file.body) for file in load().values()) / 1000:.1f} kB")
    with tempfile.TemporaryDirectory() as folder:
        with_system(Path(folder), first_count)
    with tempfile.TemporaryDirectory() as folder:
        said("given to the journal to the page's count", shown(Path(folder)))
    delays: list[float] = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            delays += with_system(Path(folder), reps)
    said("rep complete to a phone", delays)
    ratios = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            ratios.append(with_system(Path(folder), fifty))
    print(f"frames a second with {PHONES} phones against none, median of three: {statistics.median(ratios):.3f}")


def with_system(folder: Path, measure: Callable[[System], Any]) -> Any:  # noqa: ANN401 - what the measurement gives
    system = System(folder)
    try:
        system.start("web")
        system.start("run")
        system.wait_for_daemon()
        return measure(system)
    finally:
        system.stop()


def opened(system: System, stack: ExitStack) -> Page:
    browser = stack.enter_context(Browser(system.folder / "profile"))
    page = browser.page()
    page.size(360, 640)
    page.before_load(WATCH)
    link = system.link()
    system.wait_for_web()
    page.go(link)
    page.wait("!!document.querySelector('#number')")
    return page


def first_count(system: System) -> None:
    with ExitStack() as stack:
        page = opened(system, stack)
        loads = []
        for _ in range(5):
            page.go("about:blank")
            page.go(system.url)
            page.wait("window.at?.length > 0")
            loads.append(page.run("at[0].t - performance.timeOrigin"))
        print(f"load to first count: median {statistics.median(loads):.0f} ms, longest {max(loads):.0f} ms")
        print(f"RSS with one page: {rss(system)} MB")


def reps(system: System) -> list[float]:
    """Seconds from the frame with which a rep was complete until a phone has it; no browser is in the way."""
    token = system.pair()
    system.wait_for_web()
    phone = Phone(system.port)
    phone.pair(token)
    found = []
    pressing = threading.Thread(target=lambda: asyncio.run(Conductor(system.socket, presses()).run()), daemon=True)
    with phone.listening() as stream:
        pressing.start()
        while len(found) < REPS_OF_CLIP:
            (message,) = stream.take(1)
            if message.data["event_type"] == "rep":
                found.append(time.monotonic() - message.data["t_mono"])
    return found


def shown(folder: Path) -> list[float]:
    """Seconds from when a rep is given to the journal until its number stands in a browser's document."""
    box, port, pairings = FakeBox(folder, 1), free_port(), folder / "pairing" / store.FILE_NAME
    box.start()
    token = store.add(pairings, "phone", box.clock.now())
    given: list[float] = []
    with running(box, pairings, port), Browser(folder / "profile") as browser:
        page = browser.page()
        page.size(360, 640)
        page.before_load(WATCH)
        wait_until_open(port)
        page.go(f"http://127.0.0.1:{port}/#v1.phone.{token}")
        page.wait("!!document.querySelector('#number')")
        box.record(*box.begin())
        for n in range(1, SHOWN + 1):
            time.sleep(0.2)
            given.append(time.time())
            box.record(box.rep(n))
        page.wait(f"document.querySelector('#number').textContent === '{SHOWN}'")
        at = {int(each["number"]): each["t"] / 1000 for each in page.run("at")}
    box.stop()
    return [at[n] - moment for n, moment in enumerate(given, 1)]


def said(what: str, seconds: list[float]) -> None:
    ms = [each * 1000 for each in seconds]
    p95 = statistics.quantiles(ms, n=20)[-1]
    print(f"{what}, {len(ms)} reps: median {statistics.median(ms):.0f} ms, p95 {p95:.0f} ms, longest {max(ms):.0f} ms")


def fifty(system: System) -> float:
    system.pair()
    system.wait_for_web()
    token = system.pair("many")
    phones = [Phone(system.port) for _ in range(PHONES)]
    time.sleep(0.6)
    assert phones[0].pair(token).status == 200
    alone = fps(system)
    stop = threading.Event()
    heard = [0] * PHONES
    threads = [
        threading.Thread(target=listen, args=(phones[0].cookie, system.port, stop, heard, at)) for at in range(PHONES)
    ]
    for thread in threads:
        thread.start()
    beside = fps(system)
    print(
        f"{alone:.2f} fps with none, {beside:.2f} with {PHONES}; each heard {min(heard) / FPS_S:.1f} messages a second "
        f"or more; RSS {rss(system)} MB"
    )
    stop.set()
    for thread in threads:
        thread.join(30)
    return beside / alone


def listen(cookie: str | None, port: int, stop: threading.Event, heard: list[int], at: int) -> None:
    with Phone(port, cookie).listening() as stream:
        for _ in stream:
            heard[at] += 1
            if stop.is_set():
                return


def fps(system: System) -> float:
    """Frames a second that the daemon looked at, over some seconds."""
    began, frames = time.monotonic(), system.ask("health")["frames"]
    time.sleep(FPS_S)
    return float((system.ask("health")["frames"] - frames) / (time.monotonic() - began))


def rss(system: System) -> int:
    status = Path(f"/proc/{system.running['web'].pid}/status").read_text()
    return round(int(status.partition("VmRSS:")[2].split()[0]) / 1000)


if __name__ == "__main__":
    main()
