"""The commands with file names, encodings and time zones that are odd: one clear line or the right result."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from daemon.clock import local, rfc3339
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import MORNING, Lifter

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "configs" / "clip" / "demo.mp4"
ASCII = {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
ZONES = ["UTC+25", "UTC-99", "nowhere/at/all", ":", "A" * 300, "\udcff", "UTC+23:59:59"]


def spotter(*words: str | bytes, **environ: str) -> tuple[int, bytes, bytes]:
    """Returns exit status, output and errors of the command."""
    argv = [sys.executable, "-m", "daemon.cli", *words]
    done = subprocess.run(argv, cwd=ROOT, env=os.environ | environ, capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def config(tmp_path: Path) -> str:
    """Settings of a journal that holds a set."""
    who = Lifter("Zoë")
    journal = JournalWriter(tmp_path / "journal.db", SystemClock())
    journal.start()
    journal.append([who.starts(), who.lifts(1), who.ends(1)])
    journal.close()
    file = tmp_path / "spotter.toml"
    file.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/none.sock"\n')
    return str(file)


@pytest.mark.parametrize("words", [["count"], ["bench"], ["count", "--json"], ["exercise", "draft"]])
@pytest.mark.parametrize("name", [b"bad\xff.mp4", b"bad\xff.npz"])
def test_a_files_name_that_is_no_utf8_is_one_line(tmp_path: Path, words: list[str], name: bytes) -> None:
    odd = os.fsencode(tmp_path) + b"/" + name
    shutil.copy(CLIP, odd)
    status, out, err = spotter(*words, odd)
    assert (status, out) == (66, b"")
    assert len(err.splitlines()) == 1
    assert b"udcff" in err


def test_a_trace_whose_name_is_no_utf8_is_counted(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/bad\xff.npz"
    shape = np.zeros((5, 33, 3), np.float32)
    plain = tmp_path / "x.npz"
    np.savez(plain, t=np.arange(5) / 30, xy=shape[..., :2], world=shape, score=shape[..., 0], width=9, height=9, fps=30)
    shutil.copy(plain, odd)
    status, out, _ = spotter("count", "--json", "--exercise", "squat", odd)
    assert status == 0
    assert json.loads(out.splitlines()[-1])["source"].endswith("bad\\udcff.npz")


def test_an_exercise_whose_files_name_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/exercises/odd\xff.toml")).write_text("")
    (tmp_path / "spotter.toml").write_text("")
    status, out, err = spotter("exercise", "--config", str(tmp_path), "list")
    assert status == 78
    assert b"squat" in out
    assert b"odd\\udcff cannot be chosen" in err


@pytest.mark.parametrize("words", [["history"], ["history", "--json"], ["export"], ["export", "--csv"]])
def test_output_in_ascii_is_right(config: str, words: list[str]) -> None:
    status, out, err = spotter(*words, "--config", config, **ASCII)
    assert (status, err) == (0, b"")
    assert b"Zo\\u00eb" in out
    if words[-1] in ("--json", "export"):
        assert json.loads(out.splitlines()[0])["athlete"] == "Zoë"


@pytest.mark.parametrize(
    "words",
    [["--help"], ["count", "--help"], ["exercise", "list"], ["exercise", "check", "squat"]],
)
def test_every_other_text_in_ascii_too(words: list[str]) -> None:
    assert spotter(*words, **ASCII)[0] == 0


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_zone_that_cannot_be_is_utc(config: str, zone: str) -> None:
    status, out, _ = spotter("history", "--config", config, TZ=zone)
    assert status == 0
    assert b"squat" in out
    assert spotter("forget", "--before", "2020-01-01", "--yes", "--config", config, TZ=zone)[0] == 0


def test_a_moment_is_the_same_in_any_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time  # noqa: PLC0415 - only here

    for zone in ZONES[:-2]:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert rfc3339(local(MORNING)) == rfc3339(MORNING)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "words", [["plan", "list"], ["plan", "check", "tabata"], ["engine", "list"], ["exercise", "list"]]
)
def test_output_onto_a_full_disk_is_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        argv = [sys.executable, "-m", "daemon.cli", *words]
        done = subprocess.run(argv, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("spotter: the output cannot be written (No space left on device): ")
    assert done.stderr.count(b"\n") == 1
