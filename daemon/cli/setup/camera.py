"""The step of the camera: found on this machine, tried before it is kept, and turned upright."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from daemon.camera.gstreamer import open_source
from daemon.camera.patience import patience
from daemon.camera.uri import StreamAddress, parse
from daemon.cli.setup import picture
from daemon.cli.setup.work import DEPLOY, Work
from daemon.config import whole_file
from daemon.errors import NotAllowedError, SourceError, SpotterError, UsageError
from daemon.masking import masked
from daemon.ports import ReadStatus
from daemon.system.clock import SystemClock

_OTHER, _KEPT = "another", "as it is"
_CSI = "vi-output"
"""How the driver of a Jetson's own cameras calls them: "vi-output, imx219 9-0010"."""
_FRAME_S = 5.0
RTSP_FILE = Path("/etc/systemd/system/spotter.service.d/spotter-rtsp.conf")
"""With it the daemon has a network; see the file of that name in deploy/systemd."""
_RTSP = DEPLOY / "systemd" / RTSP_FILE.name


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A camera that the kernel knows."""

    source: str
    name: str


def find(root: Path = Path("/")) -> list[FoundCamera]:
    """Returns the cameras that are plugged in, CSI cameras first."""
    nodes = sorted(root.glob("sys/class/video4linux/video*"), key=lambda path: int(path.name.removeprefix("video")))
    named = [(node, _line(node / "name")) for node in nodes if _line(node / "index") in ("", "0")]
    csi = [name for _, name in named if name.startswith(_CSI)]
    usb = [(node, name) for node, name in named if not name.startswith(_CSI)]
    return [
        *(FoundCamera(f"csi://{number}", name.partition(", ")[2] or name) for number, name in enumerate(csi)),
        *(FoundCamera(f"v4l2:///dev/{node.name}", name) for node, name in usb),
    ]


def choose(work: Work) -> None:
    """Asks for the camera, tries it, keeps it, and turns its picture upright.

    Raises:
        SourceError: It gives no picture; nothing is changed.
    """
    source = _ask(work, find())
    size = _tried(work, source)
    work.dialog.say(f"{masked(source)} gives a picture of {size}")
    if isinstance(parse(source), StreamAddress):
        _let_reach(work)  # before the source is kept: a step that is done is not asked again
    work.change(camera={"source": source})
    _turn(work)


def _let_reach(work: Work) -> None:
    """Gives the daemon's service the network of the home, where the person says so: it has none by itself."""
    if RTSP_FILE.exists() or not work.services.installed():
        return
    question = "The daemon reaches no network: let it reach the home's, for this camera"
    if not work.dialog.yes("network", question, default=True):
        work.dialog.say("then it gets no picture of this camera")
        return
    try:
        RTSP_FILE.parent.mkdir(parents=True, exist_ok=True)
        whole_file.replace(RTSP_FILE, _RTSP.read_bytes(), own=lambda descriptor: os.fchmod(descriptor, 0o644))
    except OSError as error:
        raise NotAllowedError(f"{RTSP_FILE}: {error.strerror}: use sudo") from error
    work.services.reload()
    work.changed = True


def _ask(work: Work, found: list[FoundCamera]) -> str:
    dialog, now = work.dialog, work.settings.camera.source
    if dialog.given("source") is None and dialog.terminal:
        if not found:
            dialog.say("the kernel knows no camera: plug one in, or set the CSI camera up with jetson-io")
        choices = [(each.source, each.name) for each in found]
        if "camera.source" in work.given and now not in dict(choices):
            choices.insert(0, (_KEPT, masked(now)))  # its password is not shown
        choices.append((_OTHER, "an address: csi://0, rtsp://…, a file"))
        chosen = dialog.choice("source", "Which one", choices, now if now in dict(choices) else choices[0][0])
        if chosen != _OTHER:
            return now if chosen == _KEPT else chosen
    return dialog.text("source", "Its address", None, read_source)


def read_source(text: str) -> str:
    """Returns the address.

    Raises:
        UsageError: No source has such an address.
    """
    parse(text)
    return text


def _tried(work: Work, source: str) -> str:
    """Returns the size of a frame that was read just now."""
    with work.services.paused(), contextlib.closing(open_source(source, SystemClock())) as opened:
        waits = patience(parse(source), work.settings.camera.stall_s)
        frame = opened.read(max(_FRAME_S, waits.first_s))
        if isinstance(frame, ReadStatus):
            raise SourceError(f"{masked(source)} gives no picture: {waits.first_mend}")
        with frame:
            return f"{frame.width}x{frame.height}"


def _turn(work: Work) -> None:
    """Asks how far the picture must be turned, with the picture where the daemon shows one."""
    if work.dialog.given("turn") is not None:
        work.change(camera={"turn": work.dialog.text("turn", "", None, _read_turn)})
        return
    if not work.dialog.terminal:
        return
    while True:
        work.take_up()
        shown = _show(work)
        question = "By how many degrees must it be turned clockwise: 0, 90, 180, 270"
        more = work.dialog.text("turn", question, "0", _read_turn)
        turn = (more + work.settings.camera.turn) % 360 if shown else more
        work.change(camera={"turn": turn})
        if more == 0 or not shown:
            return


def _show(work: Work) -> bool:
    """Shows what the camera sees; returns whether there was something to see."""
    try:
        work.dialog.draw(picture.drawn(work.ask_daemon("picture")))
    except SpotterError as error:
        work.dialog.say(f"no picture to look at: {error}")
        return False
    return True


def _read_turn(text: str) -> int:
    if text not in ("0", "90", "180", "270"):
        raise UsageError(f"'{text}': 0, 90, 180 or 270")
    return int(text)


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
