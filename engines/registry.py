"""The models Spotter knows, and how to open one as a pose engine."""

import difflib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daemon.errors import UsageError
from daemon.ports import PoseEngine, Stages


@dataclass(frozen=True, slots=True)
class Network:
    """One network as it is published.

    Attributes:
        file: Its name in the models' folder.
        member: Its path within the wheel.
        sha256: Of the file, hexadecimal.
        size: Bytes.
        outputs: What Spotter uses: our name -> its place among the model's outputs.
    """

    file: str
    member: str
    sha256: str
    size: int
    outputs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the user chooses it.

    Attributes:
        name: For ``--engine``.
        licence: SPDX name.
        about: One line.
        detector, landmarks: Its two networks.
    """

    name: str
    licence: str
    about: str
    detector: Network
    landmarks: Network

    @property
    def networks(self) -> tuple[Network, Network]:
        """Both."""
        return self.detector, self.landmarks


BLAZEPOSE_FULL = Model(
    name="blazepose-full",
    licence="Apache-2.0",
    about="BlazePose GHUM 3D, full: 33 joints and metres, one person",
    detector=Network(
        file="pose_detection.tflite",
        member="mediapipe/modules/pose_detection/pose_detection.tflite",
        sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        size=2_959_046,
        outputs={"boxes": 0, "scores": 1},
    ),
    landmarks=Network(
        file="pose_landmark_full.tflite",
        member="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        size=6_440_512,
        outputs={"landmarks": 0, "presence": 1, "heatmap": 3, "world": 4},
    ),
)
MODELS = (BLAZEPOSE_FULL,)
DEFAULT = BLAZEPOSE_FULL.name
_log = logging.getLogger(__name__)


def find(name: str) -> Model:
    """The model of that name.

    Raises:
        UsageError: There is none; names the nearest.
    """
    names = [model.name for model in MODELS]
    if name in names:
        return MODELS[names.index(name)]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "see: spotter engine list"
    raise UsageError(f"no engine is called {name!r}; {hint}")


def open_engine(name: str, folder: Path, threads: int, stages: Stages) -> PoseEngine:
    """Open a pose engine on TensorRT, where an engine built on this machine is ready, else on ONNX Runtime.

    Why a slower runtime was taken than this machine could have is logged and told in the engine's ``notice``.

    Args:
        name: A model's name, for example ``blazepose-full``.
        folder: Where the models are.
        threads: Cores for one network run.
        stages: Told what ``crop``, ``detect`` and ``landmarks`` took in each frame.

    Raises:
        UsageError: No engine has this name.
        EngineError: A model file is missing or damaged; says which and what to run.
    """
    # Here, so that fetching loads neither OpenCV nor ONNX Runtime.
    from engines.factory import choose  # noqa: PLC0415
    from engines.models.blazepose import BlazePose  # noqa: PLC0415

    model = find(name)
    choice = choose(model, folder, threads)
    if choice.notice is not None:
        _log.warning("%s", choice.notice)
    detector, landmarks = choice.networks
    return BlazePose(f"{model.name}/{landmarks.name}", detector, landmarks, stages, choice.notice)
