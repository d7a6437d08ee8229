"""RTMDet: finds people's boxes in the whole picture.

Source: Lyu et al., "RTMDet: An Empirical Study of Designing Real-Time Object Detectors", 2022.
"""

import numpy as np

from daemon.ports import Frame, Stages
from engines.arrays import Array
from engines.crop_format import ChannelOrder, CropFormat, Outside
from engines.cropping.letterbox import Align
from engines.models.detections import Boxes, boxes_from
from engines.models.whole_picture import WholePicture
from engines.ports import DetectorFamily, Person, Runtime
from engines.roi import Roi
from engines.signature import Part, Recognised, Signature

EXPECTED = "RTMDet (dets [1, N, 5] and labels [1, N])"
MIN_SCORE = 0.3
"""MMPose's own for the boxes that it hands to RTMPose."""
_MAX_OVERLAP = 0.7
"""The network's own suppression has run; this one only tidies up."""
_PERSON = 0
_SCORE = 4
_MEAN = (123.675, 116.28, 103.53)
_STD = (58.395, 57.12, 57.375)


class RtmDet:
    """RTMDet on a runtime (see ``Detector``).

    Args:
        runtime: The network, with the outputs ``dets`` and ``labels``.
        stages: Receives the time that crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        crop = CropFormat.standardised(_MEAN, _STD, Outside.GREY, ChannelOrder.BGR)
        self._picture = WholePicture(runtime, crop, Align.TOP_LEFT, stages)
        self._stages = stages

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        """Returns the people in the picture or a square of it (see ``Detector``).

        Raises:
            EngineError: The runtime failed.
        """
        outputs = self._picture.read(frame, region)
        people = self._picture.persons(decode(outputs["dets"][0], outputs["labels"][0]))
        self._stages.lap("detect")
        return people


def recognise(signature: Signature) -> Recognised | None:
    """Returns how RTMDet's outputs are written, or None where the network is none.

    YOLOX can be exported with the same outputs; it alone begins by slicing the picture.
    """
    dets, labels = signature.output("dets"), signature.output("labels")
    has_others = any(tensor not in (dets, labels) for tensor in signature.outputs)
    if dets is None or labels is None or has_others or "Slice" in signature.reads_image:
        return None
    is_read = dets.shape[::2] == (1, _SCORE + 1) and labels.shape == dets.shape[:2]
    return Recognised(Part.DETECTOR, "boxes and labels, suppressed") if is_read else None


def decode(dets: Array, labels: Array, min_score: float = MIN_SCORE) -> Boxes:
    """Returns the people in the network's outputs.

    Args:
        dets: ``dets`` without its batch, (N, 5): left, top, right, bottom, score.
        labels: ``labels`` without its batch, (N,): the class; 0 is a person.
        min_score: People with a lower score are left out.
    """
    scores = np.where(labels == _PERSON, dets[:, _SCORE], 0)
    return boxes_from(dets[:, :_SCORE], scores, min_score, _MAX_OVERLAP)


DETECTOR = DetectorFamily(RtmDet)
