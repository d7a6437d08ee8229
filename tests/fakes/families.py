"""Every model family, with a network of it and a picture in which the network finds a person."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from daemon.config import paths
from daemon.errors import EngineError
from daemon.ports import Frame
from engines import models, registry
from engines.conversion.onnx_files import ensure_onnx
from tests.fakes import finders
from tests.fakes.networks import written
from tests.fakes.pictures import frame, pictures

_PUBLISHED = {"blazepose": "blazepose-full", "movenet": "movenet-lightning"}
"""The families whose files anybody can fetch, and an engine of each. Of the others there are hand-made networks."""
_SPOT = (281.0, 223.0)
_ATHLETE = (280.0, 262.0)


@dataclass(frozen=True)
class Case:
    """A family to try.

    Attributes:
        module: The family's module.
        network: Writes a network of it into a folder, or finds it, and returns its path.
        frame: Returns a picture with a person, captured at that time.
        place: The middle of the person's hips, pixels.
        near: How far from there they may be found, pixels: a network that was trained is no ruler.
    """

    module: ModuleType
    network: Callable[[Path], Path]
    frame: Callable[[float], Frame]
    place: tuple[float, float]
    near: float


def families(part: str) -> list[str]:
    """The names of the families that have a ``detector`` or ``keypoints``."""
    return [found.name for found in pkgutil.iter_modules(models.__path__) if hasattr(_module(found.name), part.upper())]


def case(name: str, part: str) -> Case:
    """A family to try; skips the test where its files must be fetched and are not there."""
    (picture,) = pictures(paths.find("clip/demo.mp4"), 151, 1)
    if name in _PUBLISHED:
        path = published(_PUBLISHED[name], part)
        return Case(_module(name), lambda _: path, lambda t: frame(picture, t), _ATHLETE, 20.0)
    network = finders.NETWORKS[name]
    spotted = finders.spot(picture, *_SPOT)
    return Case(_module(name), lambda folder: written(folder, network()), lambda t: frame(spotted, t), _SPOT, 1.5)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{models.__name__}.{name}")


def published(engine: str, part: str) -> Path:
    """The ONNX file of an engine's detector or keypoints; skips the test where its files were not fetched."""
    try:
        return ensure_onnx(getattr(registry.find(engine), part), paths.models_folder())
    except EngineError as error:
        pytest.skip(f"needs {engine}: {error}")
