"""What is said of this box on the home's network: the ports that really listen there, in Avahi's words.

The file is Avahi's own, see avahi.service(5). Names of services: IANA's registry, and ``_spotter._tcp``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path("/etc/avahi/services")
FILE_NAME = "spotter.service"
BROKER_PORT = 8883
"""Of the home's network, see ``deploy/mosquitto/lan.conf``."""
_LISTEN = "0A"
_LOOPBACK = ("7F", "00000000000000000000000001000000", "0000000000000000FFFF0000")
"""127.0.0.0/8 (its first byte comes last), ::1, and how ::ffff:127.0.0.1 begins."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service.

    Attributes:
        kind: ``_http._tcp``.
        port: Where it listens.
        text: What a program must know beside that, ``key=value``.
    """

    kind: str
    port: int
    text: tuple[str, ...] = ()


def listening(tables: Iterable[str]) -> set[int]:
    """Returns the TCP ports that listen to more than this machine.

    Args:
        tables: ``/proc/net/tcp`` and ``tcp6``.
    """
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    addresses = [row[1].split(":") for row in rows if len(row) > 3 and row[3] == _LISTEN]  # noqa: PLR2004 - proc(5)
    return {int(port, 16) for address, port in addresses if not _is_loopback(address)}


def _is_loopback(address: str) -> bool:
    if len(address) == 8:  # noqa: PLR2004 - the digits of an IPv4 address
        return address.endswith(_LOOPBACK[0])
    return address == _LOOPBACK[1] or (address.startswith(_LOOPBACK[2]) and address.endswith(_LOOPBACK[0]))


def services(version: str, page: int | None, broker: int | None, *, encrypted: bool) -> list[Service]:
    """Returns what is to be said; nothing where nothing listens.

    Args:
        version: Spotter's.
        page: The page's port, or None: it is off.
        broker: The broker's for the home's network, or None: it is for this machine alone.
        encrypted: The page is (HTTPS).
    """
    found: list[Service] = []
    if page is not None:
        found.append(Service("_https._tcp" if encrypted else "_http._tcp", page, ("path=/",)))
    if broker is not None:
        found += [Service("_mqtt._tcp", broker, ("tls=1",)), Service("_secure-mqtt._tcp", broker)]
    if not found:
        return []
    scheme = "https" if encrypted else "http"
    text = [f"version={version}"]
    text += [f"page={scheme}"] if page is not None else []
    text += [f"mqtt={broker}"] if broker is not None else []
    return [Service("_spotter._tcp", page or broker or 0, tuple(text)), *found]


def document(found: Iterable[Service]) -> str:
    """Returns Avahi's file of some services."""
    parts = [
        '<?xml version="1.0" standalone="no"?>',
        '<!DOCTYPE service-group SYSTEM "avahi-service.dtd">',
        "<!-- Made by `spotter announce` of what listens; it is written anew when that changes. -->",
        "<service-group>",
        '  <name replace-wildcards="yes">Spotter on %h</name>',
    ]
    for each in found:
        records = [f"    <txt-record>{escape(text)}</txt-record>" for text in each.text]
        kind, port = f"    <type>{escape(each.kind)}</type>", f"    <port>{each.port}</port>"
        parts += ["  <service>", kind, port, *records, "  </service>"]
    return "\n".join([*parts, "</service-group>", ""])


def put(folder: Path, found: list[Service]) -> bool:
    """Write the file, or remove it where there is nothing to say; returns whether that changed anything.

    Raises:
        OSError: The folder cannot be written.
    """
    file = folder / FILE_NAME
    there = file.read_bytes() if file.exists() else None
    wanted = document(found).encode() if found else None
    if there == wanted:
        return False
    if wanted is None:
        file.unlink()
        return True
    part = folder / f".{FILE_NAME}.part"
    part.write_bytes(wanted)
    part.chmod(0o644)
    part.replace(file)
    return True
