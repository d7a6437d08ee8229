"""What is said of the box on the home's network is what listens there, and nothing before a person said so."""

import contextlib
import shutil
import socket
import subprocess
import textwrap
import xml.dom.minidom
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from daemon.cli import announcing
from daemon.cli.announcing import Service, document, listening, services
from daemon.cli.commands import announce
from daemon.cli.main import main
from daemon.config import paths
from daemon.pairing import store
from tests.fakes.mosquitto import free_port

HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
DTD = Path("/usr/share/avahi/avahi-service.dtd")


def table(*addresses: str, state: str = "0A") -> str:
    return HEADER + "".join(f"   0: {address} 00000000:0000 {state} 00000000:00000000 …\n" for address in addresses)


def test_a_port_of_this_machine_alone_is_none_of_the_home_s() -> None:
    four = table("0100007F:075B", "00000000:1F90", "0F02000A:22B3")
    six = table("00000000000000000000000001000000:0016", "0000000000000000FFFF00000100007F:0017", "0" * 32 + ":0018")
    assert listening([four, six]) == {8080, 8883, 24}
    assert listening([table("00000000:1F90", state="01")]) == set()


def test_nothing_is_said_before_something_listens() -> None:
    assert services("1.0", None, None, encrypted=False) == []


def test_the_page_and_the_broker_are_said_each_by_its_own_name() -> None:
    page = Service("_http._tcp", 8080, ("path=/",))
    broker = [Service("_mqtt._tcp", 8883, ("tls=1",)), Service("_secure-mqtt._tcp", 8883)]
    both = services("1.0", 8080, 8883, encrypted=False)
    assert both == [Service("_spotter._tcp", 8080, ("version=1.0", "page=http", "mqtt=8883")), page, *broker]
    assert services("1.0", 8080, None, encrypted=True)[1].kind == "_https._tcp"
    assert services("1.0", None, 8883, encrypted=False)[0] == Service(
        "_spotter._tcp", 8883, ("version=1.0", "mqtt=8883")
    )


def test_the_file_is_as_avahi_s_own_description_asks() -> None:
    text = document(services("1.0", 8080, 8883, encrypted=False))
    group = xml.dom.minidom.parseString(text).documentElement  # noqa: S318 - a text of our own
    assert group is not None
    children = [node.tagName for node in group.childNodes if isinstance(node, xml.dom.minidom.Element)]
    assert children == ["name", "service", "service", "service", "service"]
    for each in group.getElementsByTagName("service"):
        order = [node.tagName for node in each.childNodes if isinstance(node, xml.dom.minidom.Element)]
        assert order[:2] == ["type", "port"]
        assert set(order[2:]) <= {"txt-record"}


@pytest.mark.skipif(not DTD.exists() or shutil.which("xmllint") is None, reason="needs avahi-daemon and libxml2-utils")
def test_the_file_is_valid_by_avahi_s_dtd(tmp_path: Path) -> None:
    (tmp_path / "spotter.service").write_text(document(services("1.0", 8080, 8883, encrypted=False)), encoding="utf-8")
    done = subprocess.run(["xmllint", "--noout", "--dtdvalid", DTD, tmp_path / "spotter.service"], check=False)
    assert done.returncode == 0


class Home:
    """A box in a folder; its page and its broker are sockets that listen."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder / "services"
        self.folder.mkdir()
        self.config = folder / "spotter.toml"
        self.config.write_text(f"web.port = {self.port}\n", encoding="utf-8")
        self.ca = folder / "broker-ca.pem"
        self.pairings = store.path()

    @property
    def said(self) -> str | None:
        file = self.folder / "spotter.service"
        return file.read_text(encoding="utf-8") if file.exists() else None

    def announce(self, *words: str) -> int:
        return main(["announce", "--folder", str(self.folder), "--config", str(self.config), *words])

    @contextlib.contextmanager
    def listens(self, port: int) -> Iterator[None]:
        with socket.create_server(("0.0.0.0", port)):  # noqa: S104 - as the page does
            yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    (tmp_path / "pairing").mkdir()
    monkeypatch.setattr(paths, "SYSTEM_PAIRING", tmp_path / "pairing")
    monkeypatch.setattr(announce, "_WAIT_S", 0.3)
    made = Home(tmp_path)
    monkeypatch.setattr(announce, "_BROKER_CA", made.ca)
    return made


def test_a_port_that_somebody_else_opened_is_not_said_to_be_the_page(home: Home) -> None:
    with home.listens(home.port):
        assert home.announce() == 0
    assert home.said is None


def test_a_pairing_whose_page_does_not_listen_is_not_said(home: Home) -> None:
    store.add(home.pairings, "phone", datetime(2026, 1, 1, tzinfo=timezone.utc))
    assert home.announce() == 0
    assert home.said is None


def test_the_page_is_said_from_the_first_pairing_to_the_last_revocation(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    store.add(home.pairings, "phone", datetime(2026, 1, 1, tzinfo=timezone.utc))
    with home.listens(home.port):
        assert home.announce() == 0
        assert home.said is not None
        assert f"<port>{home.port}</port>" in home.said
        assert "_mqtt._tcp" not in home.said
        assert "phone" not in home.said
        assert home.announce() == 0
        assert "(unchanged)" in capsys.readouterr().out
    store.revoke(home.pairings, "phone")
    assert home.announce() == 0
    assert home.said is None


def test_the_broker_is_said_where_it_was_opened_to_the_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "BROKER_PORT", free_port())
    with home.listens(announcing.BROKER_PORT):
        home.announce()
        assert home.said is None
        home.ca.touch()
        home.announce()
        assert home.said is not None
        assert "_secure-mqtt._tcp" in home.said
        assert "_http._tcp" not in home.said
    home.announce("--off")
    assert home.said is None


def test_a_folder_that_is_not_there_is_one_line(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    store.add(home.pairings, "phone", datetime(2026, 1, 1, tzinfo=timezone.utc))
    home.folder.rmdir()
    with home.listens(home.port):
        assert home.announce() == 1
    assert "run this as root, and install avahi-daemon" in capsys.readouterr().err


BUS = """
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><policy context="default">
<allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
<allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="signal"/>
<allow receive_type="error"/></policy></busconfig>
"""
HOUSE = """
set -e
mount -t tmpfs tmpfs /etc/avahi/services
mount -t tmpfs tmpfs /run
mkdir -p /run/avahi-daemon
cp {folder}/services/spotter.service /etc/avahi/services/
ip link set lo up
ip link add home type veth peer name other
ip link set other up
ip link set home multicast on up
ip address add 10.9.8.7/24 dev home
export DBUS_SYSTEM_BUS_ADDRESS=unix:path={folder}/bus
dbus-daemon --config-file={folder}/bus.conf --nofork --nopidfile >/dev/null 2>&1 &
bus=$!
for i in $(seq 50); do test -S {folder}/bus && break; sleep 0.1; done
avahi-daemon --no-drop-root --no-chroot --no-rlimits --file={folder}/avahi.conf >{folder}/avahi.log 2>&1 &
avahi=$!
for i in $(seq 30); do
    avahi-browse --all --resolve --terminate --parsable --no-db-lookup >{folder}/found 2>/dev/null || true
    test "$(grep -c '^=' {folder}/found)" -ge 4 && break
    sleep 0.3
done
kill $avahi $bus
"""


@pytest.mark.slow
@pytest.mark.root
@pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("avahi-daemon", "avahi-browse", "dbus-daemon", "unshare", "ip")),
    reason="needs avahi-daemon, avahi-utils, dbus and iproute2",
)
def test_a_real_avahi_says_it_in_a_network_of_its_own(home: Home, tmp_path: Path) -> None:
    """In namespaces of their own: nothing of it is heard in this machine's network."""
    announcing.put(home.folder, services("1.0", 8080, 8883, encrypted=False))
    (tmp_path / "bus.conf").write_text(BUS.format(folder=tmp_path), encoding="utf-8")
    avahi = "[server]\nhost-name=gym\nallow-interfaces=home\nuse-ipv6=no\n[publish]\npublish-workstation=no\n"
    (tmp_path / "avahi.conf").write_text(avahi, encoding="utf-8")
    house = textwrap.dedent(HOUSE.format(folder=tmp_path))
    done = subprocess.run(
        ["unshare", "--mount", "--net", "sh", "-c", house], capture_output=True, text=True, check=False, timeout=60
    )
    if "Operation not permitted" in done.stderr or "permission denied" in done.stderr:
        pytest.skip("no namespaces may be made here")
    log = (tmp_path / "avahi.log").read_text(encoding="utf-8") if (tmp_path / "avahi.log").exists() else ""
    assert done.returncode in (0, 143), done.stderr + log
    found = [line.split(";") for line in (tmp_path / "found").read_text(encoding="utf-8").splitlines()]
    told = {(row[4], int(row[8]), row[9]) for row in found if row[0] == "="}
    assert told == {
        ("_spotter._tcp", 8080, '"mqtt=8883" "page=http" "version=1.0"'),
        ("_http._tcp", 8080, '"path=/"'),
        ("_mqtt._tcp", 8883, '"tls=1"'),
        ("_secure-mqtt._tcp", 8883, ""),
    }
    assert {row[3].replace("\\032", " ") for row in found if row[0] == "="} == {"Spotter on gym"}
