"""The step that lets the first phone in, as ``spotter pair`` does."""

import os
import sys

from daemon.cli import pairing, pairing_text
from daemon.cli.setup.work import Work
from daemon.config import paths
from daemon.errors import NotAllowedError, SpotterError, UsageError
from daemon.link.broker_admin import BrokerAdmin
from daemon.pairing import store
from daemon.setup import where
from daemon.system.clock import SystemClock

ADMIN_PASSWORD = paths.SYSTEM_CONFIG / "mqtt-admin-password"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def look() -> bool | None:
    """Returns whether somebody may open the page; None: that cannot be seen from here."""
    file = store.path()
    if not os.access(file.parent, os.R_OK | os.X_OK):
        return where.page_is_open()
    try:
        return bool(store.read(file).paired)
    except SpotterError:
        return where.page_is_open()


def let_in(work: Work) -> None:
    """Asks what the phone is called, and shows its code.

    Raises:
        NotAllowedError: The caller is not root.
        SpotterError: The broker is away; the page alone is one command more.
    """
    if os.geteuid() != 0:
        raise NotAllowedError("only root may pair: sudo spotter setup pair")
    name = work.dialog.text("phone", "What is the phone called, for example anna", None, _name)
    try:
        made = pairing.pair(name, _admin(work), store.path(), SystemClock().now())
    except UsageError:
        raise
    except SpotterError as error:
        raise type(error)(f"{error} (the page alone: sudo spotter pair {name} --page-only)") from error
    pairing_text.show(made, work.settings, sys.stdout)
    work.dialog.pause("scan it with the phone, then press Enter")


def _admin(work: Work) -> BrokerAdmin | None:
    """Returns the administrator of the box's own broker; None: the page alone."""
    if not ADMIN_PASSWORD.exists() or work.settings.mqtt.host not in _LOOPBACK:
        return None
    return BrokerAdmin(work.settings, ADMIN_PASSWORD, str(work.file))


def _name(text: str) -> str:
    pairing.check(text)
    if any(each.name == text for each in store.read(store.path()).paired):
        raise UsageError(f"{text} is paired already: choose another name")
    return text
