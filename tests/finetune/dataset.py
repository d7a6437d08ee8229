"""Writes pictures of one athlete each as a keypoint data set, in two formats: COCO's JSON and YOLO's text files.

A folder holds ``train`` and ``valid``; each of them ``images``, ``labels`` (YOLO) and ``_annotations.coco.json``; and
``data.yaml`` names them for what reads YOLO's. RF-DETR reads the one, libreyolo the other. Needs no torch.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

NAMES = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip
"""COCO's keypoints in COCO's order."""
BONES = (
    (15, 13), (13, 11), (16, 14), (14, 12), (11, 12), (5, 11), (6, 12), (5, 6), (5, 7), (6, 8), (7, 9), (8, 10),
    (1, 2), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6),
)  # fmt: skip
"""COCO's skeleton, counted from 0."""
OUTSIDE, VISIBLE = 0, 2
"""COCO's visibility: not labelled, and labelled and visible."""
_SPLITS = ("train", "valid")


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture with one athlete in it.

    Attributes:
        picture: uint8 (height, width, 3), RGB.
        joints: (17, 2), pixels, as ``NAMES``.
        box: x, y, width, height around all of the athlete (pixels).
    """

    picture: NDArray[np.uint8]
    joints: NDArray[np.float64]
    box: tuple[float, float, float, float]


def write(folder: Path, split: str, samples: Iterable[Sample]) -> int:
    """Write one split, and return how many pictures it has."""
    where = folder / split
    for name in ("images", "labels"):
        (where / name).mkdir(parents=True, exist_ok=True)
    images, annotations = list[dict[str, object]](), list[dict[str, object]]()
    for number, sample in enumerate(samples):
        height, width = sample.picture.shape[:2]
        file = f"{number:05d}.jpg"
        cv2.imwrite(str(where / "images" / file), sample.picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
        (where / "labels" / file).with_suffix(".txt").write_text(_line(sample), encoding="ascii")
        images.append({"id": number, "file_name": f"images/{file}", "width": width, "height": height})
        annotations.append(_annotation(number, sample))
    coco = {"images": images, "annotations": annotations, "categories": [_category()]}
    (where / "_annotations.coco.json").write_text(json.dumps(coco), encoding="utf-8")
    (folder / "data.yaml").write_text(_yaml(), encoding="utf-8")
    return len(images)


def _category() -> dict[str, object]:
    bones = [[a + 1, b + 1] for a, b in BONES]
    return {"id": 1, "name": "person", "supercategory": "person", "keypoints": list(NAMES), "skeleton": bones}


def _annotation(number: int, sample: Sample) -> dict[str, object]:
    points = [
        value
        for (x, y), seen in zip(sample.joints.tolist(), _visibility(sample), strict=True)
        for value in ((round(x, 2), round(y, 2), seen) if seen else (0, 0, 0))
    ]
    _, _, width, height = sample.box
    return {
        "id": number, "image_id": number, "category_id": 1, "iscrowd": 0, "area": round(width * height, 1),
        "bbox": [round(each, 2) for each in sample.box], "keypoints": points, "num_keypoints": sum(_labelled(sample)),
    }  # fmt: skip


def _line(sample: Sample) -> str:
    """Returns YOLO's line: class, box's middle and size, then x, y and visibility, as shares of the picture."""
    height, width = sample.picture.shape[:2]
    x, y, wide, high = sample.box
    numbers = [(x + wide / 2) / width, (y + high / 2) / height, wide / width, high / height]
    words = ["0", *(f"{each:.6f}" for each in numbers)]
    for (u, v), seen in zip(sample.joints.tolist(), _visibility(sample), strict=True):
        words += [f"{u / width:.6f}", f"{v / height:.6f}", str(seen)] if seen else ["0", "0", "0"]
    return " ".join(words) + "\n"


def _visibility(sample: Sample) -> list[int]:
    return [VISIBLE if inside else OUTSIDE for inside in _labelled(sample)]


def _labelled(sample: Sample) -> Sequence[bool]:
    height, width = sample.picture.shape[:2]
    inside = (sample.joints >= 0) & (sample.joints < (width, height))
    found: list[bool] = inside.all(axis=1).tolist()
    return found


def _yaml() -> str:
    flip = [NAMES.index(_mirrored(name)) for name in NAMES]
    return (
        "# Written by tests/finetune/dataset.py.\n"
        "path: .\n"
        + "".join(f"{key}: {split}/images\n" for key, split in zip(("train", "val"), _SPLITS, strict=True))
        + f"kpt_shape: [{len(NAMES)}, 3]\nflip_idx: {flip}\nnc: 1\nnames: [person]\n"
    )


def _mirrored(name: str) -> str:
    side, _, part = name.partition("_")
    return f"{'right' if side == 'left' else 'left'}_{part}" if part else name
