"""Exports a pose transformer in a layout that Spotter reads: a row per person, as end-to-end YOLO-pose has it."""

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

SIDE = 640
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""ImageNet's, which the network's backbone was trained with."""
OPSET = 17
JOINTS = 17
_METADATA = {
    "task": "pose", "stride": "32", "imgsz": f"[{SIDE}, {SIDE}]", "kpt_shape": f"[{JOINTS}, 3]",
    "names": "{0: 'person'}", "batch": "1", "end2end": "True", "license": "Apache-2.0 (EdgeCrafter's network)",
}  # fmt: skip


class RowPerPerson(nn.Module):
    """Pictures as YOLO-pose has them in, a row per person out.

    In: (1, 3, 640, 640), RGB, 0 to 1. Out: (1, queries, 57): left, top, right, bottom, score, class, and x, y and
    score of each joint, in pixels of the input.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.tensor(MEAN).reshape(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(STD).reshape(1, 3, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        """Returns everybody, likely or not: whoever reads it takes those whose score is high enough."""
        found = self.network((images - self.mean) / self.std)
        # Of the two classes the last is the person.
        score = found["pred_logits"][..., -1:].sigmoid()
        points = found["pred_keypoints"].reshape(1, -1, JOINTS, 2) * SIDE
        sure = score.unsqueeze(2).expand(-1, -1, JOINTS, -1)
        joints = torch.cat([points, sure], dim=3).flatten(2)
        return torch.cat([points.amin(dim=2), points.amax(dim=2), score, torch.zeros_like(score), joints], dim=2)


def export(network: nn.Module, path: Path) -> Path:
    """Write the ONNX file, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    model = RowPerPerson(network).eval()
    torch.onnx.export(
        model, (torch.zeros(1, 3, SIDE, SIDE),), str(path), input_names=["images"], output_names=["output0"],
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    made = onnx.load(path)
    for key, value in _METADATA.items():
        made.metadata_props.add(key=key, value=value)
    onnx.save(made, path)
    return path
