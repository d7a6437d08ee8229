"""Spotter's own parts: Python, settings, exercises, engine, journal, daemon, camera, broker, speed."""

import contextlib
import os
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from daemon.camera.gst import load
from daemon.camera.gstreamer import open_source
from daemon.camera.patience import patience
from daemon.camera.uri import parse
from daemon.cli.doctor.finding import Finding, fail, note, ok
from daemon.cli.doctor.health import hang
from daemon.config import exercises, paths, settings
from daemon.config.settings import Settings
from daemon.errors import SpotterError
from daemon.ipc.client import ask
from daemon.masking import masked
from daemon.ports import Frame, ReadStatus
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from engines import registry
from engines.factory import describe_runtime, open_engine
from engines.tensorrt import device

_SET_CAMERA = "sudo spotter setup camera, which finds and tries one"
_OLDEST, _NEWEST = (3, 10), (3, 12)
_BROKER_S = 2.0
_FRAME_S = 5.0
_CLIP = "clip/demo.mp4"
_SKIP, _TRY = 90, 60
"""Frames of the bundled clip: the first ones show nobody, and finding an athlete takes longer than following."""
_SLOW_MS = 1000 / 15
"""The slowest that counting is exact with; see docs/jetson.md, "Heat"."""


def machine() -> Iterator[Finding]:
    """Checks what every machine must have."""
    yield _python()
    yield _finding("gstreamer", lambda: str(load().core.version_string()))


def files(given: Path | None) -> Iterator[Finding]:
    """Settings and exercises.

    Args:
        given: What ``--config`` named.
    """
    yield from _findings("settings", lambda: _settings(given))
    yield from _findings("exercises", lambda: ", ".join(sorted(exercises.read_all(given))))


def work(config: Settings, given: Path | None = None) -> Iterator[Finding]:
    """Checks what does the counting: asks the daemon where one runs, else tries it here."""
    health = _health(config)
    if health is None:
        yield note("daemon", "none answers at its socket", "spotter run, or sudo systemctl start spotter")
        yield from _engine(config, given)
        yield _finding("journal", lambda: _journal(config))
        yield _finding("camera", lambda: _camera(config), _SET_CAMERA)
    else:
        yield from _running(health)
        yield from _engine(config, given, str(health["engine"]))
    yield _broker(config)


def _finding(part: str, look: Callable[[], str], mend: str | None = None) -> Finding:
    """Returns the finding, or the error as one: its one line says what to do, and ``mend`` which command helps."""
    try:
        return ok(part, look())
    except SpotterError as error:
        return fail(part, str(error), mend)


def _findings(part: str, look: Callable[[], str]) -> Iterator[Finding]:
    """Yields the findings, or one for each line of the error."""
    try:
        yield ok(part, look())
    except SpotterError as error:
        yield from (fail(part, line) for line in error.lines)


def _python() -> Finding:
    says = f"{platform.python_version()} on {platform.machine()}"
    if not _OLDEST <= sys.version_info[:2] <= _NEWEST:
        return fail("python", f"{says}: Spotter is for 3.10 to 3.12", "make .venv from one of these")
    return ok("python", says)


def _settings(given: Path | None) -> str:
    settings.load(given)
    return str(settings.locate(given) or "none: the defaults hold")


def _health(config: Settings) -> Any:  # noqa: ANN401 - the socket's own plain data
    try:
        return ask(config.socket.path or paths.socket_path(), "health")
    except SpotterError:
        return None


def _running(health: Any) -> Iterator[Finding]:  # noqa: ANN401 - the socket's own plain data
    engine = f"{health['engine']}{_on(health.get('threads'))}"
    says = f"{health['version']}, {health['fps']} frames a second, engine {engine}"
    # Who asks the doctor is at a terminal, and has no set to start.
    leave = None if health.get("safe_mode") is None else "once that is mended, sudo systemctl restart spotter"
    if health.get("hung"):
        yield fail("daemon", hang(health["hung"]), "sudo systemctl restart spotter")
    else:
        yield ok("daemon", says) if health["trouble"] is None else fail("daemon", str(health["trouble"]), leave)
    seen = f"{health['camera']}, as the daemon sees it"
    yield ok("camera", seen) if health["camera"] == "ok" else fail("camera", seen, _SET_CAMERA)
    if health.get("kept_mib") is not None:
        yield ok("kept", f"journal, backups and models take {health['kept_mib']} MiB")
    unsaved = health["unsaved"]
    yield ok("journal", "kept by the daemon") if not unsaved else fail("journal", f"{unsaved} events are not saved yet")


def _engine(config: Settings, given: Path | None, used: str | None = None) -> Iterator[Finding]:
    """Yields the state of the engine; ``used`` is the one that a running daemon has."""
    folder = config.engine.models or paths.models_folder()
    try:
        why = describe_runtime(registry.find(config.engine.name, given, folder), folder)
        if why.startswith("ONNX") and device.is_expected():
            mend = "sudo systemctl start spotter-engine, or spotter engine build: minutes, once"
            yield fail("engine", f"{config.engine.name} on {why}", mend)
        elif why.startswith("TensorRT") and used is not None and used.endswith("/onnx"):
            # Built since the daemon's start, or refused to it: the doctor looks from outside of its sandbox.
            mend = "sudo systemctl restart spotter; where that does not help: journalctl -u spotter"
            yield fail("engine", f"{why}, yet the daemon counts with {used}", mend)
        else:
            yield ok("engine", f"{config.engine.name} on {why}; models in {folder}")
        yield _speed(config, folder, given)
    except PermissionError:
        yield note("engine", f"{folder} is the daemon's alone", "sudo spotter doctor")
    except SpotterError as error:
        yield fail("engine", str(error))


def _on(threads: str | None) -> str:
    return f" on {threads}" if threads else ""


def _speed(config: Settings, folder: Path, given: Path | None) -> Finding:
    """Measures how fast the bundled clip goes through the engine."""
    clock = SystemClock()
    stages = StageTimes(clock)
    engine = open_engine(config.engine.name, folder, config.engine.threads, stages, clock, config=given)
    with contextlib.closing(open_source(str(paths.find(_CLIP)), clock)) as source:
        for frame in islice(_frames(source.read), _SKIP, _SKIP + _TRY):
            began = clock.monotonic()
            engine.estimate(frame)
            stages.spend("frame", clock.monotonic() - began)
    spent = stages.table()["frame"]
    says = f"{spent.p50_ms:.1f} ms a frame, p95 {spent.p95_ms:.1f} ms, with {engine.name}{_on(engine.threads)}"
    if spent.p50_ms > _SLOW_MS:
        return note(
            "speed", f"{says}: under 15 frames a second", "see power mode and engine above; stop what else runs"
        )
    return ok("speed", says)


def _frames(read: Callable[[float], Frame | ReadStatus]) -> Iterator[Frame]:
    while isinstance(frame := read(_FRAME_S), Frame):
        with frame:
            yield frame


def _journal(config: Settings) -> str:
    path = config.journal.path or paths.journal_path()
    folder = next(parent for parent in path.parents if parent.exists())
    if not os.access(folder, os.W_OK):
        raise SpotterError(
            f"{folder} cannot be written: run as root or as the user that runs Spotter, or set journal.path"
        )
    return str(path)


def _camera(config: Settings) -> str:
    source = open_source(config.camera.source, SystemClock(), turn=config.camera.turn or None)
    with contextlib.closing(source):
        waits = patience(parse(config.camera.source), config.camera.stall_s)
        frame = source.read(max(_FRAME_S, waits.first_s))
        if isinstance(frame, ReadStatus):
            raise SpotterError(
                f"{masked(config.camera.source)} gives no picture: {waits.first_mend}, or set camera.source"
            )
        with frame:
            return f"{masked(config.camera.source)}, {frame.width}x{frame.height} {frame.layout.value}"


def _broker(config: Settings) -> Finding:
    where = f"{config.mqtt.host}:{config.mqtt.port}"
    try:
        socket.create_connection((config.mqtt.host, config.mqtt.port), _BROKER_S).close()
    except OSError:
        mend = "sudo systemctl start mosquitto; for another broker: sudo spotter setup broker"
        return note("broker", f"none answers at {where}", mend)
    return ok("broker", f"answers at {where}")
