"""A phone: subscribes to the box, shows each event once and in order, and asks for what it slept through."""

from collections.abc import Callable
from typing import Any

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from daemon import events
from daemon.cli.demo.broker import HOST
from daemon.events import AnyEvent

_ANSWERS = "answers/demo"


class _Page(msgspec.Struct):
    """A page of history."""

    events: list[AnyEvent]
    more: bool


class _Answer(msgspec.Struct):
    """The link's answer to ``history``; no result where it failed."""

    result: _Page | None = None


class Listener:
    """Its callback runs on paho's thread.

    Attributes:
        seq: The newest event that was shown; every one before it was shown too.
    """

    def __init__(self, base: str, port: int, show: Callable[[AnyEvent], None]) -> None:
        self.seq = 0
        self._base = base
        self._show = show
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.connect(HOST, port)

    def start(self) -> None:
        """Listen on a thread of paho's."""
        self._client.loop_start()

    def stop(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def ask(self) -> None:
        """Ask for everything after the newest event that was shown."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho leaves it so
        properties.ResponseTopic = f"{self._base}/{_ANSWERS}"
        self._client.publish(
            f"{self._base}/command/history", msgspec.json.encode({"after_seq": self.seq}), qos=1, properties=properties
        )

    def _on_connect(self, client: mqtt.Client, *_: Any) -> None:  # noqa: ANN401 - paho's signature
        topics = ("rep", "set", "late", "workout", _ANSWERS)
        client.subscribe([(f"{self._base}/{topic}", 1) for topic in topics])
        self.ask()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:  # noqa: ANN401 - paho's
        if message.topic.endswith(_ANSWERS):
            self._on_page(message.payload)
            return
        event = events.decode(bytes(message.payload))
        if event.seq == self.seq + 1:
            self._take(event)
        elif event.seq > self.seq:
            self.ask()

    def _on_page(self, payload: bytes | bytearray) -> None:
        page = msgspec.json.decode(bytes(payload), type=_Answer).result
        if page is None:
            return  # the daemon is away; the next event asks again
        for event in page.events:
            if event.seq == self.seq + 1:
                self._take(event)
        if page.more:
            self.ask()

    def _take(self, event: AnyEvent) -> None:
        self.seq = event.seq
        self._show(event)
