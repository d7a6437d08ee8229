"""Promise 10: no pixel goes to a file or to the network, not even while the placement picture is open."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from tests.boxes import STOP_S, Box
from tests.fakes.box import go
from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.fakes.tap import Tap
from tests.fakes.videos import run_to_end

pytestmark = pytest.mark.slow

RUN = 16
"""Bytes of the pattern in a row that nobody may find."""
SIZE = (128, 96)
SECONDS = 6


@pytest.fixture(scope="module")
def pattern() -> bytes:
    """A frame of noise, I420."""
    width, height = SIZE
    return np.random.default_rng(10).integers(0, 256, width * height * 3 // 2, np.uint8).tobytes()


@pytest.fixture(scope="module")
def camera(pattern: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of nothing but that frame, every pixel of it kept."""
    folder = tmp_path_factory.mktemp("camera")
    (folder / "noise.raw").write_bytes(pattern * (30 * SECONDS * 10))  # a slow machine needs longer
    width, height = SIZE
    run_to_end(
        f"filesrc location={folder / 'noise.raw'} blocksize={len(pattern)} ! "
        f"rawvideoparse width={width} height={height} format=i420 framerate=30/1 ! avimux ! "
        f"filesink location={folder / 'noise.avi'}"
    )
    return folder / "noise.avi"


@pytest.fixture
def tap(tmp_path: Path) -> Iterator[Tap]:
    """A broker, and a tap on the wire to it."""
    folder = tmp_path.parent / "broker"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.start()
    tap = Tap(broker.port)
    yield tap
    tap.close()
    broker.kill()


def runs(data: bytes) -> set[bytes]:
    return {data[i : i + RUN] for i in range(len(data) - RUN + 1)}


def holds(data: bytes, secret: set[bytes]) -> bool:
    return any(data[i : i + RUN] in secret for i in range(len(data) - RUN + 1))


def written(pid: int) -> set[Path]:
    """Regular files that a process has open for writing."""
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        flags = (Path(f"/proc/{pid}/fdinfo") / entry.name).read_text().split("flags:")[1].split()[0]
        target = entry.readlink()
        if int(flags, 8) & os.O_ACCMODE != os.O_RDONLY and target.is_file():
            found.add(target)
    return found


@contextmanager
def halted(pid: int) -> Iterator[None]:
    """Holds a process, so that no file of its comes or goes while somebody looks."""
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(lambda: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def contents(folder: Path, more: set[Path]) -> list[tuple[Path, bytes]]:
    """Every file below the folder, and more, with what is in it."""
    found = more | {path for path in folder.rglob("*") if path.is_file()}
    return [(path, path.read_bytes()) for path in sorted(found)]


async def look(box: Box) -> list[bytes]:
    """Keep the picture open and telemetry running for some seconds, do a set meanwhile; the pictures' pixels."""
    pictures = []
    async with await Client.connect(box.socket) as screen, await Client.connect(box.socket) as dashboard:
        await dashboard.watch(pose=True)
        await dashboard.request("start", exercise="squat")
        for _ in range(SECONDS * 5):
            pictures.append((await screen.request("picture"))["rgb"])
            await dashboard.request("add", reason="to have something to write")
            assert isinstance(await dashboard.__anext__(), Telemetry)
            await asyncio.sleep(0.15)
        await dashboard.request("stop")
    return pictures


def test_no_pixel_goes_to_a_file_or_to_the_network(
    tmp_path: Path, tap: Tap, camera: Path, pattern: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    box = Box(tmp_path)
    with box.config.open("a") as file:
        file.write(f"[mqtt]\nport = {tap.port}\n")
    with box.running("--source", str(camera)) as daemon:
        with (tmp_path / "link.log").open("wb") as log:
            link = subprocess.Popen(box.argv("link"), stdout=log, stderr=log)
        try:
            with Listener(tap.port, "+/test/workout/last") as hub:
                pictures = go(lambda: look(box))
                hub.wait(lambda it: it.heard)
        finally:
            link.send_signal(signal.SIGTERM)
            link.wait(STOP_S)
        with halted(daemon.pid):
            files = contents(tmp_path, written(daemon.pid))
        daemon.send_signal(signal.SIGTERM)
        said = daemon.communicate(timeout=STOP_S)[1]
    assert len(set(pictures)) == 1
    secret = runs(pattern) | runs(pictures[0])
    assert holds(camera.read_bytes()[:100_000], secret)  # what is looked for would be found
    files += contents(tmp_path, set())
    assert box.journal in [path for path, _ in files]
    assert [path for path, data in files if holds(data, secret)] == []
    assert b"rep_corrected" in tap.wrote
    assert not holds(bytes(tap.wrote), secret)
    assert not holds(said.encode(), secret)
