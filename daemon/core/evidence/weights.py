"""What each part of the evidence weighs: written by ``python -m tests.fit --write``, not by hand.

Each term is its slope, its bends (knot and change of slope), what it is for a usual rep, and the value that nine in ten
reps are on the better side of.
"""

from daemon.core.evidence.model import Additive, Calibration, Model, Spread, Term

OWN = Additive(
    -1.9237,
    {
        "depth": Term(0.7097, ((-0.711, 2.3126), (-0.183, -3.0222), (0.055, 0.0)), 0.79, -0.6023),
        "begins_at": Term(2.2961, ((-0.055, -5.9666), (0.025, 4.3278), (0.16, -1.6322)), -0.3694, 0.389),
        "brisk": Term(-2.1381, ((0.405, -0.4497),), -0.1791, 0.2803),
        "long": Term(-0.9914, (), -0.024, 0.0274),
        "confidence": Term(4.414, ((0.962, 52.5031),), 5.4116, 0.9551),
        "visibility": Term(0.0, ((0.89, 0.0),), 0.0, 0.9933),
        "not_back": Term(-0.7778, (), -0.013, 0.0),
        "across": Term(-5.4455, (), -0.1167, 0.0524),
        "grown": Term(-12.3223, ((0.025, 11.2727),), -0.162, 0.0503),
        "trunk_elsewhere": Term(-0.0231, (), -0.001, 0.0),
        "ends_elsewhere": Term(0.0, ((0.325, -1.7645), (0.554, 1.7645)), -0.1272, 0.579),
        "start_distance": Term(-1.1025, ((0.499, 1.1025), (0.861, 0.0), (1.292, 0.0)), -0.508, 1.2044),
        "turn_distance": Term(-4.1701, ((0.615, 4.1701), (1.01, -0.0173), (1.458, -1.1047)), -2.369, 1.4921),
        "rise_distance": Term(0.0, ((0.491, 0.0), (1.319, 0.0)), 0.0, 2.3006),
        "nearer_another": Term(-0.9594, ((-0.973, 0.4069), (-0.281, 0.1358), (0.321, -0.6763)), 0.801, 0.4523),
        "direction": Term(0.0729, ((0.662, 0.5525), (0.895, 20.5183)), 1.005, 0.6339),
        "reach": Term(0.0, ((0.351, 0.0), (0.775, 0.0)), 0.0, 0.9919),
        "beyond": Term(-4.6577, (), -0.3111, 0.253),
        "arms_start": Term(0.0, ((1.041, -0.1865),), -0.0271, 1.6474),
        "legs_start": Term(0.0, ((0.845, 0.0),), 0.0, 0.0),
        "trunk_start": Term(-0.3805, (), -0.0581, 0.6011),
        "arms_turn": Term(0.0, ((0.255, 0.0), (1.084, -0.5426)), -0.0675, 1.5807),
        "legs_turn": Term(0.0, ((0.175, 0.0), (1.063, 0.0)), 0.0, 0.0),
        "trunk_turn": Term(0.0, ((0.223, 0.0),), 0.0, 0.0203),
        "arms_short": Term(0.0, ((-1.535, 0.0), (-0.267, 0.0), (0.0, 0.3291)), 0.0656, 0.0),
        "arms_aside": Term(0.0, ((0.231, 0.0), (0.799, 0.0), (1.267, 0.0)), 0.0, 0.0),
        "legs_short": Term(0.0618, ((-0.582, 0.0713), (-0.066, 1.4335), (0.072, -0.5881)), 0.285, -1.2542),
        "legs_aside": Term(0.0, ((0.479, -1.3926), (0.97, 1.2783)), -0.2245, 1.2462),
        "trunk_short": Term(0.0, ((-0.207, 0.0), (-0.012, 0.0), (0.0, 0.0)), 0.0, -0.5805),
        "trunk_aside": Term(0.0, ((0.343, 0.0), (0.89, 0.0)), 0.0, 0.9676),
    },
)
AMONG = Additive(
    0.2961,
    {
        "log_odds": Term(0.5134, ((-0.412, 0.0944), (2.095, -0.2427)), 0.9315, -0.9829),
        "depth": Term(0.0, ((-0.412, 0.0), (-0.001, 0.0)), 0.0, 0.0683),
        "brisk": Term(0.0, ((0.118, 0.0),), 0.0, 0.0),
        "begins_at": Term(-0.2765, ((-0.023, -2.0389), (0.107, 2.2376)), -0.1213, 0.3237),
        "support_before": Term(0.5913, ((0.0, -0.3252), (1.627, -0.2661)), 0.1089, -0.8888),
        "alike_before": Term(0.0, ((0.621, 0.0), (1.625, 0.0)), 0.0, 0.0),
        "rep_alike_before": Term(0.0, ((0.16, 0.0), (0.565, 3.5622)), 0.2153, 0.0),
        "support_after": Term(0.3616, ((0.0, -0.0268), (0.986, -0.262)), 0.126, -0.7834),
        "alike_after": Term(0.0, ((0.643, 0.0),), 0.0, 0.0),
        "rep_alike_after": Term(0.0, ((0.424, 2.2463),), 0.206, 0.0),
        "shorter": Term(0.0, (), 0.0, 0.0),
        "under_least": Term(0.0, (), 0.0, 0.0),
        "deeper": Term(-0.9929, (), -0.0455, 0.1251),
        "quicker": Term(0.0, ((0.127, -0.0051),), -0.0002, 0.2624),
        "slower": Term(-0.6939, (), -0.0578, 0.2657),
        "own_known": Term(0.271, (), 0.2417, 0.0),
        "own_reps": Term(0.1908, (), 0.457, 0.0),
        "deeper_follows": Term(0.0, (), 0.0, 0.0),
        "by_turns": Term(0.7127, (), 0.0426, 0.0),
        "rhythm": Term(0.0, ((0.154, 0.0),), 0.0, 0.0),
        "known_after": Term(0.2444, ((1.0, -0.1376), (2.0, 0.011)), 0.2438, 0.0),
        "over": Term(-0.1659, (), -0.0438, 1.0),
        "far_short": Term(-8.0, (), 0.0, 0.0),
        "not_back": Term(-8.0, (), 0.0, 0.0),
        "ends_otherwise": Term(-8.0, (), 0.0, 0.0),
        "guessed": Term(-8.0, (), 0.0, 0.0),
        "impossible": Term(-8.0, (), 0.0, 0.0),
    },
)
CALIBRATION = Calibration(shift=1.4701, scale=0.6878)
SPREAD = Spread(missed_refused=0.3325, missed_unsure=0.1734, false_unsure=0.4553, missed_size=0.6098, false_size=0.1876)
MODEL = Model(OWN, AMONG, CALIBRATION, SPREAD)
