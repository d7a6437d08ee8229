"""What the parts of an engine ask of each other: runtimes run networks, families read them, one pipeline tracks.

A family supplies a ``Detector``, a ``Keypoints`` or both (``engines/models``); a ``Lifter`` may follow
(``engines/lifting``). Each port has one contract suite in ``tests/contract`` that every implementation passes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from daemon.core.pose.pose import Pose
from daemon.ports import Frame, Stages
from engines.arrays import Affine, Array
from engines.crop_format import CropFormat
from engines.roi import Alignment, Roi


class Cropper(Protocol):
    """Fills the input of one runtime with a part of a frame."""

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        """Warp, convert and scale that part into the input that the next ``run`` reads.

        Args:
            frame: Read in place.
            to_upright: Maps a pixel of the crop to a pixel of the upright picture.

        Raises:
            EngineError: The runtime's device failed.
        """


class Runtime(Protocol):
    """Runs one network on memory that is allocated once: fill ``image``, call ``run``, read ``outputs``."""

    @property
    def name(self) -> str:
        """The runtime's name for the user, for example ``onnx``."""

    @property
    def threads(self) -> str | None:
        """The processor threads that it runs on now, for the user, for example ``2 threads``; None on a GPU."""

    @property
    def image(self) -> Array:
        """The network's only input, whatever it is called there: write the next picture here.

        (1, 3, H, W) or (1, H, W, 3), H and W even; float32, float16, int32 or uint8, as the network's file says.
        """

    @property
    def outputs(self) -> Mapping[str, Array]:
        """The outputs by name, as ``run`` left them.

        An output of fixed shape stays at its place and is overwritten. One whose shape depends on the picture (people
        found, say) is absent before the first run, and another array after each: ask for it after every ``run``.
        float32; integers stay what they are; float16 is given as float32.
        """

    def cropper(self, crop: CropFormat) -> Cropper:
        """Returns a cropper that fills ``image`` from frames in any memory.

        Raises:
            EngineError: ``image`` is no picture of three channels, or holds whole numbers while the format scales.
        """

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: The runtime failed.
        """


@dataclass(frozen=True, slots=True)
class Person:
    """A detected person.

    Attributes:
        roi: The square around the body, a quarter larger than it; rotated only by who knows how the body lies.
        score: The detector's confidence, 0..1.
    """

    roi: Roi
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A person whose joints were found.

    Attributes:
        pose: The canonical 33 joints in pixels of the upright picture; a joint that the network lacks has score 0.
            ``world`` is None where the network knows no depth.
        alignment: Two points that give the square for the next frame (see ``engines.models.body_square`` for networks
            that have none of their own); pixels of the upright picture.
        presence: How sure it is that there is a person, 0..1. The pipeline lets go of who is below 0.5: a family
            whose own limit is another one scales.
    """

    pose: Pose
    alignment: Alignment
    presence: float

    @property
    def roi(self) -> Roi:
        """The square around the person, as measured."""
        return Roi.from_alignment(*self.alignment)


class Detector(Protocol):
    """Finds where people are."""

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        """Returns everybody in the picture once, highest score first; nobody below the family's own limit.

        Args:
            frame: The picture.
            region: The square of it to search, by default all of it.

        Raises:
            EngineError: The runtime failed.
        """


class Keypoints(Protocol):
    """Finds people's joints. Remembers nothing from one call to the next: whom to follow is the pipeline's."""

    @property
    def runtime(self) -> Runtime:
        """The network that it reads."""

    @property
    def sees_picture(self) -> bool:
        """True for a network that finds everybody in a whole picture, and so needs no detector.

        The pipeline gives it the whole picture (``roi`` None) and chooses among who is found. Else the network finds
        one person in a square around that person: the pipeline gives it the square.
        """

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        """Returns the people found, surest first, each once; of a network for one person at most one.

        Args:
            frame: The picture.
            roi: The square to read, by default all of the picture.

        Raises:
            EngineError: The runtime failed.
        """


class Lifter(Protocol):
    """Adds or corrects the world joints of one person's poses, from those of now and before (causal)."""

    def lift(self, pose: Pose) -> Pose:
        """Returns the pose with ``world`` in metres as ``Pose`` has it, or None in it while it cannot say yet.

        ``t``, ``xy`` and ``score`` stay as they are. Called with every pose of the athlete in order of time.

        Raises:
            EngineError: The runtime failed.
        """

    def forget(self) -> None:
        """Start afresh: the athlete was lost, and the next pose may be another person's."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pipeline is made of.

    Attributes:
        detector: Finds people; None where the keypoint network does, by itself or in the whole picture.
        keypoints: Finds joints.
        lifter: Adds or corrects world joints, or None.
    """

    detector: Detector | None
    keypoints: Keypoints
    lifter: Lifter | None = None


@dataclass(frozen=True, slots=True)
class DetectorFamily:
    """How a module of ``engines.models`` offers its detector: as ``DETECTOR``.

    Attributes:
        open: Returns the detector on a runtime, booking its time.
        outputs: Of a TFLite file, the outputs to keep: our name -> index among the file's.
    """

    open: Callable[[Runtime, Stages], Detector]
    outputs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeypointsFamily:
    """How a module of ``engines.models`` offers its keypoint network: as ``KEYPOINTS``.

    Attributes:
        open: Returns the keypoint network on a runtime, booking its time.
        outputs: As ``DetectorFamily.outputs``.
    """

    open: Callable[[Runtime, Stages], Keypoints]
    outputs: Mapping[str, int] = field(default_factory=dict)
