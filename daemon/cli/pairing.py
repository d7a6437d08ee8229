"""Pairs, lists and revokes at both doors: the page's file and the broker."""

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from daemon.errors import SpotterError, UsageError
from daemon.link import dynsec
from daemon.link.broker_admin import BrokerAdmin
from daemon.pairing import store
from daemon.printable import printable

_PASSWORD_BYTES = 18
"""144 random bits: the broker hashes with few rounds, so that a password must not be guessable."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a phone or a hub is given, once.

    Attributes:
        role: At the broker; None: no user there.
        password: At the broker.
        token: Of the page; None: no page.
    """

    name: str
    role: str | None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


def check(name: str) -> None:
    """Checks a name.

    Raises:
        UsageError: No phone or hub can have it.
    """
    try:
        msgspec.convert(name, store.Name)
    except msgspec.ValidationError as error:
        raise UsageError(f"'{printable(name[:60])}': a name has 1 to 40 of a-z, A-Z, 0-9, _ and -") from error


def pair(name: str, admin: BrokerAdmin | None, file: Path, now: datetime, *, hub: bool = False) -> Pairing:
    """Lets a phone or a hub in: at both doors, or at none.

    Args:
        name: Whose.
        admin: The broker's; None: the page alone.
        file: The page's pairings.
        now: Goes into that file.
        hub: A hub has no page.

    Raises:
        UsageError: The name is taken.
        SpotterError: See ``BrokerAdmin.add`` and ``store.add``.
    """
    if any(each.name == name for each in store.read(file).paired):
        raise UsageError(f"{name} is paired already: choose another name, or `spotter pair --revoke {name}` first")
    if admin is None:
        return Pairing(name, None, token=store.add(file, name, now))
    role, password = dynsec.HUB if hub else dynsec.PHONE, secrets.token_urlsafe(_PASSWORD_BYTES)
    admin.add(name, password, role)
    if hub:
        return Pairing(name, role, password)
    try:
        return Pairing(name, role, password, store.add(file, name, now))
    except BaseException:  # whatever it was, Ctrl-C too: neither door stays open by itself
        with contextlib.suppress(SpotterError):  # the first error is the one to tell
            admin.remove(name)
        raise


def everybody(admin: BrokerAdmin | None, file: Path) -> dict[str, list[str]]:
    """Returns the names of all who are paired, with what each has: ``page``, and ``phone`` or ``hub`` at the broker.

    Raises:
        SpotterError: See ``BrokerAdmin.paired`` and ``store.read``.
    """
    found = {each.name: ["page"] for each in store.read(file).paired}
    for name, role in ({} if admin is None else admin.paired()).items():
        found.setdefault(name, []).append(f"MQTT ({role})")
    return found


def revoke(name: str, admin: Callable[[], BrokerAdmin] | None, file: Path) -> None:
    """Lets somebody out: from the page first, so that a broker that is away does not keep them in there.

    Args:
        name: Whose.
        admin: Returns the broker's; None: this machine administers none.
        file: The page's pairings.

    Raises:
        UsageError: Nobody of this name is paired.
        SpotterError: The broker did not; says whether the page did.
    """
    page = store.revoke(file, name)
    try:
        broker = admin is not None and admin().remove(name)
    except SpotterError as error:
        if not page or isinstance(error, UsageError):
            raise
        raise type(error)(f"{name} is cut off from the page, and not from the broker: {error}") from error
    if not (page or broker):
        raise UsageError(f"nobody called {name} is paired: see spotter pair --list")
