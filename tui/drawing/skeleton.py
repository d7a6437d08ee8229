"""The skeleton's bones, as pairs of the canonical joints' numbers (``daemon.core.pose.skeleton.Joint``)."""

JOINTS = 33

TRUNK = ((11, 12), (11, 23), (12, 24), (23, 24))
ARMS = ((11, 13), (13, 15), (12, 14), (14, 16))
LEGS = ((23, 25), (25, 27), (24, 26), (26, 28))
FEET = ((27, 31), (29, 31), (27, 29), (28, 32), (30, 32), (28, 30))
EDGES = TRUNK + ARMS + LEGS + FEET
"""Every bone that is drawn; the head is drawn as a circle."""

NOSE, LEFT_EAR, RIGHT_EAR = 0, 7, 8
LEFT_SHOULDER, RIGHT_SHOULDER = 11, 12
HANDS = (15, 16)
ANKLES = (27, 28)
LIMBS = frozenset(range(11, 17)) | frozenset(range(23, 33))
"""The joints that bones connect."""
