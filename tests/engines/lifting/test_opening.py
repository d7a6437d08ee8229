from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from daemon.errors import ConfigError, EngineError
from engines import families, registry
from engines.lifting.features import SEEN_SIZE
from engines.lifting.network import OUT, Network
from engines.lifting.temporal import TemporalLifter

MODEL = registry.find("blazepose-full")


def save(path: Path, *, weight: float = 0.0) -> None:
    sizes = ((SEEN_SIZE, 4), (8, 4), (4, 4), (4, OUT))
    layers = tuple((np.full(size, weight, np.float32), np.zeros(size[1], np.float32)) for size in sizes)
    Network((0.0, 0.1), False, layers).save(path)


def test_no_shipped_engine_has_a_lifter() -> None:
    assert all(registry.read(path).lifter is None for path in registry.files().values())
    assert families.lifter(MODEL, Path("models")) is None


def test_a_line_in_the_engines_file_adds_a_lifter(tmp_path: Path) -> None:
    save(tmp_path / "mine.npz")
    assert isinstance(families.lifter(replace(MODEL, lifter="temporal:mine.npz"), tmp_path), TemporalLifter)


@pytest.mark.parametrize("named", ["temporal", "temprol:mine.npz", "network:mine.npz"])
def test_a_lifter_that_there_is_not_is_answered_with_those_that_there_are(tmp_path: Path, named: str) -> None:
    save(tmp_path / "mine.npz")
    with pytest.raises(ConfigError, match=r"lifter: no lifter .*: write 'family:file', .* the family: temporal"):
        families.lifter(replace(MODEL, lifter=named), tmp_path)


def test_a_missing_or_spoilt_file_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "nan.npz", weight=float("nan"))
    for file in ("none.npz", "nan.npz"):
        with pytest.raises(EngineError, match=f"{file} is no lifter"):
            families.lifter(replace(MODEL, lifter=f"temporal:{file}"), tmp_path)
