"""Videos made on the spot: a test says what the file should be, GStreamer writes it."""

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera.gst import load

MJPEG = "video/x-raw,format=I420 ! jpegenc quality=95"
VP8 = "vp8enc deadline=1 target-bitrate=2000000"
FLV = "avenc_flv bitrate=4000000"
H264 = "openh264enc bitrate=2000000 ! h264parse"
H265 = "x265enc speed-preset=ultrafast option-string=bframes=3:b-adapt=0 ! h265parse"

_TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def run_to_end(text: str) -> None:
    """Run a pipeline until it has written everything."""
    gst = load()
    try:
        pipeline = gst.core.parse_launch(text)
    except gst.glib.Error as error:
        if "no element" in error.message:
            pytest.skip(f"needs GStreamer's {error.message}")
        raise
    pipeline.set_state(gst.core.State.PLAYING)
    kind = gst.core.MessageType
    message = pipeline.get_bus().timed_pop_filtered(60 * gst.core.SECOND, kind.EOS | kind.ERROR)
    pipeline.set_state(gst.core.State.NULL)
    assert message is not None, f"no end: {text}"
    assert message.type == kind.EOS, message.parse_error()


def beginning(path: Path, whole: Path, frames: int) -> Path:
    """The first frames of an MP4 file, as they are in it."""
    chain = f"qtdemux ! h264parse ! identity eos-after={frames} ! mp4mux"
    run_to_end(f"filesrc location={whole} ! {chain} ! filesink location={path}")
    return path


def ball(path: Path, *, size: tuple[int, int] = (320, 240), rate: int = 30, frames: int = 30, chain: str = "") -> Path:
    """A bouncing ball; ``chain`` is everything between the raw picture and the file, by default JPEG in QuickTime."""
    caps = f"video/x-raw,width={size[0]},height={size[1]},framerate={rate}/1"
    run_to_end(
        f"videotestsrc pattern=ball num-buffers={frames} ! {caps} ! videoconvert ! "
        f"{chain or f'{MJPEG} ! qtmux'} ! filesink location={path}"
    )
    return path


def still(path: Path, picture: NDArray[np.uint8], *, frames: int = 5, chain: str = "") -> Path:
    """The same BGR picture in each frame."""
    image = path.with_suffix(".png")
    cv2.imwrite(str(image), picture)
    run_to_end(
        f"filesrc location={image} ! pngdec ! imagefreeze num-buffers={frames} ! video/x-raw,framerate=30/1 ! "
        f"videoconvert ! {chain or f'{MJPEG} ! qtmux'} ! filesink location={path}"
    )
    return path


def turn(path: Path, degrees: int) -> Path:
    """Tag a QuickTime file as a phone does: the track's matrix (ISO 14496-12, 8.3.2) says how to turn it clockwise."""
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 40
    a, b, c, d = _TURNS[degrees]
    struct.pack_into(">9i", content, matrix, a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path


def without_edit_list(path: Path) -> Path:
    """Take out the edit list, so that reordered frames begin and end late."""
    content = path.read_bytes()
    assert b"edts" in content
    path.write_bytes(content.replace(b"edts", b"free"))
    return path
