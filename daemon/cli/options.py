"""Options that several verbs take."""

import argparse


def add_turn(parser: argparse.ArgumentParser) -> None:
    """Adds ``--turn``."""
    parser.add_argument(
        "--turn",
        metavar="DEGREES",
        type=int,
        choices=(0, 90, 180, 270),
        help="turn the picture clockwise by 90, 180 or 270 degrees, where the camera lies on its side or on its head",
    )
