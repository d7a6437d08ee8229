"""A second link of the same box, and other clients that take the link's place at the broker."""

import asyncio
import contextlib
import itertools
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from paho.mqtt.client import Client, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from daemon.errors import BusyError
from daemon.link import app, rivals
from daemon.link.broker import Broker
from daemon.link.mqtt import TAKEN_OVER, BrokerLostError, Connection, TakenOverError
from daemon.link.rivals import RECENT_S, CutOffs
from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox
from tests.link.conftest import running
from tests.link.test_lifecycle import Process, process

pytestmark = pytest.mark.slow


def available(phone: Listener) -> list[bytes]:
    return [heard.payload for heard in phone.on("/available")]


def changes(phone: Listener) -> list[bytes]:
    """Without what only says again what was said before."""
    return [said for said, _ in itertools.groupby(available(phone))]


def ended(link: Process) -> str:
    """The one line of a link that another one keeps out."""
    assert link.process.wait(60) == os.EX_CANTCREAT
    (line,) = link.said.splitlines()
    return line


@contextlib.contextmanager
def stranger(port: int, client_id: str = "box-link") -> Iterator[Client]:
    """A client with the link's id that comes back whenever it is put out."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTProtocolVersion.MQTTv5)
    client.reconnect_delay_set(0.05, 0.1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


@pytest.mark.parametrize("daemon", ["there", "away"])
def test_a_second_link_ends_with_one_line_and_leaves_the_first_alone(
    phone: Listener, box: FakeBox, daemon: str
) -> None:
    if daemon == "away":
        box.stop()
    with running(box):
        phone.wait(lambda it: it.on("/available"))
        with process(box.config()) as second:
            assert ended(second) == (
                f"spotter: another link already carries the journal of the daemon at {box.folder}/s.sock: "
                "stop that one first"
            )
        assert available(phone) == [b"online"]


def test_a_second_link_to_another_broker_ends_too(phone: Listener, box: FakeBox, tmp_path: Path) -> None:
    other = Mosquitto(tmp_path)
    other.start()
    try:
        with running(box):
            phone.wait(lambda it: it.on("/available"))
            config = box.config()
            config.write_text(config.read_text().replace(str(box.port), str(other.port)))
            with process(config) as second:
                assert "stop that one first" in ended(second)
            box.record(*box.reps(2))
            phone.wait(lambda it: len(it.on("/rep")) == 2)
    finally:
        other.kill()


def test_a_second_link_that_only_the_daemon_knows_of_ends_before_it_connects(
    phone: Listener, box: FakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one of another user, whose lock is not believed."""
    monkeypatch.setattr(rivals, "_is_trusted", lambda _: False)
    with running(box):
        phone.wait(lambda it: it.on("/health"))
        with pytest.raises(BusyError, match="stop that one first"), running(box):
            time.sleep(0)
        assert available(phone) == [b"online"]


def test_a_link_may_start_as_soon_as_the_last_one_was_killed(phone: Listener, box: FakeBox) -> None:
    for round_ in range(3):
        with process(box.config()) as link:
            phone.wait(lambda it, least=round_ + 1: available(it).count(b"online") == least)
            link.kill()


def test_a_stranger_with_the_links_id_is_said_once_and_puts_it_out_once(
    phone: Listener, box: FakeBox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(rivals, "LOOK_S", 0.5)
    with running(box):
        phone.wait(lambda it: available(it) == [b"online"])
        with stranger(box.port):
            phone.wait(lambda it: changes(it) == [b"online", b"offline", b"online"])
            box.record(*box.reps(2))
            phone.wait(lambda it: len(it.on("/rep")) + len(it.on("/late")) == 2)
            time.sleep(1)
            assert changes(phone) == [b"online", b"offline", b"online"]
    said = [record.message for record in caplog.records if "another client" in record.message]
    assert [line.split(": ", 1)[0] for line in said] == [
        f"another client uses this link's client id, 'box-link', at the broker at 127.0.0.1:{box.port}"
    ]


def test_a_broker_that_says_who_took_the_place_is_believed_at_once(broker: Mosquitto) -> None:
    """By MQTT 5's reason code: newer brokers give it."""
    lost = []

    async def main() -> None:
        connection = await Connection.open(Broker("127.0.0.1", broker.port, "box-link", None), lambda _: None)
        connection._on_disconnect(
            connection._client,
            None,
            DisconnectFlags(is_disconnect_packet_from_server=True),
            ReasonCode(PacketTypes.DISCONNECT, identifier=TAKEN_OVER),
            None,
        )
        try:
            await connection.closed()
        except BrokerLostError as error:
            lost.append(error)
        await connection.close()

    asyncio.run(main())
    assert [type(error) for error in lost] == [TakenOverError]


def test_a_broker_that_dies_now_and_then_is_no_rival() -> None:
    cut_offs = CutOffs()
    assert not cut_offs.is_rivals(0.0)
    cut_offs.clear()  # it was away for a moment
    assert not cut_offs.is_rivals(1.0)
    assert not cut_offs.is_rivals(1.0 + RECENT_S)
    assert cut_offs.is_rivals(2.0 + RECENT_S)


def test_two_boxes_with_one_id_do_not_publish_by_turns(
    phone: Listener, box: FakeBox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rivals, "LOOK_S", 0.5)
    monkeypatch.setattr(app, "_RIVAL_S", (0.1, 0.1))
    silent = threading.Event()
    with running(box), stranger(box.port) as twin:
        publishing = threading.Thread(target=_publish_health, args=(twin, silent))
        publishing.start()
        wait_until(lambda: "another box publishes under spotter/box" in caplog.text)
        time.sleep(2)
        assert available(phone)[-1] == b"offline"
        assert caplog.text.count("another box publishes") == 1
        silent.set()
        publishing.join()
        phone.wait(lambda it: available(it)[-1] == b"online")


def _publish_health(client: Client, silent: threading.Event) -> None:
    while not silent.wait(0.1):
        client.publish("spotter/box/health", b"{}", 1, retain=True)
