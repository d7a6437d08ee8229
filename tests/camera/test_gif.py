"""A GIF moves at its own pace, and what has no times is refused."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.camera.gif import picture_times_s
from daemon.camera.gstreamer import Pace, open_source
from daemon.errors import SourceError
from daemon.ports import ReadStatus
from daemon.system.clock import SystemClock

pytestmark = pytest.mark.slow

PICTURE = b"\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00" + b"\x02\x03\x04\x00\x05\x00"
"""Two by two pixels of one colour, packed."""


def gif(delays_cs: Sequence[int | None]) -> bytes:
    """A GIF with a comment and a loop; None: a picture without a delay of its own."""
    head = b"GIF89a\x02\x00\x02\x00\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00" + b"\x21\xfe\x03\x2c\x21\x3b\x00"
    pictures = [
        (b"" if each is None else b"\x21\xf9\x04\x00" + each.to_bytes(2, "little") + b"\x00\x00") + PICTURE
        for each in delays_cs
    ]
    return head + loop + b"".join(pictures) + b"\x3b"


def times_of(path: Path, pace: Pace = Pace.FULL) -> list[float]:
    source, times = open_source(str(path), SystemClock(), pace=pace), []
    while not isinstance(frame := source.read(5.0), ReadStatus):
        times.append(frame.t)
        frame.release()
    source.close()
    return times


def test_each_picture_comes_at_its_own_time(tmp_path: Path) -> None:
    (tmp_path / "x.gif").write_bytes(gif([10, 4, 0, 1, None, 50, 7]))
    assert times_of(tmp_path / "x.gif") == pytest.approx([0.0, 0.1, 0.14, 0.24, 0.34, 0.44, 0.94])


def test_a_gif_that_plays_live_is_paced(tmp_path: Path) -> None:
    (tmp_path / "x.gif").write_bytes(gif([10] * 6))
    began = SystemClock().monotonic()
    times = times_of(tmp_path / "x.gif", Pace.LIVE)
    assert SystemClock().monotonic() - began >= 0.45
    assert times[-1] - times[0] == pytest.approx(0.5)


def test_what_says_nothing_of_times_is_refused_in_one_line(tmp_path: Path) -> None:
    done, picture = cv2.imencode(".jpg", np.zeros((48, 64, 3), np.uint8))
    assert done
    (tmp_path / "x.mjpeg").write_bytes(picture.tobytes() * 9)
    with pytest.raises(SourceError, match="says not when its pictures were: convert it"):
        times_of(tmp_path / "x.mjpeg")


@given(st.binary(max_size=200))
def test_a_damaged_gif_gives_some_times_and_no_traceback(tmp_path_factory: pytest.TempPathFactory, rest: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.gif"
    path.write_bytes(b"GIF89a" + rest)
    times = picture_times_s(path)
    assert times == tuple(sorted(times))
