"""A real mosquitto on a free loopback port, with a configuration of its own in a folder of its own."""

import contextlib
import random
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.fakes.listener import wait_until


def program(name: str) -> str:
    """The path of ``mosquitto`` or ``mosquitto_passwd``; skips the test where it is not installed."""
    found = shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    """Below the ports that the kernel gives to clients: nobody takes it while the broker is down for a moment."""
    while True:
        port = random.randint(15000, 30000)  # noqa: S311 - no secret
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


class Mosquitto:
    """A broker that can be started, stopped and killed, and comes back on the same port.

    Attributes:
        extra: Lines for its configuration, read at the next start.
    """

    def __init__(self, folder: Path, *extra: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.extra = list(extra)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        config = self.folder / "mosquitto.conf"
        lines = [
            f"listener {self.port} 127.0.0.1",
            "user root",
            "persistence false",
            "set_tcp_nodelay true",
            *self.extra,
        ]
        if not any(line.startswith("allow_anonymous") for line in self.extra):
            lines.append("allow_anonymous true")
        config.write_text("\n".join(lines) + "\n")
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen([program("mosquitto"), "-v", "-c", str(config)], stdout=log, stderr=log)
        self._await_open()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(60)
            self.process = None

    def require_password(self, user: str, password: str) -> None:
        """Start again, and let nobody in but this user."""
        passwords = self.folder / "passwords"
        passwords.touch(mode=0o600)
        subprocess.run([program("mosquitto_passwd"), "-b", str(passwords), user, password], check=True)
        self.stop()
        self.extra = ["allow_anonymous false", f"password_file {passwords}"]
        self.start()

    def reload(self) -> None:
        """Read passwords and access lists again."""
        assert self.process is not None
        self.process.send_signal(1)

    def log(self) -> str:
        return (self.folder / "mosquitto.log").read_text(errors="replace")

    def _await_open(self) -> None:
        wait_until(self._open, 60, lambda: f"mosquitto did not start: {self.log()}")

    def _open(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True
