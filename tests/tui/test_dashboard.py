"""``spotter tui`` as its user has it: on a terminal, against the real daemon, on the bundled clip."""

import contextlib
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boxes import Box
from tests.fakes.videos import run_to_end

pytestmark = pytest.mark.slow

CLIP = Path(__file__).parents[2] / "configs" / "clip" / "demo.mp4"
WAIT_S = 180.0
"""For a broken dashboard, never a promise of speed."""
needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


class Terminal:
    """A tmux server of its own with one pane."""

    def __init__(self, argv: list[str], columns: int, rows: int, **environ: str) -> None:
        self._name = f"spotter-{uuid.uuid4().hex[:8]}"
        told = [word for key, value in environ.items() for word in ("-e", f"{key}={value}")]
        size = ["-x", str(columns), "-y", str(rows)]
        line = " ".join(f"'{word}'" for word in argv)
        self._tmux("new-session", "-d", *size, *told, f"{line}; echo ended $?; exec cat")

    def _tmux(self, *words: str) -> str:
        ran = subprocess.run(["tmux", "-L", self._name, *words], capture_output=True, text=True, check=True, timeout=60)
        return ran.stdout

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def resize(self, columns: int, rows: int) -> None:
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def until(self, *words: str) -> str:
        """The screen once it shows all of these."""
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            screen = self.screen()
            if all(word in screen for word in words):
                return screen
            time.sleep(0.1)
        raise AssertionError(f"never shown: {words}\n{self.screen()}")

    def close(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._tmux("kill-server")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled clip four times over: a slow machine's dashboard is in time for one of them."""
    path = tmp_path_factory.mktemp("clip") / "long.mp4"
    once = f"filesrc location={CLIP} ! qtdemux ! h264parse ! clips. "
    run_to_end(f"concat name=clips ! h264parse ! mp4mux ! filesink location={path} {once * 4}")
    return path


@pytest.fixture
def box(tmp_path: Path, clip: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    with box.running("--source", str(clip), "--exercise", "squat"):
        yield box


def braille(screen: str) -> int:
    return sum("⠀" < sign <= "⣿" for sign in screen)


@needs_tmux
def test_the_bundled_clip_is_counted_on_the_screen(box: Box) -> None:
    terminal = Terminal(box.argv("tui", "--no-guide"), 120, 36, LANG="C.UTF-8", TERM="tmux-256color")
    try:
        terminal.until("SPOTTER", "test", "live", "Squat")
        terminal.press("Space")
        terminal.until("top ", "tempo")
        screen = terminal.until("  1  ", "down 0.", "Squat  of")
        assert braille(screen) > 60
        assert "█" in screen
        terminal.until("no rep: not deep enough")
        terminal.resize(80, 24)
        terminal.until(" not counted")
        terminal.press("Space")
        terminal.until("rest", "stopped")
        terminal.press("h")
        terminal.until("Squat", "not deep enough")
        terminal.press("q")
        terminal.until("ended 0")
        assert box.ask("health")["camera"]
    finally:
        terminal.close()


@needs_tmux
def test_a_console_without_braille_shows_the_same_in_ascii(tmp_path: Path) -> None:
    box = Box(tmp_path)
    terminal = Terminal(["env", "TERM=linux", *box.argv("tui")], 80, 25)
    try:
        screen = terminal.until("trying again", "#####")
        assert screen.isascii()
    finally:
        terminal.close()


def test_a_lost_terminal_ends_the_dashboard_and_not_the_daemon(box: Box) -> None:
    pid, descriptor = pty.fork()
    if not pid:
        os.execve(sys.executable, box.argv("tui", "--no-guide"), {**os.environ, "TERM": "xterm"})  # noqa: S606 - our own
    seen = b""
    while b"live" not in seen:
        seen += os.read(descriptor, 65536)
    os.close(descriptor)  # the kernel sends SIGHUP, as when an SSH window is closed
    deadline = time.monotonic() + WAIT_S
    ended = (0, 0)
    while ended == (0, 0) and time.monotonic() < deadline:
        ended = os.waitpid(pid, os.WNOHANG)
        time.sleep(0.05)
    if ended == (0, 0):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise AssertionError("the dashboard outlives its terminal")
    assert box.ask("health") is not None


def test_without_a_terminal_one_line_says_what_to_do(tmp_path: Path) -> None:
    ran = Box(tmp_path).call("tui")
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "needs a terminal" in ran.stderr


def test_a_theme_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    box = Box(tmp_path)
    pid, descriptor = pty.fork()
    if not pid:
        os.execve(sys.executable, box.argv("tui", "--theme", "lihgt"), {**os.environ, "TERM": "xterm"})  # noqa: S606 - our own
    said = b""
    with contextlib.suppress(OSError):
        while piece := os.read(descriptor, 4096):
            said += piece
    _, status = os.waitpid(pid, 0)
    os.close(descriptor)
    assert os.waitstatus_to_exitcode(status) == 2
    assert b"did you mean light?" in said
    assert b"Traceback" not in said


@needs_tmux
def test_the_demonstration_opens_the_dashboard_and_then_prints_what_happened(tmp_path: Path) -> None:
    argv = ["env", "-u", "CI", f"TMPDIR={tmp_path}", sys.executable, "-m", "daemon.cli", "demo"]
    terminal = Terminal(argv, 120, 36)
    try:
        terminal.until("SPOTTER", "demo", "live", "down 0.")
        terminal.press("q")
        screen = terminal.until("ended 0")
        assert "set_started" in screen
        assert "all of this is in" in screen
        (log,) = tmp_path.glob("spotter-demo-*.log")
        assert "workout_started" in log.read_text()
        assert list(tmp_path.iterdir()) == [log]
    finally:
        terminal.close()
