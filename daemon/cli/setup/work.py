"""What every step works with: the box's files, its services, and the person in front of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from daemon.cli.setup.dialog import Dialog
from daemon.cli.setup.services import Run, Services, run_program
from daemon.config import paths, settings_file
from daemon.config.settings_file import Value
from daemon.ipc.client import ask
from daemon.setup import notes, where
from daemon.setup.notes import Notes

DEPLOY = Path(__file__).parents[3] / "deploy"
"""The scripts that came with this program."""


class Work:
    """One run of ``spotter setup``.

    Args:
        given: What ``--config`` named.
        dialog: Asks and shows.
        run: Runs a program of the system.

    Attributes:
        file: The settings file that is changed.
        settings: What it says now.
        changed: The services have not read yet what it says.

    Raises:
        ConfigError: The file is wrong.
    """

    def __init__(self, given: Path | None, dialog: Dialog, run: Run = run_program) -> None:
        self.config = given
        self.dialog = dialog
        self.run = run
        self.services = Services(run)
        self.file = where.own_file(given)
        self.settings, self.given = where.load(given)
        self.changed = False

    @property
    def notes(self) -> Notes:
        """What a person said."""
        return notes.read(notes.path(self.settings))

    def note(self, change: Callable[[Notes], Notes]) -> None:
        """Changes the notes."""
        notes.change(notes.path(self.settings), change)

    def change(self, **tables: dict[str, Value]) -> None:
        """Changes keys of the settings file: ``change(camera={"turn": 90})``.

        Raises:
            ConfigError, NotAllowedError: See ``settings_file.change``.
        """
        changes = {f"{table}.{key}": value for table, keys in tables.items() for key, value in keys.items()}
        before = self.settings
        self.settings = settings_file.change(self.file, changes)
        self.given = settings_file.given_keys(self.file)
        self.changed = self.changed or self.settings != before

    def ask_daemon(self, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Asks the daemon; see ``ipc.client.ask``."""
        return ask(self.settings.socket.path or paths.socket_path(), verb, args)

    def take_up(self) -> None:
        """Has the services read the settings, where these changed.

        Raises:
            SpotterError: A service does not start.
        """
        if not self.changed:
            return
        running = self.services.restart()
        self.changed = False
        if running:
            self.dialog.say(f"started again with the new settings: {', '.join(running)}")
        else:
            self.dialog.say("saved; no Spotter service runs here: if you run `spotter run` yourself, restart it")
