"""What a check finds, and what checks stand on."""

import subprocess
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

import msgspec

_RUN_S = 5.0


class Verdict(str, Enum):
    """How a part is."""

    OK = "ok"
    NOTE = "note"
    FAIL = "fail"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report.

    Attributes:
        part: What was looked at.
        verdict: ``ok``, ``note`` (Spotter does without it), ``fail`` (it does not).
        says: What was found.
        mend: What to do, or None.
    """

    part: str
    verdict: Verdict
    says: str
    mend: str | None = None


def ok(part: str, says: str) -> Finding:
    """Returns the finding that all is well."""
    return Finding(part=part, verdict=Verdict.OK, says=says)


def note(part: str, says: str, mend: str | None = None) -> Finding:
    """Spotter does without it."""
    return Finding(part=part, verdict=Verdict.NOTE, says=says, mend=mend)


def fail(part: str, says: str, mend: str | None = None) -> Finding:
    """Spotter needs it."""
    return Finding(part=part, verdict=Verdict.FAIL, says=says, mend=mend)


def run_program(argv: Sequence[str]) -> str | None:
    """Returns the output of a program of the system; None where it is missing, fails or hangs."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=_RUN_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """The machine that is looked at.

    Attributes:
        root: Its files; another folder than ``/`` is a board's tree in a test.
        program: Runs a program of the system, and gives what it says.
    """

    root: Path = Path("/")
    program: Callable[[Sequence[str]], str | None] = run_program

    def path(self, name: str) -> Path:
        """Returns a file of the machine, by its absolute name."""
        return self.root / name.lstrip("/")

    def text(self, name: str) -> str | None:
        """Returns the content of a file, without NUL bytes and the line's end; None where it cannot be read."""
        try:
            return self.path(name).read_bytes().decode("utf-8", "replace").replace("\0", " ").strip()
        except OSError:
            return None

    def found(self, *patterns: str) -> list[Path]:
        """Returns the files that match, sorted by pattern and name."""
        return [path for pattern in patterns for path in sorted(self.root.glob(pattern.lstrip("/")))]
