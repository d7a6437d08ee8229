"""The step of the broker: the box's own or the home's, connected to before anything is kept."""

import asyncio
import os
import pwd
import secrets
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from daemon.cli.pairing_text import BROKER_CA
from daemon.cli.setup.dialog import LaterError
from daemon.cli.setup.work import DEPLOY, Work
from daemon.config import paths, settings, whole_file
from daemon.config.settings import Mqtt
from daemon.config.table import Context, mistakes
from daemon.errors import ConfigError, NotAllowedError, SpotterError, UsageError
from daemon.link.broker import Broker, of_settings
from daemon.link.mqtt import Connection
from daemon.link.topics import Topics

OWN, LAN, HOME = "own", "lan", "home"
_FOR = {OWN: "local", LAN: "lan"}
"""What deploy/broker calls them."""
LINK_PASSWORD = paths.SYSTEM_CONFIG / "mqtt-password"
"""Of the box's own broker; deploy/install makes it."""
_HOME_PASSWORD = "mqtt-home-password"  # noqa: S105 - a file's name
_HOME_CA = "mqtt-home-ca.pem"
_CLOSED = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - nothing is written there
"""What the link's service does not see: ProtectHome, PrivateTmp."""
_LINK_USER = "spotter-link"
_PORT, _TLS_PORT = 1883, 8883


def choose(work: Work) -> None:
    """Asks which broker, connects to it, and keeps it.

    Raises:
        SpotterError: It does not let the link in; nothing is kept.
    """
    choices = (
        (OWN, "mosquitto on this box, for itself"),
        (LAN, "mosquitto on this box, encrypted, for phones and hubs of the home too"),
        (HOME, "one that the home has"),
    )
    chosen = work.dialog.choice("broker", "Which one", choices, LAN if BROKER_CA.exists() else OWN)
    if chosen != HOME:
        _set_up(work, chosen)
        _own(work)
        return
    while not _tried_home(work):
        pass


def _tried_home(work: Work) -> bool:
    """Returns False where the person wants to answer again, after the broker refused."""
    try:
        _home(work)
    except SpotterError as error:
        if not work.dialog.terminal or isinstance(error, UsageError | NotAllowedError | LaterError):
            raise
        work.dialog.say(str(error))
        if not work.dialog.yes("again", "Again, with other answers", default=True):
            raise
        return False
    return True


def _set_up(work: Work, chosen: str) -> None:
    """Sets this box's own broker up, where it is not as chosen: a person said so, and this opens or closes its port."""
    if LINK_PASSWORD.exists() and BROKER_CA.exists() == (chosen == LAN):
        return
    if not work.services.installed():
        return  # a broker that somebody runs by hand: it is tried
    script = DEPLOY / "broker"
    work.dialog.say("setting mosquitto up …")
    ran = work.run([str(script), _FOR[chosen]])
    if ran.code != 0:
        said = ran.text.splitlines()[-1] if ran.text else "it does not run"
        raise SpotterError(f"{said} (sudo {script} {_FOR[chosen]})")


def _own(work: Work) -> None:
    now = work.settings.mqtt
    password = now.password_file if now.host in ("127.0.0.1", "localhost") else LINK_PASSWORD
    username = "spotter" if password is not None else None
    if password is None and LINK_PASSWORD.exists():
        username, password = "spotter", LINK_PASSWORD
    mqtt = msgspec.structs.replace(
        now, host="127.0.0.1", port=_PORT, tls=False, ca_file=None, username=username, password_file=password
    )
    if "mqtt.port" in work.given and now.host == mqtt.host:
        mqtt = msgspec.structs.replace(mqtt, port=now.port)
    try:
        _try(work, mqtt, settings.password(mqtt))
    except SpotterError as error:
        mend = f"sudo {DEPLOY / 'broker'} local sets it up"
        raise type(error)(f"this box's own broker: {error} ({mend})") from error
    _keep(work, mqtt)


def _home(work: Work) -> None:
    mqtt, password = _asked(work)
    _try(work, mqtt, password)
    _keep(work, _for_the_link(work, mqtt, password))


def _for_the_link(work: Work, mqtt: Mqtt, password: str | None) -> Mqtt:
    """Puts what the link needs where its service, which is not root and sees nobody's home, can read it."""
    folder, installed = work.file.parent, work.services.installed()
    if password is not None and (installed or mqtt.password_file is None):
        made = _written(folder / _HOME_PASSWORD, f"{password}\n".encode(), _give_to_link)
        mqtt = msgspec.structs.replace(mqtt, password_file=made)
    if mqtt.ca_file is not None and installed and not _is_open(mqtt.ca_file):
        made = _written(folder / _HOME_CA, mqtt.ca_file.read_bytes(), lambda opened: os.fchmod(opened, 0o644))
        mqtt = msgspec.structs.replace(mqtt, ca_file=made)
    return mqtt


def _is_open(path: Path) -> bool:
    """Returns whether every service may read a file where it lies."""
    closed = any(path.is_relative_to(folder) for folder in _CLOSED)
    opened = path.stat().st_mode & stat.S_IROTH and all(each.stat().st_mode & stat.S_IXOTH for each in path.parents)
    return bool(opened) and not closed


def _asked(work: Work) -> tuple[Mqtt, str | None]:
    """Returns what the person says of the home's broker, and its password."""
    dialog, now = work.dialog, work.settings.mqtt
    theirs = now.host not in ("127.0.0.1", "localhost")
    host: str = dialog.text("host", "Its name or address", now.host if theirs else None)
    tls = dialog.yes("tls", "Is the connection encrypted (TLS)", default=now.tls if theirs else True)
    usual = now.port if theirs and now.tls == tls else (_TLS_PORT if tls else _PORT)
    port = dialog.text("port", "Port", str(usual), _port)
    chosen: dict[str, object] = {"host": host, "tls": tls, "port": port}
    if tls:
        asked = "File with its authority's certificate (PEM); empty: one that the system trusts"
        ca_file = _optional(work, "ca-file", asked, str(now.ca_file or "") if theirs else "")
        chosen["ca_file"] = None if ca_file is None else str(_readable(work, Path(ca_file)))
    username = _optional(work, "user", "User name; empty: none", (now.username or "") if theirs else "")
    chosen["username"] = username
    file = dialog.given("mqtt-password-file")
    chosen["password_file"] = file
    wrong = next(mistakes(chosen, Mqtt, Context(Path.cwd(), {})), None)
    if wrong is not None:
        raise ConfigError(f"mqtt.{wrong}")
    kept = {"base": now.base, "keepalive_s": now.keepalive_s, "discovery": now.discovery}
    mqtt = msgspec.convert(
        chosen | kept | {"discovery_prefix": now.discovery_prefix}, Mqtt, dec_hook=Context(Path.cwd(), {}).hook
    )
    if username is None or file is not None:
        return mqtt, settings.password(mqtt)
    if not dialog.terminal:
        return mqtt, None
    return mqtt, dialog.secret(f"Password of {username}") or None


def _optional(work: Work, option: str, question: str, default: str) -> str | None:
    """Asks for what may be empty; a script leaves the option away."""
    if not work.dialog.terminal and work.dialog.given(option) is None:
        return default or None
    return work.dialog.text(option, question, default) or None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"'{text}': a number, {_TLS_PORT} with TLS and {_PORT} without")
    return int(text)


def _readable(work: Work, path: Path) -> Path:
    """Returns a file that the link, which is not root, may read; its service gets a copy where it may not."""
    try:
        mode = path.resolve().stat().st_mode
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}: name the certificate's file") from error
    if not mode & stat.S_IROTH and not work.services.installed():
        raise ConfigError(f"{path}: the link may not read it: chmod o+r {path}")
    return path.resolve()


def _try(work: Work, mqtt: Mqtt, password: str | None) -> None:
    """Connects as the link does, and says what it may do.

    Raises:
        SpotterError: The broker is away, or refuses.
    """
    chosen = msgspec.structs.replace(work.settings, mqtt=msgspec.structs.replace(mqtt, password_file=None))
    broker = replace(
        of_settings(chosen, str(work.file)),
        client_id=f"{chosen.box.id}-setup-{secrets.token_hex(4)}",
        will=None,
        password=password,
    )
    work.dialog.say(f"connecting to {broker} …")
    topics = Topics(f"{mqtt.base}/{chosen.box.id}")
    if asyncio.run(_connected(broker, topics.commands)):
        work.dialog.say(f"{broker} takes this box")
    else:
        work.dialog.say(f"{broker} takes this box, and forbids it {topics.commands}: correct the broker's ACL")


async def _connected(broker: Broker, commands: str) -> bool:
    """Returns whether the link may listen for commands."""
    connection = await Connection.open(broker, lambda _: None)
    try:
        return await connection.subscribe(commands)
    finally:
        await connection.close(with_will=False)


def _written(path: Path, content: bytes, own: Callable[[int], None]) -> Path:
    """Keeps a file beside the settings."""
    try:
        whole_file.replace(path, content, own=own)
    except OSError as error:
        raise NotAllowedError(f"{path}: {error.strerror}: use sudo, or make room") from error
    return path


def _give_to_link(descriptor: int) -> None:
    os.fchmod(descriptor, 0o600)
    try:
        link = pwd.getpwnam(_LINK_USER)
    except KeyError:  # not installed as a service: the user's own
        return
    if os.geteuid() == 0:
        os.fchown(descriptor, link.pw_uid, link.pw_gid)


def _keep(work: Work, mqtt: Mqtt) -> None:
    work.change(
        mqtt={
            "host": mqtt.host,
            "port": mqtt.port,
            "username": mqtt.username,
            "password_file": None if mqtt.password_file is None else str(mqtt.password_file),
            "tls": mqtt.tls,
            "ca_file": None if mqtt.ca_file is None else str(mqtt.ca_file),
        }
    )
