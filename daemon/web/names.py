"""By which names a browser may ask for the page. Pure.

A page of the internet can point a name of its own at the box and so be of "the same origin" as the box (DNS rebinding).
It cannot do so with an address or with a name of the home's own network.
"""

import ipaddress
from collections.abc import Iterable

HOME_SUFFIXES = ("", ".local", ".lan", ".home", ".home.arpa", ".internal", ".fritz.box")
"""What the name of a machine may end with at home."""


def own_names(hostname: str, box: str, given: Iterable[str]) -> frozenset[str]:
    """Returns the names of this machine, in small letters."""
    first = hostname.partition(".")[0]
    made = {f"{name}{suffix}" for name in (first, box) if name for suffix in HOME_SUFFIXES}
    return frozenset(name.lower() for name in {*made, hostname, "localhost", *given})


def is_ours(host: str | None, names: frozenset[str], port: int) -> bool:
    """Returns whether a request's Host names this machine: an address, or one of its names, with the right port."""
    if host is None:
        return False
    name, asked = _split(host)
    return asked == port and (name.lower().rstrip(".") in names or _is_address(name))


def _split(host: str) -> tuple[str, int | None]:
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        return host, 80
    return name, int(port) if port.isascii() and port.isdecimal() and len(port) <= len("65535") else None


def _is_address(name: str) -> bool:
    inner = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    try:
        found = ipaddress.ip_address(inner)
    except ValueError:
        return False
    return (found.version == 6) == (inner != name)  # noqa: PLR2004 - IPv6 stands in brackets
