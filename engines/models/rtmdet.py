"""RTMDet: finds people's boxes in the whole picture.

Source: Lyu et al., "RTMDet: An Empirical Study of Designing Real-Time Object Detectors", 2022.
"""

import numpy as np

from engines.models.detections import AnyFloat, Boxes, boxes_from

MIN_SCORE = 0.3
"""MMPose's own for the boxes that it hands to RTMPose."""
_MAX_OVERLAP = 0.7
"""The network's own suppression has run; this one only tidies up."""
_PERSON = 0
_SCORE = 4


def decode(dets: AnyFloat, labels: AnyFloat, min_score: float = MIN_SCORE) -> Boxes:
    """Returns the people in the network's outputs.

    Args:
        dets: ``dets`` without its batch, (N, 5): left, top, right, bottom, score.
        labels: ``labels`` without its batch, (N,): the class; 0 is a person.
        min_score: People with a lower score are left out.
    """
    scores = np.where(labels == _PERSON, dets[:, _SCORE], 0)
    return boxes_from(dets[:, :_SCORE], scores, min_score, _MAX_OVERLAP)
