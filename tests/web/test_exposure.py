"""What of ours listens in the network: nothing, and after the first pairing the page's one port."""

import os
import re
from contextlib import suppress
from pathlib import Path

import pytest

from daemon.pairing.secrets import new_token
from tests.web.phone import Phone
from tests.web.system import System

pytestmark = pytest.mark.slow

_LISTEN = "0A"
UPGRADE = b"GET / HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"


def listening_ports(*pids: int) -> list[int]:
    """TCP ports on which these processes listen, as the kernel says."""
    ours = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                ours.update(re.findall(r"^socket:\[(\d+)\]$", os.readlink(link)))  # noqa: PTH115 - no path, but a name
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            (
                _,
                local,
                _,
                state,
                *_,
            ) = fields = line.split()
            if state == _LISTEN and fields[9] in ours:
                found.append(int(local.rpartition(":")[2], 16))
    return found


def test_what_a_stranger_sends_fills_no_log(system: System) -> None:
    system.start("web")
    system.pair()
    system.wait_for_web()
    before = system.said("web")
    phone = Phone(system.port)
    for rubbish in (b"\x00\xff\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", UPGRADE):
        with phone.raw() as connection:
            connection.sendall(rubbish.replace(b"HOST", f"127.0.0.1:{system.port}".encode()))
            connection.recv(4096)
    assert phone.pair(new_token()).status == 403
    assert system.said("web") == before


def test_nothing_listens_but_the_pages_port_after_pairing(system: System) -> None:
    system.start("run")
    system.start("web")
    system.wait_for_daemon()
    pids = [process.pid for process in system.running.values()]
    assert listening_ports(*pids) == []
    system.pair()
    system.wait_for_web()
    assert listening_ports(*pids) == [system.port]
