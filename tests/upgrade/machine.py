"""A machine in a folder: versions of Spotter, their services as real processes, and a journal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from daemon.journal import database
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from daemon.upgrade import __main__ as command
from daemon.upgrade import notice
from daemon.upgrade.activation import Machine
from daemon.upgrade.layout import Layout
from daemon.upgrade.notice import Notice
from tests.fakes.service_manager import ServiceManager
from tests.fakes.workout import Lifter

ROOT = Path(__file__).parents[2]
SETTINGS = """[box]
id = "box"
[socket]
path = "{folder}/spotter.sock"
[journal]
path = "{folder}/journal.db"
"""


class Bench:
    """What a test works with.

    Attributes:
        layout: The versions.
        services: Their processes.
        machine: What an activation works with.
        journal: The journal's path.
    """

    def __init__(self, root: Path) -> None:
        self.layout = Layout(root)
        self.layout.home.mkdir(parents=True)
        self.layout.state.mkdir(parents=True)
        self.journal = self.layout.state / "journal.db"
        self.config = self.layout.state / "spotter.toml"
        self.config.write_text(SETTINGS.format(folder=self.layout.state))
        self.services = ServiceManager(
            self.layout.current / ".venv/bin/spotter", {"STATE_DIRECTORY": str(self.layout.state)}
        )
        self.machine = Machine(
            self.layout, self.services, partial(command.healthy, self.layout), lambda _: self.journal
        )

    def install(self, version: str, kind: str) -> str:
        """Let a version lie there that is good, or fails in its way."""
        program = self.layout.program(version)
        program.parent.mkdir(parents=True)
        program.write_text(
            f'#!/bin/sh\nexport PYTHONPATH="{ROOT}${{PYTHONPATH:+:$PYTHONPATH}}"\n'
            f'exec "{sys.executable}" -m tests.fakes.version {kind} "{self.config}" "$@"\n'
        )
        program.chmod(0o755)
        return version

    def record(self, count: int) -> list[str]:
        """Events of a time before; returns their ids."""
        writer = JournalWriter(self.journal, SystemClock())
        events = [Lifter("ann").starts() for _ in range(count)]
        writer.append(events)
        assert writer.close() == 0
        return [event.id for event in events]

    def ids(self) -> list[str]:
        with JournalReader(self.journal) as reader:
            return [event.id for event in reader.export()]

    def version(self) -> int:
        connection = database.connect_to_read(self.journal)
        found = database.version(connection)
        connection.close()
        return found

    def told(self) -> Notice:
        """What the daemon shows."""
        found = notice.read(self.layout.state / notice.NAME)
        assert found is not None
        return found


@contextmanager
def bench(root: Path) -> Iterator[Bench]:
    """A machine, whose processes end with the test."""
    made = Bench(root)
    try:
        yield made
    finally:
        made.services.stop(made.services.units())
