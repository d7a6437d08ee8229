"""A camera on its side: what the command line and the settings say of it reaches the picture."""

import json
from pathlib import Path

import numpy as np
import pytest

from daemon import app
from daemon.cli.main import main
from daemon.config.settings import Settings
from daemon.runtime.context import Plan

GOLDEN = Path(__file__).parents[2] / "golden" / "demo.npz"


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What the daemon was asked for, in place of a daemon."""
    asked: list[Plan] = []

    def run(_config: Settings, plan: Plan, _stop: object) -> None:
        asked.append(plan)

    monkeypatch.setattr(app, "run", run)
    return asked


@pytest.mark.parametrize(
    ("words", "turn"),
    [
        ([], 90),
        (["--turn", "180"], 180),
        (["--turn", "0"], 0),
        (["--source", "squats.mp4"], None),
        (["--source", "squats.mp4", "--turn", "270"], 270),
    ],
)
def test_the_settings_turn_is_that_of_their_camera(
    words: list[str], turn: int | None, plans: list[Plan], tmp_path: Path
) -> None:
    settings = tmp_path / "spotter.toml"
    settings.write_text("[camera]\nturn = 90\n")
    assert main(["run", "--config", str(settings), *words]) == 0
    assert [plan.turn for plan in plans] == [turn]


def test_without_a_turn_the_address_has_its_own(plans: list[Plan], tmp_path: Path) -> None:
    settings = tmp_path / "spotter.toml"
    settings.write_text('[camera]\nsource = "csi://0?turn=180"\n')
    assert main(["run", "--config", str(settings)]) == 0
    assert [plan.turn for plan in plans] == [None]


@pytest.fixture
def lying(tmp_path: Path) -> Path:
    """The demo as a camera on its side sees it."""
    path = tmp_path / "lying.npz"
    arrays = dict(np.load(GOLDEN))
    x, y = arrays["xy"][..., 0], arrays["xy"][..., 1]
    u, v = arrays["world"][..., 0], arrays["world"][..., 1]
    arrays["xy"] = np.stack([arrays["height"] - 1 - y, x], axis=-1).astype(np.float32)
    arrays["world"] = np.stack([-v, u, arrays["world"][..., 2]], axis=-1)
    np.savez(path, **{**arrays, "width": arrays["height"], "height": arrays["width"]})
    return path


def test_a_lying_trace_that_is_turned_counts_as_it_stood(lying: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for words in ([str(GOLDEN)], [str(lying), "--turn", "270"]):
        assert main(["count", *words, "--exercise", "squat"]) == 0
        said.append(capsys.readouterr().out.splitlines()[:-1])
    assert said[0] == said[1]


def test_the_summary_says_that_the_picture_is_turned(lying: Path, capsys: pytest.CaptureFixture[str]) -> None:
    says = "the picture seems turned by 90°: set turn = 270 with --turn; the reps may be another exercise's"
    assert main(["count", str(lying), "--exercise", "auto"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == says
    assert main(["count", str(lying), "--exercise", "auto", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["trouble"] == says


def test_a_summary_without_trouble_has_no_word_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", str(GOLDEN), "--json"]) == 0
    assert "trouble" not in json.loads(capsys.readouterr().out.splitlines()[-1])
