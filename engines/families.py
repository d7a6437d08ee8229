"""Finds a model family by its name: it is the module of that name in ``engines.models``."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any, TypeVar

from daemon.core.nearest import suggestion
from daemon.errors import ConfigError
from daemon.ports import Stages
from engines import lifting, models
from engines.ports import DetectorFamily, KeypointsFamily, Lifter, Parts, Runtime
from engines.registry import Model, Network

_Family = TypeVar("_Family", DetectorFamily, KeypointsFamily)


def parts(model: Model, detector: Runtime | None, keypoints: Runtime, stages: Stages) -> Parts:
    """Returns an engine's parts on their runtimes, without its lifter.

    Args:
        model: The engine.
        detector: The detector's runtime, or None where the engine has none.
        keypoints: The keypoint network's runtime.
        stages: Receives the time that they take.

    Raises:
        ConfigError: The engine's file names a family that Spotter lacks.
        EngineError: A network is not one of that family.
    """
    finder = None
    if model.detector is not None and detector is not None:
        finder = _find(model.detector, DetectorFamily).open(detector, stages)
    return Parts(finder, _find(model.keypoints, KeypointsFamily).open(keypoints, stages))


def lifter(model: Model, folder: Path) -> Lifter | None:
    """Returns an engine's lifter, or None where its file names none.

    Args:
        model: The engine.
        folder: The models' folder, where the lifter's file is.

    Raises:
        ConfigError: The engine's file names a lifter that Spotter lacks.
        EngineError: The lifter's file is missing or is none.
    """
    if model.lifter is None:
        return None
    family, _, file = model.lifter.partition(":")
    known = [found.name for found in pkgutil.iter_modules(lifting.__path__) if _opens(found.name)]
    if family not in known or not file:
        hint = f"write 'family:file', the file in {folder}; the family: {', '.join(known)}"
        raise ConfigError(f"{model.source}: lifter: no lifter {model.lifter!r}: {hint}")
    opened: Lifter = importlib.import_module(f"{lifting.__name__}.{family}").open_lifter(folder / file)
    return opened


def _opens(name: str) -> bool:
    return hasattr(importlib.import_module(f"{lifting.__name__}.{name}"), "open_lifter")


def check(model: Model) -> None:
    """Check that Spotter has the engine's families.

    Raises:
        ConfigError: It lacks one; the message names the nearest.
    """
    for network in model.networks:
        _find(network, _kind(network))


def tflite_outputs(network: Network) -> dict[str, int]:
    """Returns the outputs of a network's TFLite file that are kept: our name -> index among the file's.

    Raises:
        ConfigError: Spotter lacks the family.
    """
    return dict(_find(network, _kind(network)).outputs)


def _kind(network: Network) -> Any:  # noqa: ANN401 - one of two classes, whichever the part needs
    return DetectorFamily if network.part == "detector" else KeypointsFamily


def _find(network: Network, kind: type[_Family]) -> _Family:
    known = {found.name for found in pkgutil.iter_modules(models.__path__)}
    family = None
    if network.family in known:
        module = importlib.import_module(f"{models.__name__}.{network.family}")
        family = getattr(module, network.part.upper(), None)
    if not isinstance(family, kind):
        able = [name for name in known if _has(name, network.part)]
        hint = suggestion(network.family, able)
        raise ConfigError(f"{network.source}: {network.part}: no family {network.family!r} for it: {hint}")
    return family


def _has(name: str, part: str) -> bool:
    return hasattr(importlib.import_module(f"{models.__name__}.{name}"), part.upper())
