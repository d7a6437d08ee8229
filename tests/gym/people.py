"""Who trains in the sets: a dozen builds and what they wear."""

from tests.gym.athlete import Build
from tests.gym.clothes import Outfit

DARK, BROWN, OLIVE, FAIR = (0.36, 0.24, 0.18), (0.52, 0.36, 0.26), (0.72, 0.53, 0.41), (0.86, 0.68, 0.57)
BLACK, GREY, WHITE, NAVY = (0.09, 0.09, 0.10), (0.46, 0.47, 0.49), (0.90, 0.90, 0.89), (0.11, 0.15, 0.26)
RED, GREEN, SKY, YELLOW, VIOLET = (
    (0.75, 0.18, 0.16),
    (0.20, 0.44, 0.28),
    (0.35, 0.60, 0.80),
    (0.86, 0.73, 0.25),
    (0.42, 0.28, 0.55),
)

PEOPLE: tuple[tuple[Build, Outfit], ...] = (
    (Build(), Outfit()),
    (Build(0.10, 0.66, 0.55, 0.35, 0.52, 0.7), Outfit(FAIR, (0.55, 0.40, 0.22), NAVY, WHITE, GREY)),
    (Build(0.08, 0.70, 0.85, 0.60, 0.50, 0.6), Outfit(DARK, BLACK, WHITE, RED, BLACK)),
    (Build(0.95, 0.66, 0.50, 0.40, 0.30, 0.8), Outfit(OLIVE, (0.12, 0.08, 0.06), VIOLET, WHITE, BLACK)),
    (Build(0.92, 0.66, 0.60, 0.35, 0.55, 0.7), Outfit(FAIR, (0.62, 0.45, 0.25), SKY, WHITE, NAVY)),
    (Build(0.90, 0.75, 0.45, 0.68, 0.40, 0.5), Outfit(BROWN, BLACK, RED, BLACK, GREY)),
    (Build(0.05, 0.80, 0.50, 0.75, 0.45, 0.5), Outfit(OLIVE, GREY, GREY, BLACK, NAVY)),
    (Build(0.15, 0.62, 0.45, 0.25, 0.55, 0.6), Outfit(DARK, BLACK, YELLOW, BLACK, GREEN)),
    (Build(0.20, 0.66, 0.65, 0.50, 0.25, 0.6), Outfit(FAIR, (0.45, 0.20, 0.10), GREEN, WHITE, BLACK)),
    (Build(0.88, 0.62, 0.70, 0.45, 0.65, 0.8), Outfit(DARK, BLACK, BLACK, SKY, RED)),
    (Build(0.98, 0.72, 0.40, 0.50, 0.32, 0.6), Outfit(FAIR, GREY, WHITE, SKY, VIOLET)),
    (Build(0.02, 0.66, 0.90, 0.50, 0.58, 0.8), Outfit(BROWN, BLACK, NAVY, YELLOW, RED)),
)  # fmt: skip
"""The athletes; a plan names one by its index."""
