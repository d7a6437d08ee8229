"""RTMDet: finds people's boxes in the whole picture.

Source: Lyu et al., "RTMDet: An Empirical Study of Designing Real-Time Object Detectors", 2022.
"""

import numpy as np

from engines.models.detections import AnyFloat, Boxes, boxes_from
from engines.signature import Part, Recognised, Signature

EXPECTED = "RTMDet (dets [1, N, 5] and labels [1, N])"
MIN_SCORE = 0.3
"""MMPose's own for the boxes that it hands to RTMPose."""
_MAX_OVERLAP = 0.7
"""The network's own suppression has run; this one only tidies up."""
_PERSON = 0
_SCORE = 4


def recognise(signature: Signature) -> Recognised | None:
    """Returns how RTMDet's outputs are written, or None where the network is none.

    YOLOX can be exported with the same outputs; it alone begins by slicing the picture.
    """
    dets, labels = signature.output("dets"), signature.output("labels")
    if len(signature.outputs) != 2 or dets is None or labels is None or "Slice" in signature.reads_image:  # noqa: PLR2004
        return None
    is_read = dets.shape[::2] == (1, _SCORE + 1) and labels.shape == dets.shape[:2]
    return Recognised(Part.DETECTOR, "boxes and labels, suppressed") if is_read else None


def decode(dets: AnyFloat, labels: AnyFloat, min_score: float = MIN_SCORE) -> Boxes:
    """Returns the people in the network's outputs.

    Args:
        dets: ``dets`` without its batch, (N, 5): left, top, right, bottom, score.
        labels: ``labels`` without its batch, (N,): the class; 0 is a person.
        min_score: People with a lower score are left out.
    """
    scores = np.where(labels == _PERSON, dets[:, _SCORE], 0)
    return boxes_from(dets[:, :_SCORE], scores, min_score, _MAX_OVERLAP)
