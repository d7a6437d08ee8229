"""What several commands are tried on: a pose trace, and a configuration."""

from pathlib import Path

import pytest

from daemon.camera.trace import write_trace
from tests.fakes.pictures import halved
from tests.simulator.camera import Camera
from tests.simulator.story import Lift, Plan, simulate


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full squat, one that goes half as deep, and two full ones, seen from the side at 640 by 360."""
    story = simulate(Plan("squat", (Lift(), Lift(0.4), Lift(), Lift()), camera=Camera(azimuth=90.0)))
    path = tmp_path_factory.mktemp("trace") / "set.npz"
    write_trace(path, [halved(sight) for sight in story.sights], 30.0)
    return path


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A configuration's folder: no daemon answers at its socket, and its journal is not there yet."""
    lines = (f'[socket]\npath = "{tmp_path / "none.sock"}"', f'[journal]\npath = "{tmp_path / "journal.db"}"')
    (tmp_path / "spotter.toml").write_text("\n".join(lines) + "\n")
    return str(tmp_path)
