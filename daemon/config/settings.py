"""The box's settings: one frozen struct for each table of ``spotter.toml``; an empty file is a working one."""

import hashlib
import ipaddress
import re
import socket
import stat
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, field

from daemon.config import paths, plain_file, toml_file
from daemon.config.table import CONTROL, Table
from daemon.errors import ConfigError

FILE_NAME = "spotter.toml"
PASSWORD_LIMIT = 4096
"""Bytes."""
LEAST_DETAIL_DAYS = 366
"""Twice the half year of which the reps tell an athlete's trends: so much is kept whatever the disk's budget."""
NO_LONGER_USED = frozenset({"set.dwell_s"})
"""Keys of older files: a set begins when the athlete is seen, however they stand."""

_FOUR_NUMBERS = re.compile(r"\d+(?:\.\d+){3}")

Id = Annotated[
    str, Meta(pattern=r"^[a-z0-9_-]+\Z", max_length=40, description="at most 40 of the characters a-z, 0-9, _ and -")
]
Name = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9][a-z0-9._-]*\Z", max_length=60, description="a name of a-z, 0-9, _, . and -, at most 60"),
]
Title = Annotated[
    str,
    Meta(
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\s]([^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\x00-\x1f\x7f-\x9f\u2028\u2029\s])?\Z",
        max_length=40,
        description="1 to 40 characters on one line, without a space at either end",
    ),
]
Filled = Annotated[
    str,
    Meta(
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+\Z",
        max_length=1000,
        description="1 to 1000 characters on one line, none of them a control character",
    ),
]
Host = Annotated[
    str,
    Meta(
        pattern=r"^([\w-]{1,63}(\.[\w-]{1,63})*\.?|[0-9a-fA-F.]*(:[0-9a-fA-F.]*){2,8}(%[\w.-]+)?)\Z",
        max_length=253,
        description="the name or address of the broker alone, without a scheme (mqtt:) and without a port (mqtt.port)",
    ),
]
ListenAddress = Annotated[
    str,
    Meta(pattern=r"^(\*|[0-9a-fA-F.:]+)\Z", max_length=45, description="an IP address of this machine, or * for all"),
]
HostName = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z", max_length=253, description="a name such as gym.lan"),
]
HeaderPin = Annotated[int, Meta(ge=0, le=40)]
VoiceName = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z][A-Za-z0-9_+().-]*\Z",
        max_length=60,
        description="a voice as `espeak-ng --voices` names it, for example en-gb, en-us or en-gb+f3",
    ),
]
Topic = Annotated[
    str,
    Meta(
        pattern=r"^[^/#+\x00-\x1f\x7f-\x9f$][^#+\x00-\x1f\x7f-\x9f]*(?<!/)\Z",
        max_length=100,
        description="a topic without + and #, that neither starts nor ends with /, at most 100 characters",
    ),
]


def default_box_id(machine_id: Path = Path("/etc/machine-id")) -> str:
    """Returns an id that stays with this machine: a hash, as machine-id(5) asks to keep the machine's id private."""
    try:
        secret = machine_id.read_bytes().strip()
    except OSError:
        secret = b""
    digest = hashlib.sha256(b"spotter:" + (secret or socket.gethostname().encode())).hexdigest()
    return f"spotter-{digest[:6]}"


class Box(Table, frozen=True):
    """``[box]``: which box this is."""

    id: Id = field(default_factory=default_box_id)
    """Names the box in every event and MQTT topic: a-z, 0-9, _ and -. Changing it makes it another box."""
    name: Title | None = None
    """What people call it: shown on dashboard, page and home hub. It can be changed at any time."""


class Camera(Table, frozen=True):
    """``[camera]``: what watches the athlete."""

    source: Filled = "v4l2:///dev/video0"
    """A camera (v4l2:///dev/video0; csi://0), a stream (rtsp://host/path), a video file, or test:// for a pattern."""
    turn: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the picture of ``source`` must be turned to be upright; 0: as the address says."""
    stall_s: Annotated[float, Meta(ge=0.2, le=60)] = 1.0
    """Seconds without a frame after which the camera counts as lost."""
    picture: bool = True
    """Lets the dashboard of this machine show a small picture, to place the camera by. It is never kept or sent on."""
    nvmm: bool = False
    """Reads csi:// cameras by Spotter's own pipeline, in whose memory the GPU reads: off until seen on hardware."""


class Engine(Table, frozen=True):
    """``[engine]``: what finds the athlete's joints."""

    name: Name = "blazepose-full"
    """The pose engine; see ``spotter engine list``."""
    threads: Annotated[
        Annotated[int, Meta(ge=1, le=64)] | Literal["auto"], Meta(description="a whole number from 1 to 64, or 'auto'")
    ] = "auto"
    """Processor threads that the pose model may use: a number, or auto: at most two, as suits the machine right now."""
    models: Path | None = None
    """Folder of the pose models; by default ``models`` in the state folder."""


class Smoothing(Table, frozen=True):
    """``[smoothing]``: the one-euro filter on the joints (Casiez et al., CHI 2012); see ``core/pose/one_euro.py``."""

    min_cutoff_hz: Annotated[float, Meta(ge=0.01, le=100)] = 1.7
    """Cut-off at rest: lower is steadier and later."""
    beta: Annotated[float, Meta(ge=0, le=1000)] = 1.5
    """How much the cut-off rises with speed: higher follows fast movement more closely."""
    derivative_cutoff_hz: Annotated[float, Meta(ge=0.01, le=100)] = 1.0
    """Cut-off of the speed itself."""


class Set(Table, frozen=True):
    """``[set]``: how a set begins and goes on."""

    exercise: Name = "squat"
    """The exercise at start, until a button or a command chooses another; see ``spotter exercise list``."""
    rest_s: Annotated[float, Meta(ge=10, le=3600)] = 90.0
    """Seconds without a rep after which the set has ended by itself."""
    resume_s: Annotated[float, Meta(ge=0, le=3600)] = 120.0
    """After a restart a set younger than this goes on with its count; an older one is closed as interrupted."""


class Workout(Table, frozen=True):
    """``[workout]``: which sets make one workout."""

    idle_s: Annotated[float, Meta(ge=60, le=86400)] = 1200.0
    """Seconds without a set after which the workout is closed."""


class Journal(Table, frozen=True):
    """``[journal]``: the file of every event."""

    path: Path | None = None
    """The file; by default ``journal.db`` in the state folder."""


class Socket(Table, frozen=True):
    """``[socket]``: the daemon's local socket."""

    path: Path | None = None
    """Its path, at most 107 bytes; by default ``spotter.sock`` in the run-time folder."""

    def __post_init__(self) -> None:
        if self.path is not None:
            paths.checked_socket(self.path)


class Mqtt(Table, frozen=True):
    """``[mqtt]``: the broker that ``spotter link`` publishes to."""

    host: Host = "127.0.0.1"
    """Name or address of the broker, and nothing else: no scheme such as mqtt:, and no port."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 1883
    """Its port: 1883 is usual without TLS, 8883 with."""
    username: Filled | None = None
    """User name at the broker; none by default."""
    password_file: Path | None = None
    """A file that holds the password alone and that others may not read. The password itself is not taken here."""
    tls: bool = False
    """Encrypts the connection, and checks the broker's certificate."""
    ca_file: Path | None = None
    """Certificates (PEM) to trust instead of the system's, for a broker with one of its own. Needs ``tls``."""
    base: Topic = "spotter"
    """First part of every topic: ``<base>/<box id>/…``."""
    keepalive_s: Annotated[int, Meta(ge=5, le=3600)] = 30
    """Seconds of silence after which the link pings the broker; a dead link is offline after 1.5 times as long."""
    discovery: bool = True
    """Announces the box to Home Assistant, which then shows it as a device."""
    discovery_prefix: Topic = "homeassistant"
    """First part of Home Assistant's own topics."""

    def __post_init__(self) -> None:
        if self.ca_file is not None and not self.tls:
            raise ValueError("ca_file is used with tls only: set tls = true, or remove ca_file")
        if not _can_be_host(self.host):
            raise ValueError(f"host = '{self.host}' looks like an IP address and is none: correct it")


class Web(Table, frozen=True):
    """``[web]``: the page for phones and tablets. Nothing listens before the first `spotter pair`."""

    host: ListenAddress = "*"
    """Address of this machine at which the page is to be had; by default every one."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 8080
    """Its port."""
    names: tuple[HostName, ...] = ()
    """More names of this machine at home; its own, that with .local and the like, and its addresses are known."""
    certificate: Path | None = None
    """A PEM file: the page is encrypted with it (HTTPS)."""
    key: Path | None = None
    """The certificate's key, a PEM file without a password."""
    authority: Path | None = None
    """The authority that signed it (PEM), for phones to fetch and trust; None: they know it already."""

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key go together: set both, or remove both")
        if self.authority is not None and self.certificate is None:
            raise ValueError("authority is used with certificate only: set certificate and key, or remove authority")


class Gpio(Table, frozen=True):
    """``[gpio]``: button, lamp and beeper on the 40-pin header, by its pin numbers; 0: not fitted."""

    enabled: bool = False
    """Uses them. Where that fails the daemon says so, and counting goes on."""
    board: Literal["auto", "orin-nano", "agx-orin", "thor"] = "auto"
    """The board that has the header (``orin-nano`` is Orin NX's too); by default as the device tree says."""
    button: HeaderPin = 7
    """The button's, between this pin and ground; the pin needs a pull-up of its own, see docs/jetson.md."""
    lamp: HeaderPin = 15
    """The lamp's: high while it is on."""
    beeper: HeaderPin = 18
    """The beeper's: high while it sounds."""
    long_press_s: Annotated[float, Meta(ge=0.4, le=3)] = 0.8
    """Seconds of a press that chooses the next exercise."""
    exercises: tuple[Name, ...] = ()
    """Exercises that the button goes through, in this order; by default all."""

    def __post_init__(self) -> None:
        used = [pin for pin in (self.button, self.lamp, self.beeper) if pin]
        if len(set(used)) < len(used):
            raise ValueError("button, lamp and beeper need a pin each: two of them are the same")


class Sound(Table, frozen=True):
    """``[sound]``: what is said through a loudspeaker. Where that fails the daemon says so, and counting goes on."""

    say: Literal["off", "beeps", "count", "cues"] = "off"
    """off: nothing. beeps: reps, no-reps, start and end of a set. count: speaks the reps. cues: a rep's one cue too."""
    voice: VoiceName = "en-gb"
    """espeak-ng's voice, which is a language: `espeak-ng --voices`; +f3 or +m2 varies it. The sentences are English."""
    words_per_min: Annotated[int, Meta(ge=80, le=450)] = 175
    """How fast it speaks."""
    volume: Annotated[int, Meta(ge=0, le=100)] = 80
    """Percent. The mixer of the system (alsamixer) comes after it."""
    louder_than_music: bool = False
    """Compresses speech and beeps and plays them at the top, whatever ``volume`` says."""
    device: Filled | None = None
    """ALSA's name of the loudspeaker, as `aplay -L` lists it; by default a USB one, else the system's own."""


class Heat(Table, frozen=True):
    """``[heat]``: fewer frames a second before the kernel slows the machine down."""

    enabled: bool = True
    """Lowers the frame rate with heat."""
    limit_c: Annotated[float, Meta(ge=40, le=130)] | None = None
    """Where the kernel slows down (°C); by default what the board says, else 95."""
    warm_fps: Annotated[float, Meta(ge=5, le=240)] = 20.0
    """Frames a second from 10 °C below the limit on."""
    hot_fps: Annotated[float, Meta(ge=5, le=240)] = 15.0
    """Frames a second from 5 °C below the limit on."""

    def __post_init__(self) -> None:
        if self.hot_fps > self.warm_fps:
            raise ValueError("hot_fps is above warm_fps: hotter must not be faster")


class Disk(Table, frozen=True):
    """``[disk]``: the disk that the sets are kept on."""

    budget_mib: Annotated[int, Meta(ge=100, le=1_000_000)] = 4096
    """MiB that journal, backups and models may take together. Beyond it the oldest sets keep their summary only."""
    least_free_mib: Annotated[int, Meta(ge=0, le=100_000)] = 200
    """MiB that should be free on the journal's disk: less is said."""
    detail_days: Annotated[int, Meta(ge=LEAST_DETAIL_DAYS, le=36_500)] = 1095
    """Days for which each rep of a set is kept; of an older set its summary, corrections and records stay, for good."""


class Settings(Table, frozen=True):
    """All of ``spotter.toml``."""

    box: Box = field(default_factory=Box)
    camera: Camera = field(default_factory=Camera)
    engine: Engine = field(default_factory=Engine)
    smoothing: Smoothing = field(default_factory=Smoothing)
    set: Set = field(default_factory=Set)
    workout: Workout = field(default_factory=Workout)
    journal: Journal = field(default_factory=Journal)
    socket: Socket = field(default_factory=Socket)
    mqtt: Mqtt = field(default_factory=Mqtt)
    web: Web = field(default_factory=Web)
    gpio: Gpio = field(default_factory=Gpio)
    sound: Sound = field(default_factory=Sound)
    heat: Heat = field(default_factory=Heat)
    disk: Disk = field(default_factory=Disk)


def load(path: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        path: What ``--config`` named, a file or a folder with ``spotter.toml`` in it. None: the first of
            ``/etc/spotter``, the installed ``share/spotter`` and the checkout that has one; else the defaults.

    Raises:
        ConfigError: The file is missing though given, unreadable or wrong; one line with file, key and mend.
    """
    found = locate(path)
    return Settings() if found is None else toml_file.read(found, Settings, NO_LONGER_USED)


def locate(path: Path | None = None) -> Path | None:
    """Returns the file that ``load`` reads, for messages; None where there is none."""
    if path is not None:
        return path / FILE_NAME if path.is_dir() else path
    return next((folder / FILE_NAME for folder in paths.config_folders() if (folder / FILE_NAME).exists()), None)


def password(mqtt: Mqtt) -> str | None:
    """Returns the broker's password, without the line's end; None where no file is named.

    Raises:
        ConfigError: The file cannot be read, is no regular file, is empty or not UTF-8, has more than the
            password in it, or may be read by everybody.
    """
    path = mqtt.password_file
    if path is None:
        return None
    raw, mode = plain_file.read(path, PASSWORD_LIMIT, "mqtt.password_file")
    if mode & stat.S_IROTH:
        raise ConfigError(f"{path}: everybody may read the MQTT password: chmod o-r {path}")
    try:
        secret = raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text: write the MQTT password into it as UTF-8") from None
    if not secret:
        raise ConfigError(f"{path}: empty: write the MQTT password into it, or remove mqtt.password_file")
    if CONTROL.search(secret):
        raise ConfigError(
            f"{path}: more than one line, or a control character: write nothing but the MQTT password into it"
        )
    return secret


def _can_be_host(host: str) -> bool:
    """Whether it is a name, or an IP address that is one."""
    if ":" not in host and not _FOUR_NUMBERS.fullmatch(host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
