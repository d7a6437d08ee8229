"""Videos made on the spot: a test says what the file should be, GStreamer writes it."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.camera.gst import load

MJPEG = "jpegenc quality=95"
MPEG4 = "avenc_mpeg4 bitrate=4000000"
H264 = "openh264enc bitrate=2000000 ! h264parse"
VP8 = "vp8enc deadline=1 target-bitrate=2000000"


def run_to_end(text: str) -> None:
    """Run a pipeline until it has written everything."""
    gst = load()
    pipeline = gst.core.parse_launch(text)
    pipeline.set_state(gst.core.State.PLAYING)
    kind = gst.core.MessageType
    message = pipeline.get_bus().timed_pop_filtered(60 * gst.core.SECOND, kind.EOS | kind.ERROR)
    pipeline.set_state(gst.core.State.NULL)
    assert message is not None, f"no end: {text}"
    assert message.type == kind.EOS, message.parse_error()


def ball(path: Path, *, size: tuple[int, int] = (320, 240), rate: int = 30, frames: int = 30, chain: str = "") -> Path:
    """A bouncing ball; ``chain`` is everything between the raw picture and the file, by default MPEG-4 in MP4."""
    caps = f"video/x-raw,width={size[0]},height={size[1]},framerate={rate}/1"
    run_to_end(
        f"videotestsrc pattern=ball num-buffers={frames} ! {caps} ! videoconvert ! "
        f"{chain or f'{MPEG4} ! mp4mux'} ! filesink location={path}"
    )
    return path


def still(path: Path, picture: NDArray[np.uint8], *, frames: int = 5, chain: str = "") -> Path:
    """The same BGR picture in each frame."""
    image = path.with_suffix(".png")
    cv2.imwrite(str(image), picture)
    run_to_end(
        f"filesrc location={image} ! pngdec ! imagefreeze num-buffers={frames} ! video/x-raw,framerate=30/1 ! "
        f"videoconvert ! {chain or f'{MPEG4} ! mp4mux'} ! filesink location={path}"
    )
    return path
