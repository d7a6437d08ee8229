"""``spotter plan`` and ``spotter exercise``: where ``--config`` may stand."""

import os
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


def test_in_a_rest_the_exercise_that_follows_is_called_the_next() -> None:
    rest = {"title": "HIIT", "phase": "rest", "exercise": "toe_tap", "left_s": 30.0, "held": False}
    where = {"block": 1, "blocks": 1, "round": 1, "rounds": 3}
    assert plan_text.answer(rest | where) == "HIIT: rest, next toe_tap, block 1 of 1, round 1 of 3, 30 s left"


def odd(folder: Path, what: str) -> Path:
    """Returns the path of something that is no plan's file."""
    path = folder / "odd.toml"
    if what == "a folder":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "a link to itself":
        path.symlink_to(path)
    elif what == "ten megabytes":
        path.write_text("# x\n" * 2_600_000)
    elif what == "not UTF-8":
        path.write_bytes('title = "Größe"'.encode("latin-1"))
    elif what == "no file below a file":
        (folder / "file").write_text("")
        return folder / "file" / "odd.toml"
    elif what == "a name without end":
        return folder / ("x" * 300)
    return path


ODD = {
    "a folder": "a folder, and no file: name a TOML file",
    "a pipe": "a pipe, and no file: name a TOML file",
    "a link to itself": "cannot be read (Too many levels of symbolic links): name a TOML file that you may read",
    "ten megabytes": "larger than 1 MiB; is this the right file?",
    "not UTF-8": "1: not UTF-8 text: save it as UTF-8",
    "no file": "cannot be read (No such file or directory): name a TOML file that you may read",
    "no file below a file": "cannot be read (Not a directory): name a TOML file that you may read",
    "a name without end": "cannot be read (File name too long): name a TOML file that you may read",
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("verb", ["plan", "programme", "exercise"])
def test_what_is_no_file_is_told_in_one_line(
    verb: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = odd(tmp_path, what)
    assert main([verb, "check", str(path)]) == 78
    assert capsys.readouterr().err.replace(f"{path}:", "").replace("spotter: ", "").strip() == ODD[what]


@pytest.mark.root
@pytest.mark.parametrize("verb", ["plan", "programme", "exercise"])
def test_a_file_that_may_not_be_read_is_told_in_one_line(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    os.seteuid(65534)
    try:
        status = main([verb, "check", "/root/mine"])
    finally:
        os.seteuid(0)
    assert status == 78
    assert capsys.readouterr().err == (
        "spotter: /root/mine: cannot be read (Permission denied): name a TOML file that you may read\n"
    )


def test_a_long_name_does_not_push_the_columns_apart() -> None:
    short = plan_text.row(PlanEntry(name="emom", title="EMOM", blocks=("ten",)), 200, 24)
    long = plan_text.row(PlanEntry(name="2026-11-30-531-squat-now", title="Squat", blocks=("ten",)), 200, 24)
    assert next(short).index("EMOM") == next(long).index("Squat")
