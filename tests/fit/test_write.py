"""A model that is written as a module is the same when it is read."""

import runpy
from pathlib import Path

import pytest

from daemon.core.evidence.model import Additive, Calibration, Model, Spread, Term
from daemon.core.evidence.weights import MODEL
from tests.fit import write

REPOSITORY = Path(__file__).parents[2]
SMALL = Model(
    Additive(
        -0.25, {"depth": Term(1.5, ((0.4, -0.5), (0.9, -0.75)), 1.1, 0.6), "known_after": Term(0.0, (), 0.0, 0.0)}
    ),
    Additive(0.5, {"rhythm": Term(-0.5, ((0.2, 0.1),), -0.01, 0.3)}),
    Calibration(0.1, 0.9),
    Spread(0.1, 0.2, 0.3, 0.5, 1.5),
)


@pytest.mark.parametrize("model", [SMALL, MODEL])
def test_what_is_written_is_read_as_the_same_model(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "weights.py"
    path.write_text(write.module(model), encoding="utf-8")
    assert runpy.run_path(str(path))["MODEL"] == model


def test_the_weights_are_as_the_script_writes_them() -> None:
    assert (REPOSITORY / write.TARGET).read_text(encoding="utf-8") == write.module(MODEL)
