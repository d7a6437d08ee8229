"""The broker as the settings name it, and a paho client set up for it."""

import contextlib
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from daemon.config import plain_file, settings
from daemon.config.settings import Settings
from daemon.errors import ConfigError
from daemon.link.topics import OFFLINE, Outgoing, Topics

OUR_PACKET_LIMIT = 64 * 1024
"""Bytes of the longest message that the broker may send to us."""

_CERTIFICATES_LIMIT = 16 << 20
"""Bytes; all authorities of the system together have a quarter of a megabyte."""

_NOT_YET_VALID = 9
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID: a box without a battery begins in 1970."""
_START = "start it, or correct mqtt.host and mqtt.port"
_MENDS = {
    _NOT_YET_VALID: "compare the clock with your own: date",
    10: "renew the broker's certificate",
    62: "name the broker in mqtt.host as its certificate does",
    64: "name the broker in mqtt.host as its certificate does",
}
"""What mends a certificate, by OpenSSL's X509_V_ERR_: HAS_EXPIRED, HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH."""
_BAD_CREDENTIALS = frozenset({0x86, 0x87, 0x8C})


class RefusedError(ConfigError):
    """The broker refuses these settings; trying again would not help."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and what it must know of this client.

    Attributes:
        will: What the broker publishes when this client is gone without a disconnect; None: nothing.
        config: The settings file, for messages.
    """

    host: str
    port: int
    client_id: str
    will: Outgoing | None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    ca_file: Path | None = None
    keepalive_s: int = 30
    config: str = "the settings"

    def __str__(self) -> str:
        """The address, never the password."""
        return f"{self.host}:{self.port}"


def of_settings(chosen: Settings, config: str) -> Broker:
    """Returns the broker that the settings name.

    Args:
        chosen: The settings.
        config: The file that they came from, for messages.

    Raises:
        ConfigError: The password file cannot be used.
    """
    mqtt = chosen.mqtt
    return Broker(
        host=mqtt.host,
        port=mqtt.port,
        client_id=f"{chosen.box.id}-link",
        will=Topics(f"{mqtt.base}/{chosen.box.id}").available(OFFLINE),
        username=mqtt.username,
        password=settings.password(mqtt),
        tls=mqtt.tls,
        ca_file=mqtt.ca_file,
        keepalive_s=mqtt.keepalive_s,
        config=config,
    )


def client_for(broker: Broker) -> Client:
    """Returns a client that connects once and never by itself again, with the last will set.

    Raises:
        ConfigError: The certificate file cannot be used.
    """
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=broker.client_id,
        protocol=MQTTProtocolVersion.MQTTv5,
        reconnect_on_failure=False,
    )
    if broker.will is not None:
        client.will_set(broker.will.topic, broker.will.payload, broker.will.qos, broker.will.retain)
    client.username = broker.username
    client.password = broker.password
    client.on_socket_open = _no_delay
    if broker.tls:
        _encrypt(client, broker.ca_file)
    return client


def connect(client: Client, broker: Broker) -> None:
    """Looks the name up, connects and sends CONNECT; blocks.

    Raises:
        OSError: The broker cannot be reached.
        ValueError: The host's name is not valid.
    """
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it so
    properties.MaximumPacketSize = OUR_PACKET_LIMIT
    client.connect(broker.host, broker.port, broker.keepalive_s, clean_start=True, properties=properties)


def refusal(broker: Broker, code: ReasonCode) -> RefusedError | None:
    """Returns the error of a refused connection, where trying again would not help; else None."""
    if code.value not in _BAD_CREDENTIALS:
        return None
    who = "a client without a user name" if broker.username is None else f"user '{broker.username}'"
    return RefusedError(
        f"{broker.config}: the broker at {broker} refuses {who} ({code}): "
        "correct mqtt.username and mqtt.password_file, then start the link again"
    )


def reason(error: Exception) -> str:
    """Returns why, in a few words on one line."""
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code == _NOT_YET_VALID:
        return "its certificate is not valid yet by this box's clock: tried again until a time server has set that"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {error.verify_message}"
    return (getattr(error, "strerror", None) or str(error)).replace("\n", " ")


def mend(error: BaseException | None, broker: Broker) -> str:
    """Returns what to do about a connection that did not come about.

    Args:
        error: Why; None: the broker ended it without a word.
        broker: The broker.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return _MENDS.get(error.verify_code, "name the certificate of its authority in mqtt.ca_file")
    if broker.tls and isinstance(error, ssl.SSLError | ConnectionResetError):
        return "correct mqtt.port or mqtt.tls, where it speaks no TLS there"
    if not broker.tls and error is None:
        return f"{_START}, or mqtt.tls, where it speaks TLS there"
    return _START


def _no_delay(_c: Client, _u: object, sock: Any) -> None:  # noqa: ANN401 - paho's union of socket kinds
    """A rep must not wait for the acknowledgement of the state before it."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _encrypt(client: Client, ca_file: Path | None) -> None:
    if ca_file is not None:
        plain_file.read(ca_file, _CERTIFICATES_LIMIT, "mqtt.ca_file")
    try:
        client.tls_set(ca_certs=None if ca_file is None else str(ca_file))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{ca_file}: no certificates to trust ({reason(error)}): correct mqtt.ca_file") from error
