"""``spotter plan`` and ``spotter exercise``: where ``--config`` may stand."""

from pathlib import Path

import pytest

from daemon.cli import plan_text
from daemon.cli.main import main
from daemon.config.plan_list import PlanEntry, Plans
from tests.fakes.box import Box

PLAN = """
title = "Mine alone"
[[block]]
kind = "sets"
exercise = "squat"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "mine.toml").write_text(PLAN)
    (tmp_path / "spotter.toml").write_text(f'[socket]\npath = "{tmp_path / "none.sock"}"\n')
    return str(tmp_path)


def test_config_is_said_before_or_after_the_action(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line in (["--config", config, "list"], ["list", "--config", config], ["check", "mine", "--config", config]):
        assert main(["plan", *line]) == 0
        assert "Mine alone" in capsys.readouterr().out


def test_a_command_goes_to_the_daemon_of_that_config(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "start", "mine", "--config", config]) == 75
    assert f"{config}/none.sock" in capsys.readouterr().err


def test_exercises_are_listed_with_config_after_the_action(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exercise", "list", "--config", config]) == 0
    assert "squat" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("verb", "name", "says"), [("plan", "tabbata", "did you mean tabata"), ("exercise", "sqat", "did you mean squat")]
)
def test_check_of_an_unknown_name_says_the_nearest(
    verb: str, name: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([verb, "check", name]) == 2
    assert says in capsys.readouterr().err


def test_a_programmes_session_stands_before_the_plans(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = PlanEntry(name="2026-11-30", title="Monday: Squat", blocks=("squat: 5 x 65 kg",), proposals=("moved",))
    box = Box(tmp_path, plans=lambda: Plans(plans=[entry]), socket_path=tmp_path / "none.sock")
    box.start()
    assert main(["plan", "list", "--config", config]) == 0
    box.stop()
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("2026-11-30           Monday: Squat ")
    assert second == "  because: moved"


def test_a_plan_that_was_ended_does_not_read_like_a_refusal() -> None:
    assert plan_text.answer(None) == "no plan is under way any more"
