"""A process to be killed: forks daemons that record without pause, so that each starts in milliseconds.

``python -m tests.fault.recorder FOLDER``; each line on its standard input forks one, whose process id it prints.
"""

import os
import signal
import sys
import threading
import uuid
from pathlib import Path

import msgspec

from tests.fakes.box import Box, an_event


def record(folder: Path) -> None:
    """Be a daemon until killed: up to three events in each append, a few thousand a second."""
    box = Box(folder)
    box.start()
    pause = threading.Event()
    number = 0
    while not pause.wait(0.0005):
        number += 1
        if box.writer.unsaved < 100:
            events = [msgspec.structs.replace(an_event(), id=str(uuid.uuid4())) for _ in range(number % 3 + 1)]
            box.writer.append(events)


def main() -> None:
    """Fork on demand."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            record(Path(sys.argv[1]))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
