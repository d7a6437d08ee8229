"""Tests beside each other, and those that are alone: a whole run with workers, of files that are made for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import alone
from tests.alone import Turns

pytestmark = pytest.mark.slow  # starts a run with three workers

CONFTEST = """
import pytest
from tests import alone

@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.addinivalue_line("markers", "alone: has no neighbour")
    config.addinivalue_line("markers", "slow: takes long")
    alone.set_up(config)
"""
FILE = """
import os, time
from pathlib import Path
import pytest

def be_there(kind):
    log = os.open(Path(__file__).with_name("log"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(log, f"{kind} in\\n".encode())
    time.sleep(0.05)
    os.write(log, f"{kind} out\\n".encode())

@pytest.mark.parametrize("n", range(4))
def test_beside(n):
    be_there("beside")

@pytest.mark.alone
@pytest.mark.parametrize("n", range(2))
def test_alone(n):
    be_there("alone")

def test_beside_again(tmp_path):
    assert tmp_path.parent.name in ("gw0", "gw1", "gw2", "temp")
    be_there("beside")
"""
ENDS = "import os\ndef test_that_ends_its_worker(): os._exit(3)\n"


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder / 'temp'}", *words]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [*argv, str(folder)], capture_output=True, text=True, check=False, env=environ, cwd=folder, timeout=240
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib --max-worker-restart=0\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in "abc":
        (tmp_path / f"test_{name}.py").write_text(FILE)
    return tmp_path


def test_nobody_is_beside_one_who_is_alone_and_the_run_ends_in_the_runners_own_line(files: Path) -> None:
    ran = run(files, "--numprocesses", "3", "--dist", "loadfile")
    assert ran.stdout.splitlines()[-1].startswith("21 passed in "), ran.stdout + ran.stderr
    inside: list[str] = []
    for line in (files / "log").read_text().splitlines():
        kind, _, move = line.partition(" ")
        if move == "in":
            inside.append(kind)
            assert "alone" not in inside or len(inside) == 1
        else:
            inside.remove(kind)


def test_a_worker_that_dies_fails_the_run_and_nobody_waits_for_it(files: Path) -> None:
    (files / "test_d.py").write_text(ENDS.replace("def", "import pytest\n@pytest.mark.alone\ndef"))
    ran = run(files, "--numprocesses", "2", "--dist", "loadfile", "-p", "no:syrupy")
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-1].startswith("1 failed, 21 passed in "), ran.stdout + ran.stderr
    assert "crashed while running" in ran.stdout


def test_without_workers_there_are_no_turns_to_take(files: Path) -> None:
    ran = run(files, "test_a.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_turn_goes_with_the_process_that_holds_it(tmp_path: Path) -> None:
    dies = "import os, sys; from pathlib import Path; from tests.alone import Turns; "
    dies += "Turns(Path(sys.argv[1])).enter(alone=True); os._exit(1)"
    subprocess.run([sys.executable, "-c", dies, str(tmp_path)], check=False, timeout=60)
    turns = Turns(tmp_path)
    turns.enter(alone=True)
    turns.leave()


def test_there_are_no_more_workers_than_cores_and_at_least_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert alone.workers() == 1
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    assert 1 <= alone.workers() <= alone.MOST_WORKERS
