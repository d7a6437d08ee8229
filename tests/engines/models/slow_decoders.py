"""The layouts of exported files, decoded the slow way: one number after the other, in plain Python.

They share nothing with the decoders that they judge.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Person(NamedTuple):
    box: tuple[float, float, float, float]
    score: float
    joints: list[tuple[float, float, float]]


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1]) - shared)


def separate(people: list[Person], most: float) -> list[Person]:
    """Everybody once: the highest score of those whose boxes overlap by more than ``most``."""
    kept: list[Person] = []
    for person in sorted(people, key=lambda person: -person.score):
        if all(overlap(person.box, other.box) <= most for other in kept):
            kept.append(person)
    return kept


def yolo_raw(output: Array, joints: int, values: int) -> list[Person]:
    people = []
    for column in range(output.shape[1]):
        cx, cy, width, height, score, *rest = (float(value) for value in output[:, column])
        if score >= 0.25:
            box = cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2
            people.append(Person(box, score, points(rest, joints, values, score)))
    return separate(people, 0.7)


def yolo_end_to_end(output: Array, joints: int, values: int) -> list[Person]:
    people = []
    for row in output:
        x1, y1, x2, y2, score, _, *rest = (float(value) for value in row)
        if score >= 0.25:
            people.append(Person((x1, y1, x2, y2), score, points(rest, joints, values, score)))
    return separate(people, 0.7)


def points(rest: list[float], joints: int, values: int, score: float) -> list[tuple[float, float, float]]:
    rows = [rest[joint * values : (joint + 1) * values] for joint in range(joints)]
    return [(row[0], row[1], row[2] if values == 3 else score) for row in rows]


def simcc(across: Array, down: Array) -> list[tuple[float, float, float]]:
    found = []
    for row_x, row_y in zip(across.tolist(), down.tolist(), strict=True):
        top_x, top_y = max(row_x), max(row_y)
        found.append((row_x.index(top_x) / 2, row_y.index(top_y) / 2, min(max(min(top_x, top_y), 0.0), 1.0)))
    return found


def rtmo(dets: Array, keypoints: Array) -> list[Person]:
    people = []
    for (x1, y1, x2, y2, score), joints in zip(dets.tolist(), keypoints.tolist(), strict=True):
        if score >= 0.3:
            people.append(Person((x1, y1, x2, y2), score, [tuple(joint) for joint in joints]))
    return separate(people, 0.65)


def rtmdet(dets: Array, labels: Array) -> list[Person]:
    rows = zip(dets.tolist(), labels.tolist(), strict=True)
    return separate([Person((a, b, c, d), s, []) for (a, b, c, d, s), label in rows if s >= 0.3 and label == 0], 0.7)


def yolox(dets: Array) -> list[Person]:
    return separate([Person((a, b, c, d), s, []) for a, b, c, d, s in dets.tolist() if s >= 0.3], 0.45)


def yolox_raw(output: Array, width: int, height: int) -> list[Person]:
    people, index = [], 0
    for stride in (8, 16, 32):
        for row in range(height // stride):
            for column in range(width // stride):
                x, y, w, h, sure, person, *_ = output[index].tolist()
                index += 1
                if sure * person < 0.3:
                    continue
                cx, cy = (x + column) * stride, (y + row) * stride
                half_w, half_h = math.exp(w) * stride / 2, math.exp(h) * stride / 2
                box = cx - half_w, cy - half_h, cx + half_w, cy + half_h
                people.append(Person(box, sure * person, []))
    assert index == len(output)
    return separate(people, 0.45)


def assert_same(expected: list[Person], corners: Array, scores: Array, joints: Array, seen: Array) -> None:
    """The same people in the same order, every number within half a pixel and half a percent."""
    assert len(expected) == len(corners)
    for person, box, score, xy, sure in zip(expected, corners, scores, joints, seen, strict=True):
        assert np.allclose(person.box, box, atol=0.5)
        assert abs(person.score - score) < 0.005
        if person.joints:
            assert np.allclose([joint[:2] for joint in person.joints], xy, atol=0.5)
            assert np.allclose([joint[2] for joint in person.joints], sure, atol=0.005)
