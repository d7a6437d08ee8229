"""Lets somebody look at what the parts of a pipeline read and find. Nothing of it is there unless it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.ports import Frame
from engines.arrays import Affine, Array, Float32
from engines.crop_format import CropFormat, InputLayout
from engines.ports import Cropper, Detector, Found, Keypoints, Parts, Person, Runtime
from engines.roi import Roi

_MAPS, _PROFILES = 4, 3
"""Axes of heatmaps (1, joints, rows, columns), and of SimCC's profiles (1, joints, bins)."""
_FEWEST_JOINTS, _FEWEST_CELLS = 17, 16
"""What has fewer along an axis is a list of joints or boxes, and no likelihood."""
_CELLS = 64
"""SimCC's profiles are shown on so many cells along the longer side."""


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What the detector found: when (s), in which square (None: the whole picture), and whom."""

    t: float
    region: Roi | None
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What the keypoint network read and found.

    Attributes:
        rgb: uint8 (H, W, 3), red first: its input as colours.
        to_upright: Maps a pixel of it to a pixel of the upright picture.
        says: Its size and its format, for a reader.
        people: Whom it found.
        heat: float32 (h, w), 0..1: how likely any joint is there; None: it has no such output.
        heat_name: ``Heatmaps`` or ``SimCC``.
    """

    rgb: NDArray[np.uint8]
    to_upright: Affine
    says: str
    people: tuple[Found, ...]
    heat: Float32 | None
    heat_name: str

    def has(self, pose: Pose) -> bool:
        """Returns whether a pose was found in it; a lifter may have changed its depth since."""
        return any(np.array_equal(each.pose.xy, pose.xy) for each in self.people)

    def presence(self, pose: Pose | None) -> float:
        """Returns how sure the network was of that person, or of anybody where the pose is not of it; 0..1."""
        of_it = [each.presence for each in self.people if pose is not None and np.array_equal(each.pose.xy, pose.xy)]
        return max(of_it or [each.presence for each in self.people], default=0.0)


class StageWatcher(Protocol):
    """Looks at a pipeline's stages. What it is given is its own: nothing is overwritten later."""

    def detected(self, detection: Detection) -> None:
        """Takes in whom the detector found."""

    def found(self, finding: Finding) -> None:
        """Takes in what the keypoint network read and found."""


def recorded(runtime: Runtime, watcher: StageWatcher | None) -> Runtime:
    """Returns a runtime that remembers how its input was filled; the runtime itself where nobody watches."""
    return runtime if watcher is None else RecordedRuntime(runtime)


def watched(parts: Parts, watcher: StageWatcher | None) -> Parts:
    """Returns parts that tell the watcher what they find; the parts themselves where nobody watches.

    Args:
        parts: Their keypoint network runs on a runtime of ``recorded``, or its input is not told.
        watcher: Who looks, or None.
    """
    if watcher is None:
        return parts
    detector = None if parts.detector is None else _WatchedDetector(parts.detector, watcher)
    return replace(parts, detector=detector, keypoints=_WatchedKeypoints(parts.keypoints, watcher))


def likelihood(outputs: Mapping[str, Array]) -> tuple[Float32, str] | None:
    """Returns how likely any joint is at each place of the crop, and by which output; told apart by shape alone."""
    for output in outputs.values():
        if output.ndim == _MAPS and _is_likelihood(output):
            return _probable(output[0].max(axis=0)), "Heatmaps"
    profiles = [each[0] for each in outputs.values() if each.ndim == _PROFILES and _is_likelihood(each)]
    if len(profiles) > 1 and profiles[0].shape[0] == profiles[1].shape[0]:
        return _crossed(profiles[0], profiles[1]), "SimCC"
    return None


class RecordedRuntime:
    """A runtime that remembers its crop's format and where the crop last lay.

    Attributes:
        crop: The format, once a cropper was asked for.
        to_upright: Maps a pixel of the crop to a pixel of the upright picture; None before the first fill.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.crop: CropFormat | None = None
        self.to_upright: Affine | None = None

    @property
    def name(self) -> str:
        """The runtime's name."""
        return self._runtime.name

    @property
    def threads(self) -> str | None:
        """The processor threads that it runs on now."""
        return self._runtime.threads

    @property
    def image(self) -> Array:
        """The network's input."""
        return self._runtime.image

    @property
    def outputs(self) -> Mapping[str, Array]:
        """The outputs by name."""
        return self._runtime.outputs

    def cropper(self, crop: CropFormat) -> Cropper:
        """Returns the runtime's cropper, whose last place is remembered."""
        self.crop = crop
        return _RecordedCropper(self._runtime.cropper(crop), self)

    def run(self) -> None:
        """Compute the outputs."""
        self._runtime.run()


class _RecordedCropper:
    def __init__(self, cropper: Cropper, runtime: RecordedRuntime) -> None:
        self._cropper, self._runtime = cropper, runtime

    def fill(self, frame: Frame, to_upright: Affine) -> None:
        self._cropper.fill(frame, to_upright)
        self._runtime.to_upright = to_upright


class _WatchedDetector:
    def __init__(self, detector: Detector, watcher: StageWatcher) -> None:
        self._detector, self._watcher = detector, watcher

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        people = self._detector.detect(frame, region)
        self._watcher.detected(Detection(frame.t, region, tuple(people)))
        return people


class _WatchedKeypoints:
    def __init__(self, keypoints: Keypoints, watcher: StageWatcher) -> None:
        self._keypoints, self._watcher = keypoints, watcher

    @property
    def runtime(self) -> Runtime:
        return self._keypoints.runtime

    @property
    def sees_picture(self) -> bool:
        return self._keypoints.sees_picture

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        found = self._keypoints.find(frame, roi)
        if self.sees_picture:
            people = tuple(Person(each.roi, each.presence) for each in found)
            self._watcher.detected(Detection(frame.t, roi, people))
        finding = _finding(self.runtime, tuple(found))
        if finding is not None:
            self._watcher.found(finding)
        return found


def _finding(runtime: Runtime, found: tuple[Found, ...]) -> Finding | None:
    if not isinstance(runtime, RecordedRuntime) or runtime.crop is None or runtime.to_upright is None:
        return None
    heat, name = likelihood(runtime.outputs) or (None, "")
    image, crop = runtime.image, runtime.crop
    layout = InputLayout.of(image)
    says = f"{layout.width} by {layout.height}, {crop.order.value.upper()}, {image.dtype}, {_range(crop)}"
    return Finding(_colours(image, layout, crop), runtime.to_upright.copy(), says, found, heat, name)


def _colours(image: Array, layout: InputLayout, crop: CropFormat) -> NDArray[np.uint8]:
    """Returns the input as the colours that it was filled with."""
    channels = [image[0, ..., place] if layout.is_nhwc else image[0, place] for place in crop.places]
    bytes_ = [(each - low) / scale for each, low, scale in zip(channels, crop.low, crop.scale, strict=True)]
    return np.asarray(np.stack([np.clip(np.rint(each), 0, 255) for each in bytes_], axis=-1), np.uint8)


def _is_likelihood(output: Array) -> bool:
    return output.shape[0] == 1 and output.shape[1] >= _FEWEST_JOINTS and min(output.shape[2:]) >= _FEWEST_CELLS


def _range(crop: CropFormat) -> str:
    """Returns what black and white become: ``0 to 1``."""
    black, white = crop.low, [low + 255 * scale for low, scale in zip(crop.low, crop.scale, strict=True)]
    return f"{min(black):.4g} to {max(white):.4g}"


def _probable(values: Array) -> Float32:
    """Returns values as shares: as they are, or through the sigmoid where they are logits."""
    found = values.astype(np.float32)
    is_share = found.min() >= 0 and found.max() <= 1
    return found if is_share else np.asarray(1 / (1 + np.exp(-np.clip(found, -50, 50))), np.float32)


def _crossed(across: Array, down: Array) -> Float32:
    """Returns the places where both of a joint's profiles are high, of the likeliest joint."""
    longest = max(across.shape[1], down.shape[1])
    columns, rows = (_binned(each, max(round(_CELLS * each.shape[1] / longest), 1)) for each in (across, down))
    both: Float32 = np.sqrt(rows[:, :, None] * columns[:, None, :]).max(axis=0)
    return both


def _binned(profiles: Array, cells: int) -> Float32:
    """Returns the greatest of each cell, float32 (joints, cells)."""
    edges = np.linspace(0, profiles.shape[1], cells + 1).astype(int)[:-1]
    greatest: Array = np.maximum.reduceat(np.clip(np.nan_to_num(profiles), 0, 1), edges, axis=1)
    return greatest.astype(np.float32)
