"""What commands print with ``--json`` is as its schema says, field by field; no field is there that has no meaning."""

import copy
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from daemon.athletes.roster import Roster
from daemon.cli import main
from daemon.cli.schemas.outputs import OUTPUTS
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.cli.schemas.test_schemas import FOLDER
from tests.fakes.workout import Lifter

SCHEMAS: dict[str, Any] = json.loads((FOLDER / "commands.schema.json").read_text(encoding="utf-8"))
Spotter = Callable[..., str]


def strict(name: str) -> Draft7Validator:
    """Returns the schema of one command, in which every object has the fields that are named, and no other."""
    made = copy.deepcopy(SCHEMAS)
    for each in made["definitions"].values():
        if "properties" in each:
            each["additionalProperties"] = False
    return Draft7Validator({**made, "$ref": f"#/definitions/{name}"})


@pytest.fixture
def spotter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Spotter:
    """Runs a command on a journal of some weeks of Ann's, with a broken plan beside the settings."""
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "mine.toml").write_text('title = "Mine"\n')
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    Roster(remember=writer.remember).write("Ann", board=True)
    today = datetime.now(timezone.utc)
    for days in range(60, -1, -3):
        ann = Lifter("Ann", today - timedelta(days=days, minutes=1))
        writer.append([ann.starts(), *(ann.shows_form(n) for n in range(1, 6)), ann.ends(5), ann.starts("plank")])
        writer.append([ann.holds(30.0), ann.ends(0, "plank")])
    writer.close()

    def call(*args: str, status: int = 0) -> str:
        assert main.main([*args, "--config", str(config)]) == status
        return capsys.readouterr().out

    return call


def test_the_schemas_are_of_draft_7_and_each_field_has_a_meaning() -> None:
    Draft7Validator.check_schema(SCHEMAS)
    assert OUTPUTS.keys() <= SCHEMAS["definitions"].keys()
    for name, each in SCHEMAS["definitions"].items():
        for field, said in each.get("properties", {}).items():
            assert len(said.get("description", "")) > 1, (name, field)


def test_every_command_prints_what_its_schema_says(spotter: Spotter) -> None:
    for name, args in {
        "athlete_list": ("athlete", "list"),
        "board": ("board",),
        "programme": ("programme", "531", "--athlete", "Ann"),
        "progress": ("progress", "Ann"),
    }.items():
        told = json.loads(spotter(*args, "--json"))
        strict(name).validate(told)
        assert told, name


def test_each_line_of_the_history_is_a_set(spotter: Spotter) -> None:
    lines = spotter("history", "--json", "--limit", "150").splitlines()
    assert len(lines) == 42
    for line in lines:
        strict("history").validate(json.loads(line))


def test_plans_are_listed_with_what_is_wrong(spotter: Spotter) -> None:
    told = json.loads(spotter("plan", "list", "--json", status=78))
    strict("plan_list").validate(told)
    errors = {each["name"]: each["error"] for each in told["plans"]}
    assert "plans/mine.toml: block is missing: add it" in errors["mine"]
    assert errors["emom"] is None


@pytest.mark.parametrize("what", [["list"], ["check", "hiit"], ["stop"]])
def test_a_programme_is_printed_as_json_only_where_there_is_one(
    what: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["programme", *what, "--json"]) == 2
    assert "--json go with a programme's name" in capsys.readouterr().err
