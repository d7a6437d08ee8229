"""The signals of form of arms and hands: how high, how wide and how far ahead they are."""

import numpy as np

from daemon.core.features.signals import DEGREES, TORSO_SPAN, TORSOS
from daemon.core.form.rep_body import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS, Floats, Pair, RepBody
from daemon.core.form.signals.form_signal import SIGNED_SPAN, FormSignal, Measure, joints_of
from daemon.core.form.signals.geometry import FORWARD, UP, above, apart, one_above, trunk_of, turned
from daemon.core.pose.skeleton import Joint

_MOUTH: Pair = (Joint.MOUTH_LEFT, Joint.MOUTH_RIGHT)


def _level(joints: Pair) -> Measure:
    """How much higher one side is than the other, whichever."""
    return lambda body: np.abs((body.points[joints[0]] - body.points[joints[1]])[UP])


def _elbow_drift(body: RepBody) -> Floats:
    """The upper arm's way forward from hanging along the trunk, in the plane seen from the side."""
    trunk = -trunk_of(body)
    arm = body.points[ELBOWS[body.forearm]] - body.points[SHOULDERS[body.forearm]]
    return -turned(arm, trunk)


def _over_head(body: RepBody) -> Floats:
    value: Floats = (body.middle(WRISTS) - body.points[Joint.NOSE])[UP]
    return value


def _chin_over_wrist(body: RepBody) -> Floats:
    value: Floats = (body.middle(_MOUTH) - body.middle(WRISTS))[UP]
    return value


def _hand_ahead(body: RepBody) -> Floats:
    return above(body, WRISTS, ANKLES, FORWARD)


SIGNALS = (
    FormSignal(
        "wrist_over_knee", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.1), joints_of(WRISTS, KNEES),
        "hands above the knees", lambda body: above(body, WRISTS, KNEES), True,
    ),
    FormSignal(
        "wrist_over_shoulder", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.08), joints_of(SHOULDERS, WRISTS),
        "hands above the shoulders", lambda body: above(body, WRISTS, SHOULDERS), True,
    ),
    FormSignal(
        "wrist_over_shoulder_lead", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.08), joints_of(SHOULDERS, WRISTS),
        "the higher hand above its shoulder", lambda body: one_above(body, WRISTS, SHOULDERS, body.arm), True,
    ),
    FormSignal(
        "wrist_over_head", TORSOS, TORSO_SPAN, (0.08, 0.08, 0.08), joints_of((Joint.NOSE, Joint.NOSE), WRISTS),
        "hands above the nose", _over_head,
    ),
    FormSignal(
        "chin_over_wrist", TORSOS, TORSO_SPAN, (0.07, 0.07, 0.07), joints_of(_MOUTH, WRISTS),
        "mouth above the hands", _chin_over_wrist,
    ),
    FormSignal(
        "wrist_uneven", TORSOS, TORSO_SPAN, (0.15, 0.08, 0.05), joints_of(WRISTS), "how much higher one hand is",
        _level(WRISTS), compares=True,
    ),
    FormSignal(
        "wrist_spread", TORSOS, TORSO_SPAN, (0.25, 0.12, 0.08), joints_of(WRISTS), "distance between the hands",
        apart(WRISTS),
    ),
    FormSignal(
        "hand_ahead", TORSOS, TORSO_SPAN, (0.08, 0.12, 0.3), joints_of(WRISTS, ANKLES), "hands ahead of the ankles",
        _hand_ahead, True,
    ),
    FormSignal(
        "elbow_drift", DEGREES, SIGNED_SPAN, (5.0, 8.0, 15.0), joints_of(HIPS, SHOULDERS, ELBOWS),
        "upper arm forward of the trunk's line, negative behind it", _elbow_drift, True,
    ),
)  # fmt: skip
