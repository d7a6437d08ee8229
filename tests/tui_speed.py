"""What the dashboard costs, on a pty of a given size, against the real daemon on the bundled clip.

``python -m tests.tui_speed [COLUMNSxROWS ...] [--watchers]``. Prints start time, CPU, RSS, frames drawn, key to
reaction; with ``--watchers`` the daemon's frames with none and four dashboards. Run it alone: figures of a busy
machine mean nothing.
"""

import asyncio
import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.boxes import Box

CLIP = Path(__file__).parent.parent / "configs" / "clip" / "demo.mp4"
SETTLE_S, MEASURE_S, KEYS = 3.0, 8.0, 30
_TICKS = os.sysconf("SC_CLK_TCK")


class Dashboard:
    """``spotter tui`` on a pty; everything it writes is read."""

    def __init__(self, box: Box, columns: int, rows: int) -> None:
        self.began = time.monotonic()
        self.pid, self._fd = pty.fork()
        if not self.pid:
            environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execve(sys.executable, box.argv("tui", "--no-guide"), environ)  # noqa: S606 - our own program, no shell
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def read(self, seconds: float) -> bytes:
        """What it writes within so many seconds."""
        found, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            found += self.chunk(left)
        return found

    def chunk(self, seconds: float) -> bytes:
        """The next piece, or nothing in that time."""
        if select.select([self._fd], [], [], seconds)[0]:
            return os.read(self._fd, 65536)
        return b""

    def until(self, words: bytes, seconds: float = 10.0) -> float:
        """Seconds from now until it has written this."""
        began, seen = time.monotonic(), b""
        while words not in seen:
            seen = seen[-len(words) :] + self.chunk(seconds)
            if time.monotonic() - began > seconds:
                raise AssertionError(f"the dashboard never wrote {words!r}")
        return time.monotonic() - began

    def press(self, key: bytes) -> None:
        os.write(self._fd, key)

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def rss_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + 5
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            with contextlib.suppress(OSError):
                self.chunk(0.05)
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._fd)


@dataclass(frozen=True, slots=True)
class Cost:
    """What was measured."""

    start_s: float
    cpu: float
    rss_mb: float
    fps: float
    keys_ms: tuple[float, ...]

    def line(self, size: str) -> str:
        ordered = sorted(self.keys_ms)
        p95 = ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]
        return (
            f"{size:>8}  start {self.start_s:.2f} s  CPU {self.cpu * 100:.1f} % of a core  RSS {self.rss_mb:.0f} MB  "
            f"{self.fps:.1f} frames/s  key to reaction p50 {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms"
        )


@contextlib.contextmanager
def lifting() -> Iterator[Box]:
    """A daemon that plays the clip, a set of squats begun as its athlete stands."""
    with tempfile.TemporaryDirectory(prefix="spotter-speed-") as folder:
        box = Box(Path(folder))
        with box.running("--source", str(CLIP), "--exercise", "squat"):
            box.ask("start", exercise="squat")
            yield box


def measure(columns: int, rows: int) -> Cost:
    """One dashboard during the squats, then its keys."""
    with lifting() as box:
        dashboard = Dashboard(box, columns, rows)
        try:
            start_s = dashboard.until(b"live")
            dashboard.read(SETTLE_S)
            cpu, began = dashboard.cpu_s(), time.monotonic()
            written = dashboard.read(MEASURE_S)
            cpu, wall = dashboard.cpu_s() - cpu, time.monotonic() - began
            frames = written.count(b"\x1b[?2026h") or _bursts(written)
            rss = dashboard.rss_mb()
            keys = tuple(_key(dashboard, at) for at in range(KEYS))
            return Cost(start_s, cpu / wall, rss, frames / wall, keys)
        finally:
            dashboard.close()


def _bursts(written: bytes) -> int:
    """Without synchronized output: writes of the phase bar or skeleton cannot be told apart; 0 says so."""
    return 0 if not written else written.count(b"\x1b[1;1H")


def _key(dashboard: Dashboard, at: int) -> float:
    """Milliseconds from the key for another screen until its title is written."""
    title, key = ((b" Health ", b"i"), (b" Set ", b"s"))[at % 2]
    dashboard.read(0.12)
    began = time.monotonic()
    dashboard.press(key)
    dashboard.until(title)
    return (time.monotonic() - began) * 1000


def watched(dashboards: int) -> float:
    """The daemon's frames a second with so many dashboards."""
    with lifting() as box:
        shown = [Dashboard(box, 120, 36) for _ in range(dashboards)]
        try:
            asyncio.run(_drain(shown, SETTLE_S))
            before = box.ask("health")["frames"]
            began = time.monotonic()
            asyncio.run(_drain(shown, MEASURE_S))
            return (box.ask("health")["frames"] - before) / (time.monotonic() - began)
        finally:
            for each in shown:
                each.close()


async def _drain(shown: list[Dashboard], seconds: float) -> None:
    """Read what they write, as terminals do."""
    if not shown:
        await asyncio.sleep(seconds)
    await asyncio.gather(*(asyncio.to_thread(each.read, seconds) for each in shown))


def main() -> int:
    sizes = [word for word in sys.argv[1:] if "x" in word and not word.startswith("-")] or ["120x36", "250x70"]
    for size in sizes:
        columns, rows = map(int, size.split("x"))
        print(measure(columns, rows).line(size), flush=True)
    if "--watchers" in sys.argv:
        for count in (0, 4):
            print(f"daemon with {count} dashboards: {watched(count):.2f} frames/s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
