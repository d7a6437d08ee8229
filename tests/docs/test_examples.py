"""The command lines of the documentation: each is parsed, and those that a reader tries first are run."""

import os
import pty
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from daemon.cli.main import _parsed
from daemon.config import exercises, plans, programmes
from daemon.config.exercises import Units
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.parsing import parse
from tests.boxes import Box
from tests.fakes.listener import wait_until
from tests.fakes.mosquitto import Mosquitto, program
from tests.link.box import FakeBox
from tests.link.conftest import running

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
PATTERN = "test://?rate=2&width=64&height=48"

_SHELL_LINE = re.compile(r"^    (?:sudo )?((?:\.venv/bin/)?spotter [a-z].*|mosquitto_(?:pub|sub) .*)$", re.MULTILINE)
_INLINE = re.compile(r"`(?:sudo )?((?:\.venv/bin/)?spotter [a-z][^`]*)`")
_DRAWING = "─"

WORDS: dict[tuple[str, str], Args] = {
    ("start", "squat"): verbs.sets.Start(exercise="squat"),
    ("exercise", "push_up"): verbs.sets.Exercise(exercise="push_up"),
    ("counting", "on"): verbs.box.Counting(on=True),
    ("load", "82.5"): verbs.sets.Load(load="82.5"),
    ("stop", ""): verbs.sets.Stop(),
}
"""What a reader expects of the commands with a plain word."""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[FakeBox]:
    broker = Mosquitto(tmp_path)
    broker.start()
    made = FakeBox(tmp_path, broker.port)
    made.start()
    yield made
    made.stop()
    broker.kill()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def shell_lines(page: Path) -> Iterator[str]:
    yield from (line for line in _SHELL_LINE.findall(text(page)) if _DRAWING not in line)


def words(line: str) -> list[str]:
    """The command's words, without what the shell takes for itself: a comment, where the output goes."""
    return shlex.split(line.partition(" > ")[0], comments=True)


SPOTTER = sorted(
    {line for page in PAGES for line in [*shell_lines(page), *_INLINE.findall(text(page))] if "spotter " in line}
)
PUBLISHED = sorted({line for page in PAGES for line in shell_lines(page) if line.startswith("mosquitto_pub ")})


@pytest.mark.parametrize("line", [line for line in SPOTTER if "mosquitto" not in line])
def test_every_command_line_is_one_that_spotter_knows(line: str) -> None:
    asked = words(line)[1:]
    if asked in ([verb] for verb in ("benchmark", "count", "forget", "import")) or asked == ["exercise", "check"]:
        return  # the verb by its name
    assert callable(_parsed(asked).run)


@pytest.mark.parametrize(("page", "read"), [("plans", plans.read), ("programmes", programmes.read)])
def test_the_file_that_a_page_shows_has_no_mistake(
    page: str, read: Callable[[Path, Units], object], tmp_path: Path
) -> None:
    (shown,) = re.findall(r"^```toml\n(.*?)^```", text(ROOT / "docs" / f"{page}.md"), re.MULTILINE | re.DOTALL)
    file = tmp_path / "shown.toml"
    file.write_text(shown, encoding="utf-8")
    assert read(file, exercises.units())


@pytest.mark.slow
@pytest.mark.parametrize("line", PUBLISHED)
def test_what_is_published_does_what_it_says(line: str, box: FakeBox) -> None:
    """The line with this box's id, by mosquitto's own program; what it names reaches the daemon."""
    tool, *rest = words(line.replace("BOX", "box"))
    payload = rest[rest.index("-m") + 1] if "-m" in rest else ""
    with running(box):
        wait_until(lambda: _published(tool, rest, box) and box.commands)
    name = rest[rest.index("-t") + 1].rpartition("/")[2]
    if payload.startswith("{"):
        assert box.commands[0] == parse(name, msgspec.json.decode(payload))
    else:
        assert box.commands[0] == WORDS[name, payload]
    named = msgspec.to_builtins(box.commands[0]).get("exercise")
    assert named is None or named in exercises.files()


def _published(tool: str, rest: list[str], box: FakeBox) -> bool:
    subprocess.run([program(tool), "-p", str(box.port), *rest], check=True)
    return True


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Box:
    return Box(tmp_path_factory.mktemp("reader"))


FIRST_LINES = [line for line in shell_lines(ROOT / "README.md") if line.startswith(".venv/bin/spotter ")]
"""Those of a checkout; what is typed on a box needs root, and asks."""


@pytest.mark.slow
@pytest.mark.parametrize("line", FIRST_LINES)
def test_the_first_lines_of_the_readme_run(line: str, home: Box) -> None:
    """With a file in place of VIDEO, a pattern in place of the camera, and a settings file with a folder of its own."""
    stand_ins = {"VIDEO": str(ROOT / "configs/clip/demo.mp4"), "v4l2:///dev/video0": PATTERN}
    verb, *rest = [stand_ins.get(word, word) for word in words(line)[1:]]
    command = [sys.executable, "-m", "daemon.cli", verb, *rest]
    if verb != "count":
        command += ["--config", str(home.config)]
    if verb in ("run", "link", "tui"):
        # The last: it was not yet ready to be ended in order, and had nothing to put away.
        assert _until_stopped(command) in (0, 128 + signal.SIGTERM, -signal.SIGTERM)
    else:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert "Traceback" not in done.stderr
        assert done.returncode in ((0, 1) if verb == "doctor" else (0,)), done.stderr
        assert done.stdout


def _until_stopped(command: list[str]) -> int:
    """Runs on a terminal until it has said or drawn something, then ends it as its user or systemd does."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        said = os.read(ours, 65536)
        process.send_signal(signal.SIGTERM)
        status = process.wait(60)
    os.close(ours)
    assert b"Traceback" not in said
    return status
