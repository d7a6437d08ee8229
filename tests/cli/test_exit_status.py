"""Every exit status is in the table of docs/commands.md, and every row of it is what a command ends with."""

import argparse
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from daemon import errors
from daemon.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
BY_SIGNAL = "128 + N"


def table() -> set[str]:
    text = PAGE.read_text(encoding="utf-8").partition("| exit status |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| ([0-9N+ ]+) \|", text, re.MULTILINE))


def kinds() -> list[type[errors.SpotterError]]:
    return [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.SpotterError)]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function
    """Let ``spotter doctor`` end with an error; returns the status."""

    def end(error: BaseException) -> int:
        def run(_: argparse.Namespace) -> int:
            raise error

        module = ModuleType("daemon.cli.commands.doctor")
        module.add_parser = lambda verbs: verbs.add_parser("doctor").set_defaults(run=run)  # type: ignore[attr-defined] - a module made here
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return main.main(["doctor"])

    return end


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_an_error_is_one_line_and_ends_with_a_status_of_the_table(
    fails: Any,  # noqa: ANN401 - see there
    capsys: pytest.CaptureFixture[str],
    kind: type[errors.SpotterError],
) -> None:
    status = fails(kind("what, where, what to do"))
    assert capsys.readouterr().err == "spotter: what, where, what to do\n"
    assert str(status) in table()


def test_a_file_in_a_closed_folder_is_one_line(
    fails: Any,  # noqa: ANN401 - see there
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fails(PermissionError(13, "Permission denied", "/root/x.toml")) == errors.NotAllowedError.exit_status
    assert capsys.readouterr().err == "spotter: /root/x.toml: permission denied: use sudo, or name another file\n"


def test_no_row_of_the_table_is_without_its_error(fails: Any) -> None:  # noqa: ANN401 - see there
    ends = {str(fails(kind("why"))) for kind in kinds()}
    assert table() == ends | {"0", BY_SIGNAL}


def test_wrong_use_and_ctrl_c_end_as_the_table_says(fails: Any) -> None:  # noqa: ANN401 - see there
    assert main.main(["cuont"]) == 2
    assert fails(KeyboardInterrupt()) == 128 + 2
    assert fails(BrokenPipeError()) == 0


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_stream_that_the_caller_closed_costs_nothing(
    closed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spotter.toml").write_text(f'[journal]\npath = "{tmp_path}/j.db"\n[socket]\npath = "{tmp_path}/s"\n')
    monkeypatch.setattr(sys, closed, None)
    assert main.main(["athlete", "list", "--config", str(tmp_path)]) == 0
    getattr(sys, closed).close()
