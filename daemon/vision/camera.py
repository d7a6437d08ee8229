"""Opens the camera and whatever opens it again: source, pose engine and frame limiter, one behind the other."""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.camera.csi import Csi
from daemon.camera.gstreamer import Pace, open_source
from daemon.camera.patience import patience
from daemon.camera.uri import CsiAddress, FileAddress, PatternAddress, parse, turned
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.ports import Clock, PoseEngine, PoseSource, Stages
from daemon.vision.camera_supervisor import CameraSupervisor
from daemon.vision.escalation import Escalation
from daemon.vision.frame_limiter import FrameLimiter
from daemon.vision.pose_source import CameraPoseSource, Onlooker


@dataclass(frozen=True, slots=True)
class Footage:
    """What the camera is to show.

    Attributes:
        source: Its address.
        start_s: Where in a recording to begin (s).
        origin: Monotonic time of a recording's second 0, or None: now.
        turn: Degrees clockwise to the upright picture, or None: as the address says.
    """

    source: str
    start_s: float = 0.0
    origin: float | None = None
    turn: int | None = None

    @property
    def degrees(self) -> int:
        """Degrees clockwise by which the picture is turned, but for a file's own tag."""
        return turned(parse(self.source), self.turn).turn

    @property
    def live(self) -> bool:
        """A camera or a stream, and no recording."""
        return not isinstance(parse(self.source), FileAddress | PatternAddress)


@dataclass(frozen=True, slots=True, eq=False)
class FrameHandling:
    """What becomes of each frame.

    Attributes:
        engine: Finds the joints.
        onlooker: Is shown the frame and its pose.
        cap_fps: Returns how many frames a second the heat allows; None: as many as there are.
        stages: Takes down where a frame's time goes.
    """

    engine: PoseEngine
    onlooker: Onlooker
    cap_fps: Callable[[], float | None]
    stages: Stages


def open_camera(
    config: Settings, footage: Footage, handling: FrameHandling, clock: Clock, *, wait: bool
) -> CameraSupervisor:
    """Open the camera, and keep it open from now on.

    Args:
        config: The settings.
        footage: What it is to show.
        handling: What becomes of each frame.
        clock: The time.
        wait: Where the camera is away, wait for it: a service says so in its status, where a user at a terminal is
            better served by an error.

    Raises:
        SourceError: It cannot be opened, and is not waited for.
    """
    address = parse(footage.source)
    escalation = Escalation(paths.camera_mark()) if isinstance(address, CsiAddress) else None
    csi = Csi(config.camera.nvmm) if escalation is None else Csi(config.camera.nvmm, escalation.hangs)
    starts_s = iter([footage.start_s])

    def open_poses() -> PoseSource:
        # A recording plays at its own speed, as if a camera saw it now.
        start_s = next(starts_s, 0.0)
        frames = open_source(
            footage.source,
            clock,
            pace=Pace.LIVE,
            start_s=start_s,
            origin=footage.origin,
            csi=csi,
            turn=footage.turn,
        )
        poses = CameraPoseSource(frames, handling.engine, handling.stages, handling.onlooker)
        return FrameLimiter(poses, clock, handling.cap_fps)

    supervisor = CameraSupervisor(open_poses, clock, patience(address, config.camera.stall_s), escalation)
    if not (wait and footage.live):
        supervisor.start()
    return supervisor
