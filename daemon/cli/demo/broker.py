"""A private mosquitto on a free port of the loopback interface."""

import contextlib
import random
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from daemon.errors import AwayError

HOST = "127.0.0.1"
_SBIN = "/usr/sbin:/usr/local/sbin"


def free_port() -> int:
    """Returns a port that nobody has now.

    It lies below those that the kernel gives to clients (from 32768): none of them takes it before the broker does, nor
    while the broker is down for a moment.
    """
    while True:
        port = random.randrange(15000, 30000)  # noqa: S311 - no secret
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((HOST, port))
            return port


def prepare(folder: Path, port: int) -> Sequence[str]:
    """Write mosquitto's configuration; the command line that starts it.

    Raises:
        AwayError: mosquitto is not installed.
    """
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path=_SBIN)
    if program is None:
        raise AwayError("mosquitto is not installed: apt-get install mosquitto, or run deploy/demo")
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} {HOST}\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\n"
        "log_dest stderr\nlog_type error\nlog_type warning\n",
        encoding="utf-8",
    )
    config.chmod(0o644)  # as root mosquitto becomes a user of its own, who must be able to read it
    return [program, "-c", str(config)]


def answers(port: int) -> bool:
    """Returns whether the broker accepts connections."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((HOST, port)) == 0
