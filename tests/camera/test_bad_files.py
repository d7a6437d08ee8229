"""A file that cannot be read is one clear line: what, where, and what to do next."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from daemon.camera.container import missing_bytes
from daemon.camera.gstreamer import open_source
from daemon.errors import SourceError
from daemon.ports import ReadStatus
from daemon.system.clock import SystemClock
from tests.fakes.videos import H264, MJPEG, VP8, ball, run_to_end


def dice(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def read_all(path: Path) -> list[float]:
    """Frame times until the end; an error carries on."""
    source, found = open_source(str(path), SystemClock()), []
    try:
        while not isinstance(frame := source.read(10.0), ReadStatus):
            with frame:
                found.append(frame.t)
        assert frame is ReadStatus.END
    finally:
        source.close()
    return found


def complaint(path: Path) -> str:
    with pytest.raises(SourceError) as error:
        read_all(path)
    line = str(error.value)
    assert str(path) in line
    assert "\n" not in line
    return line


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such file: check the path" in complaint(tmp_path / "squat.mp4")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder: name one video file in it" in complaint(tmp_path)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert "cannot be read" in complaint(tmp_path / ("x" * 300))


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    assert "is empty: copy or download it again" in complaint(tmp_path / "a.mp4")


def test_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is not a regular file"):
        open_source(str(tmp_path / "pipe"), SystemClock())


@pytest.mark.root
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = ball(tmp_path / "a.mov", frames=2)
    path.chmod(0o600)
    for folder in [tmp_path, *list(tmp_path.parents)[:-2]]:
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        with pytest.raises(SourceError, match="may not be read by this user: chmod it"):
            open_source(str(path), SystemClock())
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("content", [b"hello, this is no video\n" * 50, dice(1).bytes(50_000)])
def test_what_is_no_video(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    assert "is not a video" in complaint(tmp_path / "a.mp4")


@pytest.mark.parametrize("chain", ["wavenc", "flacenc", "vorbisenc ! oggmux", "opusenc ! matroskamux"])
def test_sound_without_a_picture(tmp_path: Path, chain: str) -> None:
    run_to_end(f"audiotestsrc num-buffers=20 ! audioconvert ! {chain} ! filesink location={tmp_path / 'a.mp4'}")
    assert "has no picture, only sound" in complaint(tmp_path / "a.mp4")


def test_sound_beside_the_picture_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    run_to_end(
        f"videotestsrc num-buffers=30 ! video/x-raw,width=64,height=48 ! {VP8} ! matroskamux name=mux ! "
        f"filesink location={path} audiotestsrc num-buffers=200 ! opusenc ! mux."
    )
    assert len(read_all(path)) == 30


def test_an_mp4_that_was_never_finished(tmp_path: Path) -> None:
    path = cut(ball(tmp_path / "a.mov", frames=30), 0.6)
    assert "is damaged or cut off" in complaint(path)


@pytest.mark.parametrize(
    "chain", [f"{MJPEG} ! qtmux faststart=true", f"{MJPEG} ! avimux", f"{VP8} ! matroskamux", f"{VP8} ! webmmux"]
)
def test_a_cut_off_file_gives_its_frames_and_then_says_where_it_ends(tmp_path: Path, chain: str) -> None:
    path = ball(tmp_path / "a.vid", frames=60, chain=chain)
    assert len(read_all(path)) == 60
    source, found = open_source(str(cut(path, 0.6)), SystemClock()), 0
    with pytest.raises(SourceError, match=r"a\.vid is cut off at \d\.\d s \(\d+ bytes are missing\)"):  # noqa: PT012
        while not isinstance(frame := source.read(10.0), ReadStatus):
            with frame:
                found += 1
    assert 20 < found < 50
    with pytest.raises(SourceError, match="is cut off"):
        source.read(0.0)
    source.close()


@pytest.mark.parametrize("chain", [f"{MJPEG} ! qtmux", f"{VP8} ! matroskamux", f"{H264} ! mp4mux", f"{MJPEG} ! avimux"])
def test_flipped_bytes_never_crash_or_hang(tmp_path: Path, chain: str) -> None:
    whole = ball(tmp_path / "a.vid", size=(64, 48), frames=20, chain=chain).read_bytes()
    rng, path = dice(3), tmp_path / "b.vid"
    for _ in range(6):
        content = bytearray(whole)
        for _ in range(20):
            content[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
        path.write_bytes(content)
        try:
            assert len(read_all(path)) <= 21
        except SourceError as error:
            assert str(path) in str(error)  # noqa: PT017 - some damage does no harm


@pytest.mark.parametrize("head", [b"RIFF", b"\x1aE\xdf\xa3", b"\0\0\0\x18ftyp", b"\0\0\0\x01ftyp", b""])
def test_a_containers_sizes_are_read_without_trusting_them(tmp_path: Path, head: bytes) -> None:
    rng, path = dice(4), tmp_path / "x"
    for length in range(60):
        path.write_bytes(head + rng.bytes(length))
        assert missing_bytes(path) >= 0


def test_a_missing_decoder_names_the_package(tmp_path: Path) -> None:
    """Run apart: GStreamer reads which plugins to leave out once a process."""
    path = ball(tmp_path / "a.mkv", frames=3, chain=f"{VP8} ! matroskamux")
    code = (
        "import sys; from daemon.camera.gstreamer import open_source; from daemon.system.clock import SystemClock\n"
        "try: open_source(sys.argv[1], SystemClock())\nexcept OSError as error: print(error)"
    )
    without = {**os.environ, "GST_PLUGIN_FEATURE_RANK": "vp8dec:NONE,avdec_vp8:NONE,vavp8dec:NONE,v4l2vp8dec:NONE"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=without, capture_output=True, text=True, timeout=60, check=True
    )
    assert "GStreamer has no VP8 decoder: install gstreamer1.0-libav" in done.stdout
