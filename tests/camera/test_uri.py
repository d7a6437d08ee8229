"""What addresses mean."""

from pathlib import Path

import pytest

from daemon.camera.uri import CameraAddress, CsiAddress, FileAddress, PatternAddress, StreamAddress, parse
from daemon.errors import UsageError


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("squat.mp4", FileAddress(Path("squat.mp4"))),
        ("my set: 5 reps.mp4", FileAddress(Path("my set: 5 reps.mp4"))),
        ("file:///home/me/my%20set.mp4", FileAddress(Path("/home/me/my set.mp4"))),
        ("/dev/video2", CameraAddress(Path("/dev/video2"), None, None, None)),
        ("v4l2:///dev/video0?width=1280&rate=60", CameraAddress(Path("/dev/video0"), 1280, None, 60)),
        ("rtsp://cam.local/live", StreamAddress("rtsp://cam.local/live")),
        ("csi://0", CsiAddress(0, 1280, 720, 30, 0)),
        ("csi://1?width=1920&height=1080&rate=60&turn=180", CsiAddress(1, 1920, 1080, 60, 180)),
        ("v4l2:///dev/video0?turn=90", CameraAddress(Path("/dev/video0"), None, None, None, 90)),
        ("/dev/video0?turn=270&width=640", CameraAddress(Path("/dev/video0"), 640, None, None, 270)),
        ("file:///home/me/set.mp4?turn=180", FileAddress(Path("/home/me/set.mp4"), 180)),
        ("set.mp4?turn=90", FileAddress(Path("set.mp4?turn=90"))),
        ("rtsp://cam.local/live?turn=90", StreamAddress("rtsp://cam.local/live", 90)),
        ("rtsp://cam.local/live?ch=1&turn=90&sub=0", StreamAddress("rtsp://cam.local/live?ch=1&sub=0", 90)),
        ("rtsp://me:p%3Fturn=9@cam.local/live?ch=1", StreamAddress("rtsp://me:p%3Fturn=9@cam.local/live?ch=1")),
        ("test://?turn=90", PatternAddress(640, 480, 30, None, 90)),
        ("test://", PatternAddress(640, 480, 30, None)),
        ("test://?width=64&height=48&rate=15&frames=3", PatternAddress(64, 48, 15, 3)),
    ],
)
def test_an_address_is_understood(uri: str, address: object) -> None:
    assert parse(uri) == address


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("", "the source is empty"),
        ("http://me:secret@host/x.mp4", "http://***@host/x.mp4: no source has addresses that begin with http://"),
        ("test://?wdth=3", "there is no option 'wdth'; there are width, height, rate, frames"),
        ("test://?rate=fast", "rate=fast is not a whole number from 1 to 240"),
        ("v4l2:///dev/video0?width=9", "width=9 is not a whole number from 16 to 7680"),
        ("csi://", "nothing is no camera's number: give csi://0 or csi://1"),
        ("csi://front", "front is no camera's number: give csi://0 or csi://1"),
        ("csi://0?turn=45", "turn=45 is not 0, 90, 180 or 270"),
        ("v4l2:///dev/video0?frames=9", "there is no option 'frames'; there are width, height, rate"),
        ("/dev/video0?turn=45", "turn=45 is not 0, 90, 180 or 270"),
        ("file:///set.mp4?turn=left", "turn=left is not a whole number from 0 to 270"),
        ("test://?turn=1", "turn=1 is not 0, 90, 180 or 270"),
        ("rtsp://me:secret@cam/live?turn=45", "turn=45 is not 0, 90, 180 or 270"),
    ],
)
def test_a_wrong_address_is_one_clear_line(uri: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(uri)
    assert says in str(error.value)


def test_a_stream_is_shown_without_its_password() -> None:
    address = parse("rtsp://me:secret@cam.local/live")
    assert isinstance(address, StreamAddress)
    assert address.shown == "rtsp://***@cam.local/live"
