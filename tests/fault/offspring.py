"""Processes to be killed: forks the box's own, each with everything imported, so that it starts in milliseconds.

``python -m tests.fault.offspring CONFIG``; each line on its standard input names one (``run``, ``link``, ``web``, or a
daemon without a camera: ``record``, ``trickle``, ``drip``, ``idle``), whose process id it prints. CONFIG lies in the
folder of journal and socket.
"""

import logging
import os
import signal
import sys
import threading
import uuid
from pathlib import Path

import msgspec

from daemon import app
from daemon.config import settings
from daemon.link import app as link
from daemon.runtime.context import Plan
from daemon.system.clock import SystemClock
from daemon.web import app as web
from tests.fakes.box import Box, an_event

CLIP = Path(__file__).parents[2] / "configs" / "clip" / "demo.mp4"
TRICKLE_S = 0.02
DRIP_S = 0.2
_LOG = logging.getLogger(__name__)


def watch(config: Path) -> None:
    """Be the daemon, and look at the bundled clip from its beginning."""
    app.run(settings.load(config), Plan(str(CLIP), "squat", config, None, None), threading.Event())


def record(config: Path) -> None:
    """Be a daemon that records up to three events in each append, a few thousand a second."""
    _record(config, 0.0005)


def trickle(config: Path) -> None:
    """The same, as slowly as a broker and a page take them."""
    _record(config, TRICKLE_S)


def drip(config: Path) -> None:
    """The same, at some ten events a second."""
    _record(config, DRIP_S)


def idle(config: Path) -> None:
    """Be a daemon that records nothing."""
    _daemon(config)
    threading.Event().wait()


def carry(config: Path) -> None:
    """Be the link."""
    link.run(settings.load(config), SystemClock(), str(config))


def serve(config: Path) -> None:
    """Be the page's server."""
    web.run(settings.load(config), SystemClock(), str(config))


ROLES = {"run": watch, "record": record, "trickle": trickle, "drip": drip, "idle": idle, "link": carry, "web": serve}


def _daemon(config: Path) -> Box:
    box = Box(config.parent)
    box.start()
    return box


def _record(config: Path, every_s: float) -> None:
    box = _daemon(config)
    pause, number = threading.Event(), 0
    while not pause.wait(every_s):
        number += 1
        if box.writer.unsaved < 100:
            events = [msgspec.structs.replace(an_event(), id=str(uuid.uuid4())) for _ in range(number % 3 + 1)]
            box.writer.append(events)


def _fork(role: str, config: Path) -> int:
    child = os.fork()
    if child:
        return child
    logging.basicConfig(filename=config.parent / f"{role}.log", format="%(message)s", level=logging.INFO)
    try:
        ROLES[role](config)
    except BaseException:
        _LOG.exception("%s ended", role)
        raise
    finally:  # whatever it was: a child must not go on as its parent
        os._exit(1)


def main() -> None:
    """Fork on demand."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        sys.stdout.write(f"{_fork(line.strip(), Path(sys.argv[1]))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
