"""A phone or hub: subscribes to everything, remembers what came, and can send commands."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


@dataclass(frozen=True)
class Heard:
    """A message as a subscriber got it."""

    topic: str
    payload: bytes
    retained: bool
    correlation: bytes | None = None

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        return json.loads(self.payload)


class Listener:
    """A client with everything it heard, in order; a context manager."""

    def __init__(self, port: int, topic: str = "#", keepalive_s: int = 60) -> None:
        self.heard: list[Heard] = []
        self.subscriptions = 0
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="", protocol=MQTTProtocolVersion.MQTTv5)
        self._client.reconnect_delay_set(0.05, 0.1)
        # QoS 0: a client that acknowledges throws away what it has not read when the broker is killed.
        self._client.on_connect = lambda client, *_: client.subscribe(topic, qos=0)
        self._client.on_subscribe = self._count
        self._client.on_message = lambda _c, _u, message: self.heard.append(
            Heard(
                message.topic,
                message.payload,
                message.retain,
                getattr(message.properties, "CorrelationData", None),
            )
        )
        self._client.connect("127.0.0.1", port, keepalive_s)
        self._client.loop_start()
        self.await_subscribed(1)

    def __enter__(self) -> "Listener":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def await_subscribed(self, times: int) -> None:
        """Wait until it has subscribed so many times: once, and again after each loss of the broker."""
        wait_until(lambda: self.subscriptions >= times)

    def _count(self, *_: object) -> None:
        self.subscriptions += 1

    def on(self, ending: str) -> list[Heard]:
        return [heard for heard in list(self.heard) if heard.topic.endswith(ending)]

    def wait(self, condition: Callable[["Listener"], object], timeout_s: float = 120) -> None:
        wait_until(lambda: condition(self), timeout_s, lambda: f"heard {self.heard[-20:]}")

    def send(
        self,
        topic: str,
        payload: bytes | str = b"",
        *,
        retain: bool = False,
        answer_to: str | None = None,
        correlation: bytes | None = None,
    ) -> None:
        properties = Properties(PacketTypes.PUBLISH)
        if answer_to is not None:
            properties.ResponseTopic = answer_to
        if correlation is not None:
            properties.CorrelationData = correlation
        self._client.publish(topic, payload, 1, retain, properties).wait_for_publish(60)

    def forget_retained(self) -> None:
        """Lets the broker forget all that it keeps for those who come later."""
        self.send("end-of-retained")
        self.wait(lambda it: it.on("end-of-retained"))  # it comes behind what was kept
        for topic in {heard.topic for heard in self.heard if heard.retained}:
            self.send(topic, retain=True)


def wait_until(condition: Callable[[], object], timeout_s: float = 120, told: Callable[[], str] = str) -> None:
    """Wait until the condition holds; the time-out is for a broken program, never a promise of speed."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.01)
