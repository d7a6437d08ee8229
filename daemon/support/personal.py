"""Names and secrets of this home, as its own files have them: what none of a bundle's texts may show."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from daemon.config.settings import Settings
from daemon.events import RepCorrected

PUBLIC = frozenset(
    {
        "spotter", "spotter-link", "spotter-web", "spotter-tui", "spotter-admin", "admin", "root", "localhost",
        "homeassistant", "127.0.0.1", "*", "auto", "none", "true", "false",
    }
)  # fmt: skip
"""What stands on every box."""
_PUBLIC_VARIABLES = re.compile(
    r"PATH|LANG(?:UAGE)?|LC_\w+|TERM|COLORTERM|SHLVL|_|TMPDIR|PYTHON\w*|TEXTUAL_\w+|GST_\w+|INVOCATION_ID|COLUMNS|LINES|"
    r"JOURNAL_STREAM|NOTIFY_SOCKET|SYSTEMD_EXEC_PID|(?:STATE|RUNTIME|CONFIGURATION)_DIRECTORY|DEBIAN_FRONTEND|SHELL|"
    r"OMP_\w+|CUDA\w*|LD_LIBRARY_PATH|DISPLAY|XDG_(?:SESSION_\w+|RUNTIME_DIR|DATA_DIRS|CONFIG_DIRS|SEAT|VTNR)|PAGER|EDITOR"
)
_SWITCH = re.compile(r"\d{0,3}|[a-z]|yes|no|on|off|true|false", re.IGNORECASE)
_PUBLIC_PARTS = frozenset(
    {
        "", "rtsp", "rtsps", "http", "https", "file", "live", "etc", "spotter", "var", "lib", "run", "opt", "usr",
        "share", "local", "bin", "tmp", "dev", "home", "root", "venv", "models", "journal", "db", "sock", "toml", "pem",
        "crt", "key", "mqtt", "password", "page", "authority", "broker", "ca", "current", "state",
    }
)  # fmt: skip
_PUBLIC_KEYS = frozenset({"exercise", "say", "voice", "device", "board", "threads", "name", "exercises", "engine"})
"""Keys of the settings, in tables that are not about people, whose value is a word of ours or of the system."""
_TECHNICAL_TABLES = frozenset({"engine", "set", "gpio", "sound", "smoothing", "heat", "workout"})
_TEXT = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'")
_WIFI = re.compile(
    r"^\s*[\"']?(?:ssid|psk|id|password|identity|wpa-psk|pre-shared-key)[\"']?\s*[=:]\s*(.+)$", re.MULTILINE
)
_WIFI_FILES = (
    "etc/NetworkManager/system-connections/*", "etc/wpa_supplicant/*.conf", "etc/netplan/*.yaml", "var/lib/iwd/*.psk",
)  # fmt: skip
_UPGRADE = "upgrade.json"
"""Versions and reasons, and no names."""
_SETUP = "setup.json"
"""The first boot's steps and exercises by our own words, and the box's name."""
_FIRST_USER = 1000
_WRITTEN = frozenset({"athlete", "box", "kept", "name", "note", "notes"})
"""Fields of events that hold names, or what somebody wrote."""
_MOST_BYTES = 1024 * 1024
_MOST_JOURNAL = 256 * 1024 * 1024
_ATHLETE = re.compile(rb'"athlete":("(?:[^"\\\x00-\x1f]|\\.){1,200}")')
"""As an event's JSON has it."""
_NAMES_OF_BROKER = frozenset({"username", "clientid", "textname", "textdescription", "password", "salt"})


def of_settings(config: Settings) -> Iterator[str]:
    """Yields what the settings say of a home: names, hosts, accounts, paths."""
    for table, values in msgspec.to_builtins(config, enc_hook=str).items():
        for key, value in values.items() if isinstance(values, dict) else [("", values)]:
            if table in _TECHNICAL_TABLES and key in _PUBLIC_KEYS:
                continue
            yield from _of_value(value)


def of_settings_text(text: str) -> Iterator[str]:
    """Yields what stands in quotation marks in a settings file that cannot be read as one."""
    for found in _TEXT.finditer(text):
        yield from _of_text(found[1] or found[2])


def of_environment(environ: Mapping[str, str]) -> Iterator[str]:
    """Yields the values of all variables but those that only say how a system is set up, and but switches."""
    for key, value in environ.items():
        if not _PUBLIC_VARIABLES.fullmatch(key) and not _SWITCH.fullmatch(value):
            yield from _of_text(value)


def of_machine(root: Path) -> Iterator[str]:
    """Yields names of hosts, users and Wi-Fi networks, and the machine's ids; what may not be read is left out."""
    yield from _lines(root / "etc/hostname")
    yield from (word for line in _lines(root / "etc/hosts") for word in line.partition("#")[0].split())
    searched = [line.split() for line in _lines(root / "etc/resolv.conf")]
    yield from (word for words in searched if words[0] in ("search", "domain") for word in words[1:])
    pairs = [line.partition("=") for line in _lines(root / "etc/machine-info")]
    yield from (value.strip("\"'") for key, _, value in pairs if key in ("PRETTY_HOSTNAME", "LOCATION"))
    yield from _lines(root / "etc/machine-id")
    yield from _text(root / "proc/device-tree/serial-number").strip("\0\n").splitlines()
    yield from _users(root)
    yield from _wifi(root)


def of_files(config_folder: Path, shipped: Iterable[Path], pairing: Path, state: Path, broker: Path) -> Iterator[str]:
    """Yields what Spotter's own files say of a home.

    Args:
        config_folder: ``/etc/spotter``: its passwords, and the names of what somebody put there.
        shipped: The folders of the same kind that came with Spotter.
        pairing: The file of who may open the page.
        state: The folder of what must last.
        broker: mosquitto's file of who may do what.
    """
    known = {file.name for folder in shipped for file in _files(folder)}
    for file in _files(config_folder):
        if file.suffix == ".toml" and file.name not in known:
            yield from _of_text(file.stem)
        elif "password" in file.name:
            yield from _lines(file)
    yield from _of_value(_json(pairing))
    for file in _glob(state, "*.json"):
        found = _json(file)
        if file.name == _SETUP and isinstance(found, dict):
            yield from _of_value(found.get("name"))
        elif file.name != _UPGRADE:
            yield from _of_value(found)
    yield from _broker_names(_json(broker))


def of_events(events: Iterable[Any]) -> Iterator[str]:
    """Yields names, and what people wrote, out of events."""
    for event in events:
        for key, value in msgspec.to_builtins(event).items():
            if key in _WRITTEN or (key == "why" and isinstance(event, RepCorrected)):
                yield from _of_value(value)
        plan = getattr(event, "plan", None)
        yield from _of_text(getattr(plan, "name", ""))


def of_unreadable_journal(journal: Path) -> Iterator[str]:
    """Yields the athletes of a journal that cannot be opened, from its bytes, and from its backups'."""
    for file in [*_glob(journal.parent, f"{journal.name}*"), *_glob(journal.parent, "backups/*")]:
        for name in set(_ATHLETE.findall(_bytes(file, _MOST_JOURNAL))):
            with suppress(ValueError):
                yield json.loads(name)


def _of_value(value: Any) -> Iterator[str]:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _of_value(each)
            if isinstance(each, dict):  # a table of tables, by name
                yield from _of_text(str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _of_value(each)


def _of_text(text: str) -> Iterator[str]:
    """Yields a text that may be a name or a secret; of a path, what is not on every machine."""
    plain = text.strip()
    if not plain or plain in PUBLIC or plain.startswith(("v4l2://", "csi://", "test://")):
        return
    if plain.startswith("/") or "://" in plain:
        yield from (part for part in re.split(r"[/:@?&=]+", plain) if not _is_public(part))
    else:
        yield plain


def _is_public(part: str) -> bool:
    """Returns whether a part of a path or an address is one that many machines have."""
    return all(word in _PUBLIC_PARTS for word in re.split(r"[._-]+", part))


def _users(root: Path) -> Iterator[str]:
    for line in _lines(root / "etc/passwd"):
        fields = line.split(":")
        if len(fields) > 4 and fields[2].isdigit() and _FIRST_USER <= int(fields[2]) < 60000:  # noqa: PLR2004 - passwd(5)
            yield fields[0]
            yield fields[4]


def _wifi(root: Path) -> Iterator[str]:
    for pattern in _WIFI_FILES:
        for file in _glob(root, pattern):
            yield file.stem
            yield from (found.strip().strip("\"'") for found in _WIFI.findall(_text(file)))


def _broker_names(found: Any) -> Iterator[str]:  # noqa: ANN401 - another program's JSON
    if isinstance(found, dict):
        for key, value in found.items():
            if key in _NAMES_OF_BROKER and isinstance(value, str):
                yield from _of_text(value)
            else:
                yield from _broker_names(value)
    elif isinstance(found, list):
        for each in found:
            yield from _broker_names(each)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError:
        return []


def _glob(root: Path, pattern: str) -> list[Path]:
    try:
        return sorted(root.glob(pattern))
    except OSError:
        return []


def _json(file: Path) -> Any:  # noqa: ANN401 - plain data of any shape
    try:
        return json.loads(_text(file) or "null")
    except (ValueError, RecursionError):
        return None


def _lines(file: Path) -> list[str]:
    return [line.strip() for line in _text(file).splitlines() if line.strip()]


def _text(file: Path) -> str:
    return _bytes(file, _MOST_BYTES).decode("utf-8", "replace")


def _bytes(file: Path, most: int) -> bytes:
    """Returns what a file holds; nothing where it may not be read, or is none."""
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError:
        return b""
