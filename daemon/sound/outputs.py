"""Which loudspeaker: a USB one if it is plugged in, else the system's own, or the one that the settings name."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daemon.core.nearest import suggestion
from daemon.errors import SoundError

_CARD = re.compile(r"^ *(\d+) \[(\S+) *\]: (\S+) - (.+)$", re.MULTILINE)
"""A line of /proc/asound/cards: number, id, driver, name."""
_NAMED = re.compile(r"\bCARD=([^,]+)")


@dataclass(frozen=True, slots=True)
class Device:
    """A card's way out.

    Attributes:
        card: The card's id.
        number: The card's number.
        pcm: The way out's number in the card; a card with HDMI has several.
        usb: It is plugged in by USB.
        title: The card's name, for people.
    """

    card: str
    number: int
    pcm: int
    usb: bool
    title: str

    @property
    def name(self) -> str:
        """ALSA's name, with conversion to whatever rate and channels the card has."""
        return f"plughw:CARD={self.card},DEV={self.pcm}"

    @property
    def node(self) -> str:
        """The file that is opened."""
        return f"/dev/snd/pcmC{self.number}D{self.pcm}p"


@dataclass(frozen=True, slots=True)
class Output:
    """A GStreamer sink.

    Attributes:
        sink: How the pipeline ends, as ``gst-launch-1.0`` takes it; an element called ``sink`` gets the device.
        device: ALSA's name, or None.
        title: What messages call it.
    """

    sink: str
    device: str | None
    title: str


ALSA = "alsasink name=sink sync=false provide-clock=false buffer-time=100000 latency-time=20000"
"""Directly, as a service has no user's sound server. Without sync: it plays what comes at once, after any silence."""
_PULSE = "pulsesink sync=false provide-clock=false buffer-time=100000 client-name=Spotter"


def find(wanted: str | None, root: Path = Path("/"), environ: Mapping[str, str] | None = None) -> Output:
    """Returns the output that the settings mean.

    Args:
        wanted: ``sound.device``; None: chosen here.
        root: The machine's files.
        environ: The process's environment.

    Raises:
        SoundError: There is no sound device, or the card that is named is not there; says what is.
    """
    if wanted is None and _has_sound_server(os.environ if environ is None else environ):
        return Output(_PULSE, None, "the desktop's sound")
    found = devices(root)
    if wanted is not None:
        return _named(wanted, found)
    if not found:
        raise SoundError('there is no sound device: plug a USB loudspeaker in, or set sound.say = "off"')
    usb = next((device for device in found if device.usb), None)
    return Output(ALSA, "default", "ALSA's default") if usb is None else _output(usb)


def devices(root: Path = Path("/")) -> list[Device]:
    """Returns every device that can play, as the kernel lists them."""
    folder = root / "proc/asound"
    try:
        cards = (folder / "cards").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [
        Device(card, int(number), int(path.name[3:-1]), driver == "USB-Audio", title.strip())
        for number, card, driver, title in _CARD.findall(cards)
        # A USB camera's microphone is a sound card too, with nothing to play through.
        for path in sorted((folder / f"card{number}").glob("pcm[0-9]*p"))
    ]


def _output(device: Device) -> Output:
    return Output(ALSA, device.name, f"{device.title} ({device.name})")


def _named(wanted: str, found: list[Device]) -> Output:
    card = _NAMED.search(wanted)
    if card is not None and card[1] not in {device.card for device in found}:
        hint = suggestion(wanted, [device.name for device in found])
        raise SoundError(f"sound.device = {wanted}: no such sound card is plugged in: {hint}")
    return Output(ALSA, wanted, wanted)


def _has_sound_server(environ: Mapping[str, str]) -> bool:
    """Returns whether the user is in a session with PulseAudio or PipeWire; a service and a root shell are not."""
    if environ.get("PULSE_SERVER"):
        return True
    folder = environ.get("XDG_RUNTIME_DIR")
    return folder is not None and (Path(folder) / "pulse/native").exists()
