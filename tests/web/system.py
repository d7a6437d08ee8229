"""The box as processes of its own: the daemon on the bundled clip, and ``spotter web``."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from daemon.cli.demo.broker import free_port
from daemon.config import paths
from daemon.errors import SpotterError
from daemon.ipc.client import ask
from daemon.pairing import store
from daemon.system.clock import SystemClock

CLIP = Path(__file__).parents[2] / "configs" / "clip" / "demo.mp4"
START_S = 180.0
"""For a broken box, never a promise of speed."""


class System:
    """A folder with settings, journal, pairings and sockets, and the processes that use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.config = folder / "spotter.toml"
        self.config.write_text(
            f'[box]\nid = "box"\nname = "Box"\n[camera]\nsource = "{CLIP}"\n'
            '[socket]\npath = "s.sock"\n[journal]\npath = "j.db"\n'
            f'[web]\nhost = "127.0.0.1"\nport = {self.port}\n'
            f'[engine]\nthreads = 1\nmodels = "{paths.models_folder()}"\n'
        )
        self.socket = folder / "s.sock"
        self.pairings = folder / "pairing" / store.FILE_NAME
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pair(self, name: str = "phone") -> str:
        return store.add(self.pairings, name, SystemClock().now())

    def link(self, name: str = "phone") -> str:
        """What the code of a new pairing says."""
        return f"{self.url}/#v1.{name}.{self.pair(name)}"

    def start(self, verb: str, *words: str) -> None:
        environ = {**os.environ, "STATE_DIRECTORY": str(self.folder)}
        with (self.folder / f"{verb}.log").open("ab") as log:
            argv = [sys.executable, "-m", "daemon.cli", verb, "--config", str(self.config), *words]
            self.running[verb] = subprocess.Popen(argv, stdout=log, stderr=log, env=environ)

    def said(self, verb: str) -> str:
        return (self.folder / f"{verb}.log").read_text()

    def kill(self, verb: str) -> None:
        process = self.running.pop(verb)
        process.send_signal(signal.SIGKILL)
        process.wait(30)

    def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait(30)
        self.running.clear()

    def ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        return ask(self.socket, verb, args)

    def wait_for_daemon(self) -> None:
        """Until it has looked at the first frame."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            with suppress(SpotterError):
                health = self.ask("health")
                if health is not None and health["first_t"] is not None:
                    return
            time.sleep(0.05)
        raise AssertionError(self.said("run"))

    def wait_for_web(self) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.03)
        raise AssertionError(self.said("web"))

    def events(self) -> list[dict[str, Any]]:
        """The whole journal."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.ask("export", after_seq=found[-1]["seq"] if found else 0)
            found += page["events"]
            if not page["more"]:
                return found


@contextmanager
def page_of(config: Path, folder: Path) -> Iterator[str]:
    """``spotter web`` with the settings of a box of another kind; gives the address that a code would have."""
    port = free_port()
    config.write_text(f'{config.read_text()}\n[web]\nhost = "127.0.0.1"\nport = {port}\n')
    token = store.add(folder / "pairing" / store.FILE_NAME, "phone", SystemClock().now())
    argv = [sys.executable, "-m", "daemon.cli", "web", "--config", str(config)]
    process = subprocess.Popen(argv, env={**os.environ, "STATE_DIRECTORY": str(folder)})
    try:
        yield f"http://127.0.0.1:{port}/#v1.phone.{token}"
    finally:
        process.kill()
        process.wait(30)
