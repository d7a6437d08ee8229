import os
import socket
from pathlib import Path

import pytest

from daemon.system.sd_notify import Notifier, watchdog_s


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_on_its_socket(*, abstract: bool, tmp_path: Path) -> None:
    address = f"@spotter-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.settimeout(10)
        systemd.bind("\0" + address[1:] if abstract else address)
        notifier = Notifier({"NOTIFY_SOCKET": address})
        notifier.watchdog()  # not before it is up: the first one would start the watchdog
        notifier.ready("counting squats")
        assert systemd.recv(100) == b"READY=1\nSTATUS=counting squats"
        notifier.watchdog()
        assert systemd.recv(100) == b"WATCHDOG=1"
        notifier.status("resting")
        assert systemd.recv(100) == b"STATUS=resting"
        notifier.stopping()
        assert systemd.recv(100) == b"STOPPING=1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
def test_without_systemd_nothing_happens(environ: dict[str, str]) -> None:
    assert not Notifier(environ).send("READY=1")


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({"WATCHDOG_USEC": "10000000"}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_counts_only_where_it_watches_this_process(environ: dict[str, str], seconds: float | None) -> None:
    assert watchdog_s(environ) == seconds
