"""``spotter doctor``: checks this machine, part by part, and says how to mend what is wrong."""

import argparse
import contextlib
import os
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon import exercises, paths, settings
from daemon.camera.gst import load
from daemon.camera.gstreamer import open_source
from daemon.errors import AwayError, SourceError, SpotterError, UsageError
from daemon.ipc.client import ask
from daemon.ports import Gap
from daemon.service.clock import SystemClock
from daemon.service.stages import StageTimes
from daemon.settings import Settings
from engines.zoo import open_engine

_OLDEST, _NEWEST = (3, 10), (3, 12)
_BROKER_S = 2.0
_FRAME_S = 5.0


@dataclass(frozen=True, slots=True)
class _Check:
    """One part: its name, what looks at it, and whether Spotter can do without it."""

    part: str
    look: Callable[[], str]
    needed: bool = True


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("doctor", help="checks this machine and says how to mend it")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """One line a part; status 0 where all that is needed is well, else 1."""
    well = True
    for check in _checks(args.config):
        try:
            sys.stdout.write(f"ok    {check.part:<10} {check.look()}\n")
        except SpotterError as error:
            word = "FAIL" if check.needed else "note"
            well = well and not check.needed
            sys.stdout.write(f"{word}  {check.part:<10} {error}\n")
        sys.stdout.flush()
    return 0 if well else 1


def _checks(given: Path | None) -> Iterator[_Check]:
    yield _Check("python", _python)
    yield _Check("gstreamer", _gstreamer)
    yield _Check("settings", lambda: _settings(given))
    yield _Check("exercises", lambda: _exercises(given))
    config = Settings()
    with contextlib.suppress(SpotterError):  # told above; the rest is checked with what holds without a file
        config = settings.load(given)
    yield _Check("engine", lambda: _engine(config))
    yield _Check("journal", lambda: _journal(config))
    running = _daemon_answers(config)
    yield _Check("daemon", lambda: _daemon(config), needed=False)
    if not running:
        yield _Check("camera", lambda: _camera(config))
    yield _Check("broker", lambda: _broker(config), needed=False)


def _python() -> str:
    if not _OLDEST <= sys.version_info[:2] <= _NEWEST:
        raise UsageError(f"{platform.python_version()}: Spotter is for 3.10 to 3.12; make .venv from one of these")
    return f"{platform.python_version()} on {platform.machine()}"


def _gstreamer() -> str:
    return str(load().core.version_string())


def _settings(given: Path | None) -> str:
    settings.load(given)
    return str(settings.locate(given) or "none: the defaults hold")


def _exercises(given: Path | None) -> str:
    found = exercises.files(given)
    for path in found.values():
        exercises.read(path)
    return ", ".join(sorted(found))


def _engine(config: Settings) -> str:
    models = config.engine.models or paths.models_folder()
    engine = open_engine(config.engine.name, models, config.engine.threads, StageTimes(SystemClock()))
    return f"{engine.name}, models in {models}"


def _journal(config: Settings) -> str:
    path = config.journal.path or paths.journal_path()
    folder = next(parent for parent in path.parents if parent.exists())
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{folder} cannot be written: give it to the user that runs Spotter, or set journal.path")
    free_mb = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize // 2**20
    return f"{path}, {free_mb} MiB free"


def _socket(config: Settings) -> Path:
    return config.socket.path or paths.socket_path()


def _daemon_answers(config: Settings) -> bool:
    try:
        ask(_socket(config), "health")
    except SpotterError:
        return False
    return True


def _daemon(config: Settings) -> str:
    health = ask(_socket(config), "health")
    if health is None:
        raise AwayError("it is starting: ask again in a moment")
    if health["trouble"]:
        raise UsageError(str(health["trouble"]))
    return f"{health['version']}, {health['fps']} frames a second, camera {health['camera']}"


def _camera(config: Settings) -> str:
    source = open_source(config.camera.source, SystemClock())
    with contextlib.closing(source):
        frame = source.read(_FRAME_S)
        if isinstance(frame, Gap):
            raise SourceError(f"{config.camera.source} gives no picture: check its cable, or set camera.source")
        with frame:
            return f"{config.camera.source}, {frame.width}x{frame.height} {frame.layout.value}"


def _broker(config: Settings) -> str:
    where = f"{config.mqtt.host}:{config.mqtt.port}"
    try:
        socket.create_connection((config.mqtt.host, config.mqtt.port), _BROKER_S).close()
    except OSError as error:
        raise AwayError(f"no broker answers at {where}: start mosquitto, or set mqtt.host and mqtt.port") from error
    return f"answers at {where}"
