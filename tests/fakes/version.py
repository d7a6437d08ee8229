"""A version of Spotter that is good, or fails in one way: ``python -m tests.fakes.version KIND CONFIG VERB …``.

``run`` of a light one is a daemon without a camera: its journal, socket and health are real. With ``SPOTTER_WHOLE=1``
it is the whole daemon, on the bundled clip.
"""

import os
import signal
import sqlite3
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli.commands import run
from daemon.cli.doctor import health
from daemon.cli.main import main as spotter
from daemon.journal import database, transaction, writer
from tests.fakes.box import Box, an_event

KINDS = ("crashes", "dies_late", "hangs", "migrates_and_crashes", "counts_and_dies", "cannot_save", "safe_mode", "lame")
WHOLE = os.environ.get("SPOTTER_WHOLE") == "1"
BANDS = (2, "ALTER TABLE events ADD COLUMN band TEXT;")
DIES = ("dies_late", "migrates_and_crashes", "counts_and_dies")
DIES_S = 2.0 if not WHOLE else 8.0
SHOWN = "failed-its-way"
"""The file beside the settings that is there once a version has failed in its way."""


def die(folder: Path) -> None:
    """Be killed, and let that be known."""
    (folder / SHOWN).touch()
    os.kill(os.getpid(), signal.SIGKILL)


def die_later(folder: Path) -> None:
    """Be killed after a while."""
    after = threading.Timer(DIES_S, die, (folder,))
    after.daemon = True
    after.start()


def fail_to_save(*_: object) -> None:
    """The disk refuses."""
    raise sqlite3.OperationalError("disk I/O error")


def spoil(kind: str, folder: Path) -> None:
    """Fail in this way, now or later."""
    if kind == "lame":
        raise ImportError("No module named 'numpy'")
    if kind in ("migrates_and_crashes", "counts_and_dies"):
        later = [*database.migrations(), BANDS]
        database.migrations = lambda: later
    if kind == "cannot_save":
        writer.commit = transaction.commit = fail_to_save
    if kind == "crashes":
        (folder / SHOWN).touch()
        os.abort()
    if kind == "hangs":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        (folder / SHOWN).touch()
        time.sleep(3600)
    if WHOLE and kind in DIES:
        die_later(folder)


def watch(kind: str, folder: Path) -> None:
    """Be a daemon without a camera."""
    began = time.monotonic()
    box = Box(folder)

    def answer() -> dict[str, Any]:
        uptime = time.monotonic() - began
        if kind in DIES and uptime >= DIES_S:
            die(folder)  # on a machine that stood still its own thread may be later
        why = "it did not get healthy in three starts" if kind == "safe_mode" else None
        return {
            "version": kind,
            "fps": 30.0,
            "frames": int(uptime * 30),
            "uptime_s": uptime,
            "trouble": box.writer.trouble,
            "saved": box.writer.saved,
            "safe_mode": why,
        }

    box.health = answer
    box.writer.remember(database.WRITER, kind)
    box.start()
    if kind == "counts_and_dies":
        box.record(msgspec.structs.replace(an_event(), id=str(uuid.uuid4())))
    if kind in DIES:
        die_later(folder)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stop.wait()
    box.stop()


def main(kind: str, config: Path, words: list[str]) -> int:
    """Be this version's command."""
    if words[0] == "run":
        run.program = lambda _: kind
        spoil(kind, config.parent)
        if not WHOLE:
            watch(kind, config.parent)
            return 0
        if kind == "safe_mode":
            os.environ["SPOTTER_MODELS"] = "/nowhere"
        words = [*words, "--source", str(Path(__file__).parents[2] / "configs/clip/demo.mp4")]
    elif kind == "lame":
        spoil(kind, config.parent)
    if not WHOLE:
        health.STEADY_S, health.PATIENCE_S = 3.0, 3.0
    return spotter([*words, "--config", str(config)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
