"""A home hub on the box's broker, with a user of its own: remembers what it hears."""

import threading
from pathlib import Path
from types import TracebackType

import paho.mqtt.client as mqtt


class Hub:
    """Hears every topic of every box while it is entered.

    Args:
        username, password: As the broker knows it.
        host, port: Where the broker is.
        authority: Whose certificates it trusts; None: it speaks plain MQTT.

    Attributes:
        connected: The broker has taken it.
    """

    def __init__(
        self, username: str, password: str, host: str = "127.0.0.1", port: int = 1883, *, authority: Path | None = None
    ) -> None:
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.username_pw_set(username, password)
        if authority is not None:
            self._client.tls_set(str(authority))
        self._client.on_connect = self._connected
        self._client.on_message = self._heard
        self._where = (host, port)
        self._lock = threading.Lock()
        self._reps: set[bytes] = set()
        self._available = ""
        self.connected = False

    def __enter__(self) -> "Hub":  # noqa: PYI034 - Self needs Python 3.11
        self._client.connect(*self._where)
        self._client.loop_start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def reps(self) -> int:
        """How many different reps it heard of."""
        with self._lock:
            return len(self._reps)

    def publish(self, topic: str, payload: str) -> None:
        """Say something, and wait until the broker has it."""
        self._client.publish(topic, payload, qos=1).wait_for_publish(10)

    def available(self) -> str:
        """What the box said of itself last."""
        with self._lock:
            return self._available

    def _connected(self, client: mqtt.Client, _: object, __: object, reason: mqtt.ReasonCode, *___: object) -> None:
        self.connected = not reason.is_failure
        client.subscribe([("spotter/+/rep", 1), ("spotter/+/late", 1), ("spotter/+/available", 1)])

    def _heard(self, client: mqtt.Client, userdata: object, message: mqtt.MQTTMessage) -> None:
        with self._lock:
            if message.topic.endswith("/available"):
                self._available = message.payload.decode()
            elif b'"event_type":"rep"' in message.payload:
                self._reps.add(message.payload)
