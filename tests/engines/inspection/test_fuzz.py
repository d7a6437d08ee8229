"""Files that are nearly right are told of in one line too, and never end in a traceback."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.errors import EngineError
from engines.inspection import content
from engines.inspection.inspection import inspect
from engines.tensorrt import engine_file
from tests.engines.inspection import bad_files
from tests.fakes import finders
from tests.fakes.networks import written

pytestmark = pytest.mark.slow


def spoilt(network: bytes, rng: np.random.Generator) -> bytes:
    """A network of which a few bytes are changed, or a part is missing."""
    spoilt = bytearray(network)
    if rng.random() < 0.3:
        first, last = sorted(rng.integers(0, len(spoilt), 2))
        return bytes(spoilt[:first] + spoilt[last:])
    # Where the structure is: at both ends, not in the weights.
    for _ in range(rng.integers(1, 8)):
        place = rng.integers(0, min(len(spoilt), 1200))
        spoilt[place if rng.random() < 0.5 else len(spoilt) - 1 - place] = rng.integers(256)
    return bytes(spoilt)


@pytest.mark.parametrize("seed", range(8))
def test_a_spoilt_network_is_taken_or_refused_in_one_line(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    network = [bad_files.good(), finders.yolo(0), finders.rtmdet(), finders.rtmpose()][seed % 4]
    path = written(tmp_path, spoilt(network, rng))
    try:
        inspect(path)
    except EngineError as error:
        assert str(error).startswith(str(path))  # noqa: PT017 - it may be taken as well
        assert "\n" not in str(error)  # noqa: PT017 - the same


@given(st.binary(min_size=1, max_size=200))
def test_any_first_bytes_are_told_apart(head: bytes) -> None:
    path = Path("network")
    try:
        kind = content._format(path, head[:64], len(head))
    except EngineError as error:
        assert str(error).startswith("network is ")  # noqa: PT017 - most heads are of no known format
    else:
        assert kind in ("onnx", "tflite", "engine", None)


@given(st.binary(max_size=200))
def test_any_engine_file_is_split_without_losing_a_byte(plan: bytes) -> None:
    metadata, rest = engine_file.split(plan)
    assert plan.endswith(rest)
    assert metadata or rest == plan
