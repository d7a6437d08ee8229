"""Tells systemd how the service stands: ``READY=1``, ``WATCHDOG=1``, ``STATUS=…``, ``STOPPING=1`` (sd_notify(3))."""

import os
import socket
from collections.abc import Mapping

from daemon.printable import printable


class Notifier:
    """Sends datagrams to ``NOTIFY_SOCKET``; does nothing where the service was not started by systemd."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        address = environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the NUL byte of an abstract socket.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._up = False

    @property
    def present(self) -> bool:
        """A service manager has started this process and listens."""
        return bool(self._address)

    def send(self, *lines: str) -> bool:
        """Send one notice of ``NAME=value`` lines; False where nobody took it, which is never an error."""
        if not self._address:
            return False
        try:
            with socket.socket(
                socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
            ) as sender:
                sender.sendto("\n".join(map(printable, lines)).encode(), self._address)
        except OSError:
            return False
        return True

    def ready(self, status: str) -> None:
        """Says that the service is up; ``status`` is what ``systemctl status`` shows."""
        self._up = True
        self.send("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        """Sends one line for ``systemctl status``."""
        self.send(f"STATUS={status}")

    def stopping(self) -> None:
        """Says that the service is on its way down."""
        self.send("STOPPING=1")

    def watchdog(self) -> None:
        """Says that all stages are alive; see ``heartbeat``. Nothing before the service is up.

        The first of these starts the watchdog, which knows nothing of a start that takes long on a busy machine;
        that has its own limit (TimeoutStartSec).
        """
        if not self._up:
            return
        self.send("WATCHDOG=1")


def watchdog_s(environ: Mapping[str, str] | None = None) -> float | None:
    """Returns the seconds after which systemd restarts a silent service; None where it does not watch this process."""
    environ = os.environ if environ is None else environ
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() and int(microseconds) else None
