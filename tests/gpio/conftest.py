from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from daemon.gpio.headers import ORIN_NANO
from daemon.gpio.jetson import JetsonFactory
from daemon.gpio.lines import Lines, OpenChip
from daemon.system.clock import SystemClock
from tests.fakes.gpio_chips import FakeChips


@pytest.fixture
def chips(tmp_path: Path) -> FakeChips:
    folder = tmp_path / "dev"
    folder.mkdir()
    return FakeChips(folder, ORIN_NANO)


@pytest.fixture
def jetson(chips: FakeChips, tmp_path: Path) -> Iterator[JetsonFactory]:
    factory = JetsonFactory(SystemClock(), ORIN_NANO, Lines(tmp_path / "dev", cast("OpenChip", chips.open)))
    yield factory
    factory.close()
