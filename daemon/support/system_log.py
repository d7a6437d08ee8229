"""The services' lines in the system's log, as ``journalctl`` has them."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from daemon.errors import SpotterError
from daemon.support.scrubber import Scrubber

UNITS = (
    "spotter", "spotter-link", "spotter-web", "spotter-engine", "spotter-argus-restart",
    "spotter-activate", "spotter-announce", "spotter-tui@*",
)  # fmt: skip
MOST_LINES = 20_000
_WAIT_S = 30.0
_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_FIELDS = "MESSAGE,PRIORITY,_SYSTEMD_UNIT,UNIT"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log.

    Attributes:
        t: UTC, to the millisecond.
        unit: The service.
        level: ``err``, ``warning``, ``info``, …
        says: What was logged; may have more than one line.
    """

    t: str
    unit: str
    level: str
    says: str


def read() -> list[Line]:
    """Returns the newest lines of our services, oldest first.

    Raises:
        SpotterError: There is no such log, or it may not be read.
    """
    words = [f"--unit={unit}" for unit in UNITS]
    argv = ["journalctl", *words, "--output=json", f"--output-fields={_FIELDS}", f"--lines={MOST_LINES}", "--no-pager"]
    try:
        done = subprocess.run(argv, capture_output=True, timeout=_WAIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SpotterError(f"journalctl gives nothing: {type(error).__name__}") from error
    lines = list(_lines(done.stdout))
    if not lines:
        raise SpotterError("journalctl has no line of our services for who runs this: sudo spotter support-bundle")
    return lines


def shown(line: Line, scrubber: Scrubber) -> str:
    """Returns a line as it may leave the house."""
    return f"{line.t} {scrubber.text(line.unit)} {line.level} " + scrubber.text(line.says).replace("\n", "\n    ")


def _lines(output: bytes) -> Iterator[Line]:
    for raw in output.splitlines():
        try:
            entry = json.loads(raw)
            moment = datetime.fromtimestamp(int(entry["__REALTIME_TIMESTAMP"]) / 1e6, timezone.utc)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            continue
        unit = str(entry.get("UNIT") or entry.get("_SYSTEMD_UNIT") or "?").removesuffix(".service")
        t = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        yield Line(t, unit, _level(entry.get("PRIORITY")), _message(entry.get("MESSAGE")))


def _level(priority: object) -> str:
    return _LEVELS[int(priority)] if isinstance(priority, str) and priority in tuple("01234567") else "?"


def _message(message: object) -> str:
    """Returns the text; journald gives one that is no UTF-8 as a list of bytes."""
    if isinstance(message, list):
        return bytes(each for each in message if isinstance(each, int) and 0 <= each < 256).decode("utf-8", "replace")  # noqa: PLR2004 - a byte
    return "" if message is None else str(message)
