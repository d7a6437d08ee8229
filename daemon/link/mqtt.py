"""One connection to the broker: a new paho client each time, so that no message outlives its connection.

paho's own thread does the network. It passes every callback to the asyncio loop; nothing else crosses threads.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from daemon.errors import AwayError
from daemon.ipc.timeout import timeout
from daemon.link.broker import Broker, client_for, connect, mend, reason, refusal
from daemon.link.topics import Outgoing

FAILED = 0x80
"""The lowest reason code that is a failure (MQTT 5, section 2.4)."""
PACKET_TOO_LARGE = 0x95

_NO_LIMIT = (1 << 28) - 1
_NO_REASON = frozenset({0x00, 0x80})
_OVERHEAD = 64
"""Bytes of header and properties, without topic, payload and correlation."""
_CONNECT_S = 10.0
_DISCONNECT_S = 0.5


TAKEN_OVER = 0x8E
"""The reason code of a broker that ends a connection, as another one came with the same client id."""


class BrokerLostError(AwayError):
    """The connection to the broker ended."""


class CutOffError(BrokerLostError):
    """The connection ended without a reason: the broker died, or gave our client id to another client silently."""


class TakenOverError(BrokerLostError):
    """Another client connected with our client id, and the broker ended our connection."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from the broker, as it came."""

    topic: str
    payload: bytes
    retained: bool
    answer_to: str | None
    correlation: bytes | None


class Connection:
    """An open connection; made by ``Connection.open``. All of it belongs to one asyncio loop.

    Attributes:
        packet_limit: Bytes of the longest packet that the broker takes.
    """

    def __init__(self, broker: Broker, on_message: Callable[[Incoming], None]) -> None:
        self.packet_limit = _NO_LIMIT
        self._broker = broker
        self._consume = on_message
        self._loop = asyncio.get_running_loop()
        self._up: asyncio.Future[None] = self._loop.create_future()
        self._down: asyncio.Future[BrokerLostError] = self._loop.create_future()
        self._acks: dict[int, asyncio.Future[int]] = {}
        self._abandoned = threading.Event()
        self._client = self._configured()

    @classmethod
    async def open(cls, broker: Broker, on_message: Callable[[Incoming], None]) -> "Connection":
        """Connects, and waits for the broker's answer.

        Raises:
            AwayError: The broker is not there, or rejected the connection.
            RefusedError: It refuses user or password.
            ConfigError: The certificate file cannot be used.
        """
        connection = cls(broker, on_message)
        threading.Thread(target=connection._connect, name="mqtt-connect", daemon=True).start()
        try:
            await timeout(_CONNECT_S, connection._up)
        except asyncio.TimeoutError as error:
            connection._abandon()
            raise AwayError(f"the broker at {broker} does not answer: check mqtt.host and mqtt.port") from error
        except BaseException:
            connection._abandon()
            raise
        return connection

    async def subscribe(self, topic_filter: str, *, live: bool = False) -> bool:
        """Subscribes with QoS 1, retained messages marked as such; returns False where the broker forbids it.

        Args:
            topic_filter: Of the topics.
            live: Only what is published from now on, and nothing that the broker kept.

        Raises:
            BrokerLostError: The connection ended.
        """
        handling = SubscribeOptions.RETAIN_DO_NOT_SEND if live else SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE
        options = SubscribeOptions(qos=1, retainAsPublished=True, retainHandling=handling)
        code, mid = self._client.subscribe(topic_filter, options=options)
        return mid is not None and await self._acknowledged(code, mid) < FAILED

    async def publish(self, message: Outgoing) -> int:
        """Sends a message and, with QoS 1, waits for the broker's acknowledgement.

        Returns:
            The reason code; ``FAILED`` and over means that the broker did not take it.

        Raises:
            BrokerLostError: The connection ended; the message may or may not have arrived.
        """
        if self.room(message.topic, message.correlation) < len(message.payload):
            return PACKET_TOO_LARGE
        info = self._client.publish(
            message.topic, message.payload, message.qos, message.retain, properties=_properties(message)
        )
        if message.qos == 0:
            return 0
        return await self._acknowledged(info.rc, info.mid)

    def room(self, topic: str, correlation: bytes | None = None) -> int:
        """Returns how many bytes of payload the broker takes on this topic."""
        return self.packet_limit - _OVERHEAD - len(topic.encode()) - len(correlation or b"")

    async def closed(self) -> None:
        """Waits until the connection ends.

        Raises:
            TakenOverError: By another client with our id, as the broker says.
            CutOffError: The broker does not say why.
            BrokerLostError: For another reason.
        """
        raise await asyncio.shield(self._down)

    async def close(self, *, with_will: bool = False) -> None:
        """Ends the connection; safe to call twice. ``with_will``: let the broker publish the last will."""
        code = ReasonCode(PacketTypes.DISCONNECT, identifier=4) if with_will else None
        self._client.disconnect(code)
        with contextlib.suppress(asyncio.TimeoutError):
            await timeout(_DISCONNECT_S, asyncio.shield(self._down))
        self._abandon()

    def _configured(self) -> Client:
        client = client_for(self._broker)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        return client

    def _connect(self) -> None:
        """Runs on a thread of its own, as looking up a name and connecting may block."""
        try:
            connect(self._client, self._broker)
        except (OSError, ValueError) as error:
            lost = BrokerLostError(f"cannot reach the broker at {self._broker} ({reason(error)})")
            lost.__cause__ = error
            self._call(self._fail, lost)
            return
        if self._abandoned.is_set():
            self._client.disconnect()
        self._client.loop_start()

    def _call(self, callback: Callable[..., None], *args: object) -> None:
        """Calls ``callback`` on the loop; does nothing once the loop has ended."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback, *args)

    def _on_connect(
        self, _c: Client, _u: object, _f: ConnectFlags, code: ReasonCode, properties: Properties | None
    ) -> None:
        self._call(self._accept, code, getattr(properties, "MaximumPacketSize", _NO_LIMIT))

    def _on_disconnect(
        self, _c: Client, _u: object, _f: DisconnectFlags, code: ReasonCode, _p: Properties | None
    ) -> None:
        self._call(self._fail, self._lost(code))

    def _on_publish(self, _c: Client, _u: object, mid: int, code: ReasonCode, _p: Properties | None) -> None:
        self._call(self._resolve, mid, code.value)

    def _on_subscribe(self, _c: Client, _u: object, mid: int, codes: list[ReasonCode], _p: Properties | None) -> None:
        self._call(self._resolve, mid, max(code.value for code in codes))

    def _on_message(self, _c: Client, _u: object, message: MQTTMessage) -> None:
        properties = message.properties
        incoming = Incoming(
            topic=message.topic,
            payload=bytes(message.payload),
            retained=message.retain,
            answer_to=getattr(properties, "ResponseTopic", None),
            correlation=getattr(properties, "CorrelationData", None),
        )
        self._call(self._consume, incoming)

    def _accept(self, code: ReasonCode, packet_limit: int) -> None:
        if self._up.done():
            return
        if code.is_failure:
            now = AwayError(f"the broker at {self._broker} rejected the connection ({code}): look into its log")
            self._up.set_exception(refusal(self._broker, code) or now)
        else:
            self.packet_limit = packet_limit
            self._up.set_result(None)

    def _resolve(self, mid: int, code: int) -> None:
        future = self._acks.get(mid)
        if future is not None and not future.done():
            future.set_result(code)

    def _lost(self, code: ReasonCode) -> BrokerLostError:
        broker = self._broker
        if code.value == TAKEN_OVER:
            return TakenOverError(
                f"another client connected to the broker at {broker} with this link's client id, '{broker.client_id}'"
            )
        if code.value in _NO_REASON:
            return CutOffError(f"the broker at {broker} is gone")
        return BrokerLostError(f"the broker at {broker} is gone ({code})")

    def _fail(self, error: BrokerLostError) -> None:
        if not self._up.done():
            self._up.set_exception(AwayError(f"{error}: {mend(error.__cause__, self._broker)}"))
        if not self._down.done():
            self._down.set_result(error)
        for future in self._acks.values():
            if not future.done():
                future.set_exception(error)

    async def _acknowledged(self, code: MQTTErrorCode, mid: int) -> int:
        if self._down.done():
            raise self._down.result()
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise BrokerLostError(f"the broker at {self._broker} is gone")
        future: asyncio.Future[int] = self._loop.create_future()
        self._acks[mid] = future
        try:
            return await future
        finally:
            del self._acks[mid]

    def _abandon(self) -> None:
        """Ends paho's thread, even where the broker does not close the connection, and closes its socket."""
        self._abandoned.set()
        client = self._client
        client.on_connect = client.on_disconnect = client.on_publish = client.on_subscribe = client.on_message = None
        with contextlib.suppress(OSError, AttributeError):  # AttributeError: there is no socket, or no longer
            self._client.socket().shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # None: suppressed above


def _properties(message: Outgoing) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho leaves it so
    properties.PayloadFormatIndicator = 1
    if message.correlation is not None:
        properties.CorrelationData = message.correlation
    return properties
