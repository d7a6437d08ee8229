"""Gathers the parts of a support bundle. What cannot be had says so in its place, and the rest is there."""

import os
import platform
import shutil
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli import journal_access
from daemon.cli.commands import doctor
from daemon.cli.doctor.finding import Ground
from daemon.clock import Clock, rfc3339
from daemon.config import paths, settings
from daemon.config.settings import Settings
from daemon.errors import PackageError, SpotterError
from daemon.events import AnyEvent
from daemon.ipc.client import ask
from daemon.pairing import store
from daemon.runtime.versions import versions
from daemon.support import event_data, personal, settings_data, system_log, vocabulary
from daemon.support.archive import Part, newest
from daemon.support.scrubber import HIDDEN, Scrubber
from daemon.upgrade import trust

EVENTS = 200
_MOST_LOG = 4_000_000
"""Bytes of log: with all else, a bundle stays below its limit even where nothing can be squeezed."""
_BROKER_USERS = Path("/var/lib/mosquitto/spotter-dynsec.json")
_UPGRADE = "upgrade.json"
_SHOWN = "--property=ActiveState,SubState,Result,NRestarts,ExecMainStatus,ActiveEnterTimestamp,StatusText,UnitFileState"
_ABOUT = """\
Spotter's support bundle, made {t} by version {version}.

{parts}

What is not in it: no picture, no password, and no name of a person, a box, a machine, a network or a file of yours.
Words that Spotter does not know stand as {hidden}; athletes, sets, workouts and boots are numbered. Look into it before
you send it: everything is plain text.
"""


class Gatherer:
    """Gathers on one machine.

    Args:
        given: What ``--config`` named.
        ground: The machine.
        clock: The time.
    """

    def __init__(self, given: Path | None, ground: Ground, clock: Clock) -> None:
        self._given = given
        self._ground = ground
        self._clock = clock
        self._config, self._fault = _settings(given)
        self._events, self._no_events = self._last_events()
        self._scrubber = Scrubber(vocabulary.ours(), self._personal())

    def parts(self) -> list[Part]:
        """Returns every part, with names and secrets hidden."""
        now = self._clock.now()
        made = [
            Part("doctor.txt", "what `spotter doctor` finds", self._text(self._doctor)),
            Part("events.jsonl", f"the last {len(self._events)} events, without names", self._text(self._event_lines)),
            Part("health.json", "the daemon's health", self._text(self._health)),
            Part("log.txt", "the services' log, the oldest line first", newest(self._text(self._log), _MOST_LOG)),
            Part("settings.json", "the settings, without names, addresses and secrets", self._text(self._settings)),
            Part("system.json", "versions, services, disk and memory", self._text(self._system)),
        ]
        return [Part("README.txt", "what this is", _about(made, now)), *made]

    def _text(self, make: Callable[[], Iterable[str]]) -> bytes:
        """Returns the lines of a part; where making them fails, why."""
        lines: list[str] = []
        try:
            lines.extend(make())
        except SpotterError as error:
            lines += [f"not to be had: {self._scrubber.text(line)}" for line in error.lines]
        except Exception:  # noqa: BLE001 - a bundle is wanted most where our own program breaks: the fault goes into it
            lines += ["not to be had:", self._scrubber.text(traceback.format_exc())]
        return "".join(f"{line}\n" for line in lines).encode()

    def _doctor(self) -> Iterator[str]:
        for finding in doctor.findings(self._given, self._ground):
            yield self._scrubber.text(doctor.lines(finding))

    def _event_lines(self) -> Iterator[str]:
        if self._no_events is not None:
            raise self._no_events
        return (line.decode() for line in event_data.of(self._events, self._scrubber))

    def _health(self) -> Iterator[str]:
        socket = self._config.socket.path or paths.socket_path()
        try:
            health = ask(socket, "health")
        except SpotterError as error:
            health = {"daemon": f"does not answer: {error}"}
        yield _json(self._scrubber.data(health))

    def _log(self) -> Iterator[str]:
        return (system_log.shown(line, self._scrubber) for line in system_log.read())

    def _settings(self) -> Iterator[str]:
        found = settings.locate(self._given)
        data = settings_data.of(self._config, self._scrubber)
        file = "none: the defaults hold" if found is None else settings_data.path(found)
        wrong = [] if self._fault is None else [self._scrubber.text(line) for line in self._fault.lines]
        yield _json({"file": file, "wrong": wrong, **data})

    def _system(self) -> Iterator[str]:
        yield _json(
            {
                "made": rfc3339(self._clock.now()),
                "versions": self._scrubber.data(versions()),
                "packages": _packages(),
                "system": self._scrubber.data(_system(self._ground)),
                "services": {unit: self._scrubber.data(self._service(unit)) for unit in system_log.UNITS},
                "disk": self._disk(),
                "installed": self._installed(),
                "update_keys": self._update_keys(),
                "upgrade": self._scrubber.data(self._upgrade()),
            }
        )

    def _service(self, unit: str) -> dict[str, str]:
        said = self._ground.program(["systemctl", "show", _SHOWN, unit.replace("*", "tty1")]) or ""
        return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)

    def _disk(self) -> dict[str, Any]:
        state = self._state()
        found: dict[str, Any] = {}
        for name, folder in (("state", state), ("root", self._ground.path("/"))):
            with suppress(OSError):
                usage = shutil.disk_usage(folder)
                found[f"{name}_free_mib"], found[f"{name}_mib"] = usage.free // 2**20, usage.total // 2**20
        for name in ("", "models", "backups"):
            found[f"{name or 'state'}_bytes"] = _size(state / name)
        return found

    def _installed(self) -> list[str]:
        """Returns the versions that lie on the disk."""
        folders = self._ground.found("/opt/spotter/*")
        return [self._scrubber.text(each.name) for each in folders if each.name[:1].isdigit()]

    def _update_keys(self) -> list[str]:
        """Returns the fingerprints of the publisher's keys that this box trusts; whose they say they are stays here."""
        with suppress(PackageError):
            return [key.fingerprint for key in trust.trusted(self._ground.path(str(trust.KEYS)))]
        return []

    def _upgrade(self) -> Any:  # noqa: ANN401 - what the updater has written
        try:
            return msgspec.json.decode((self._state() / _UPGRADE).read_bytes())
        except (OSError, msgspec.MsgspecError):
            return None

    def _state(self) -> Path:
        return journal_access.journal_of(self._config).parent

    def _last_events(self) -> tuple[list[AnyEvent], SpotterError | None]:
        try:
            with journal_access.open_access(self._config, self._clock) as journal:
                return journal.last(EVENTS), None
        except SpotterError as error:
            return [], error

    def _athletes(self) -> list[str]:
        with suppress(SpotterError), journal_access.open_access(self._config, self._clock) as journal:
            return journal.athletes().athletes
        return []

    def _personal(self) -> Iterator[str]:
        """Yields the names and secrets that are known here."""
        yield from personal.of_settings(self._config)
        found = settings.locate(self._given)
        if found is not None and self._fault is not None:
            with suppress(OSError):
                yield from personal.of_settings_text(found.read_bytes().decode("utf-8", "replace"))
        with suppress(SpotterError):
            yield settings.password(self._config.mqtt) or ""
        folder = paths.SYSTEM_CONFIG if found is None else found.parent
        users = self._ground.path(str(_BROKER_USERS))
        yield from personal.of_files(folder, vocabulary.shipped(), store.path(), self._state(), users)
        yield from personal.of_machine(self._ground.root)
        yield from personal.of_environment(os.environ)
        yield from personal.of_events(self._events)
        yield from self._athletes()
        if self._no_events is not None:
            yield from personal.of_unreadable_journal(journal_access.journal_of(self._config))
        yield platform.node()
        yield from platform.node().split(".")


def _settings(given: Path | None) -> tuple[Settings, SpotterError | None]:
    try:
        return settings.load(given), None
    except SpotterError as error:
        return Settings(), error


def _packages() -> dict[str, str]:
    """Returns the versions of what Spotter is built on."""
    names = [each.split(";")[0].split(">")[0].split("=")[0].strip() for each in metadata.requires("spotter") or ()]
    found: dict[str, str] = {}
    for name in names:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _system(ground: Ground) -> dict[str, Any]:
    release = dict(line.split("=", 1) for line in (ground.text("/etc/os-release") or "").splitlines() if "=" in line)
    memory = [line.split() for line in (ground.text("/proc/meminfo") or "").splitlines()[:3]]
    return {
        "system": f"{release.get('ID', '?')} {release.get('VERSION_ID', '?')}".replace('"', ""),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "board": ground.text("/proc/device-tree/model"),
        "jetpack": (ground.text("/etc/nv_tegra_release") or "").partition(", GCID")[0],
        "uptime_s": (ground.text("/proc/uptime") or "").partition(" ")[0],
        "memory_mib": {line[0].rstrip(":"): int(line[1]) // 1024 for line in memory},
        "load": (ground.text("/proc/loadavg") or "").rpartition(" ")[0],
    }


def _size(folder: Path) -> int | None:
    """Returns the bytes of all files in a folder; None where it cannot be looked into."""
    try:
        return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    except OSError:
        return None


def _about(parts: list[Part], now: datetime) -> bytes:
    lines = "\n".join(f"{part.name:<15} {part.about}" for part in parts)
    version = metadata.version("spotter")
    return _ABOUT.format(t=rfc3339(now), version=version, parts=lines, hidden=HIDDEN).encode()


def _json(data: Any) -> str:  # noqa: ANN401 - plain data of any shape
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
