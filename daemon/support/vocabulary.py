"""The words that may stay in a text that leaves the house: those of Spotter's own program, and the system's messages.

What is not among them is hidden. So a name that nobody told us of cannot slip through: it is no word of ours.
"""

import ast
import builtins
import os
import re
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from daemon.config import paths

ROOMS = ("daemon", "engines", "tui")
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"[A-Z][a-z]+")
"""A word that is written as a name is: one of ours too, where a class or a button is called so."""
_LONGEST = 60
"""Characters of a text that is one value, such as ``no_lockout``."""
_SYSTEM = """
    spotter Errno s W C
    a about above accept accepted acquire activating active actual add address after again aligned all alloc
    allocate allocated allocation already an and any API are argument as assertion assigned at attach attempt audio
    auto available back bad bandwidth based be because been before below between bind blocked boot both broken
    buffer buffers build built bus busy but by byte bytes cache call called caller can cannot caps capture card
    change changed channel check child client clock close closed code codec command compatible complete completed
    condition config configuration configured connect connected connecting connection consumed contains context
    control copy core could CPU created critical CUDA current data deactivated deadline debug decode decoder default
    delay deleted denied dependency deprecated device devices did different directory disabled disconnect
    disconnected disk do does done driver drop dropped due dump during each element empty enabled encoder end ended
    endpoint enough entered entering EOS error errors event exceeded exception exec executable executing exist
    exists exit exited expected expired export external fail failed failing failure fallback false fatal few file
    files find finished firmware first flag flags flow flush for format found frame framerate frames free from full
    function further GPU group had handle handler has have header height held hold host id idle ignored ignoring
    image in inactive incompatible index info information init initialization initialize initialized inode input
    insert inserted installed instead insufficient int interface internal interrupted into invalid is issue it its
    job kernel key killed killing last latency layer length less library limit line link linked list live load
    loaded loading local locked log lost low made main major map match max maximum may memory message method min
    minimum minor missing mode model module more most mount mounted must name native need needed negotiate
    negotiated negotiation network new next no node non none not nothing null number object of off offset old on
    once one only open opened opening operation option or order other out output over own page parameter parse
    parsing part path pause paused peer permission pid pipeline pixel plane platform play playing plugin point
    pointer pool port power prepare present previous priority private problem process processes processing protocol
    queue ran range rate raw read reader readable reading ready received recovered reference refused register
    registered reload reloaded remaining remote removed render repeated request requested required reset resolution
    resource resources response restart restarted restarting result resume retry return returned right root run
    running runtime safe same sample scheduled second seconds see segment sensor sent server service session set
    shader shape shared should shut shutdown signal size skipped slice slow so socket some source space specified
    speed start started starting state static status step still stop stopped stopping stopsigterm stream streaming
    string success successfully support supported surface swap switch sync system table take taken target task
    temperature temporary tensor terminated that the their then there thread threads throttled time timed timeout
    timer timestamp to too total trace transfer trigger triggered true try trying type unable unavailable unexpected
    unit unknown unmount unplugged unsupported until up update use used user using usb v valid value variable
    version video virtual wait waiting wakeup want warning was watchdog we were what when where which while width
    will with within without work worker write writer writing wrong x yet you your zero abrt dumped fpe hup ill kill
    quit segv SIGABRT term abort Consumed Failed Main Scheduled Started Starting Stopped Stopping Deactivated
    Watchdog Killing Result Unit State Spotter Error Could Cannot Unable Internal Invalid Unknown Not Device
    GStreamer gst gstreamer libav ffmpeg v4l v4l2src v4l2 uvc uvcvideo
    videoconvert appsink jpegdec decodebin nvarguscamerasrc nvvidconv nvargus daemon argus Argus nvbufsurface NVMM
    tegra orin jetson nvidia nvgpu nvmap vic ALSA alsa pcm espeak ng onnx ONNX onnxruntime tensorrt TensorRT pycuda
    cudnn opencv python Python traceback Traceback File recent systemd journal journald mosquitto avahi mqtt MQTT
    tls TLS ssl SSL certificate verify hostname mismatch handshake self signed chain issuer gpio gpiochip debian
    ubuntu linux Linux generic amd64 arm64 aarch64 x86_64 jetpack JetPack L4T rt py db wal shm toml npz mp4 MemTotal
    MemFree MemAvailable tmp var lib etc opt usr bin sbin share dev proc sys site packages dist venv conf http https
    rtsp rtsps csi test LC UTF utf8 utf en GB KiB MiB GiB kB MB ms us ns Hz kHz MHz fps px deg kg
"""
"""Words of systemd, GStreamer, V4L2, ONNX Runtime, CUDA and Python that come with a fault and are no program text."""

_EXAMPLES = frozenset({"anna", "Anna"})
"""People's names that stand as examples in our own messages."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may stay.

    Attributes:
        words: Single ones, written so.
        starts: Words with a capital letter that stay where a sentence begins: elsewhere they may be a name (Mark).
        values: Whole texts that are a value of Spotter's own: an event's reason, a state, a shipped exercise.
    """

    words: frozenset[str]
    starts: frozenset[str]
    values: frozenset[str]


def shipped() -> list[Path]:
    """Returns the folders of what came with Spotter: all in which settings are looked for but the box's own."""
    return paths.config_folders()[1:]


@lru_cache(maxsize=1)
def ours() -> Vocabulary:
    """Returns the words of this installation: its program and the exercises, plans and engines that came with it."""
    root = Path(__file__).parents[2]
    found = [text for room in ROOMS for file in sorted((root / room).rglob("*.py")) for text in _texts(file)]
    found += [text for folder in shipped() for file in sorted(folder.rglob("*.toml")) for text in _shipped(file)]
    return made_of(found)


def made_of(texts: Iterable[str]) -> Vocabulary:
    """Returns the vocabulary of some texts, and the system's."""
    ours, system = list(texts), list(_system())
    known = [*ours, *system]
    words = {word for text in known for word in (text, *_WORD.findall(text)) if " " not in word}
    names = {word for word in words if _NAME.fullmatch(word)} - {
        word for text in system for word in _WORD.findall(text)
    }
    starts = {found[0] for text in ours if (found := _WORD.match(text)) and found[0] != text}
    return Vocabulary(
        words=frozenset(words - names) - _EXAMPLES,
        starts=frozenset(starts) - _EXAMPLES,
        values=frozenset(text for text in known if len(text) <= _LONGEST),
    )


def _texts(file: Path) -> Iterator[str]:
    """Yields every name and every text of a module, but what is said of it: there names stand as examples."""
    yield from file.with_suffix("").parts[-2:]
    said: set[int] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):  # each before what it holds
        if isinstance(node, ast.Expr):
            said.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value
        for key in ("name", "id", "attr", "arg"):
            if isinstance(found := getattr(node, key, None), str):
                yield found


def _shipped(file: Path) -> Iterator[str]:
    """Yields the name of a file that came with Spotter, and the texts in it."""
    yield file.stem
    yield from re.findall(r'"([^"\n]*)"', file.read_text(encoding="utf-8"))


def _system() -> Iterator[str]:
    yield from _SYSTEM.split()
    yield from (os.strerror(number) for number in range(1, 134))
    yield from (each.name for each in signal.Signals)
    yield from (each.phrase for each in HTTPStatus)
    yield from (name for name in dir(builtins) if not name.startswith("_"))
