"""A zone that is not UTC, so that a time in the wrong one is seen."""

from collections.abc import Callable

import pytest


@pytest.fixture(autouse=True)
def _berlin(travel_to: Callable[[str], None]) -> None:
    travel_to("Europe/Berlin")
