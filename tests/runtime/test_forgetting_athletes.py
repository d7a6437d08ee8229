"""A real daemon on a real socket: somebody trains, is forgotten, and is found nowhere."""

from pathlib import Path

import pytest

from tests.boxes import Box

pytestmark = pytest.mark.slow

NAME = "Zoë-Forgettable"


def test_whoever_trained_is_forgotten_with_all_that_the_daemon_knew(tmp_path: Path) -> None:
    box = Box(tmp_path)
    with box.running("--source", "test://?width=320&height=240&rate=30"):
        box.ask("athlete_set", athlete=NAME, targets={"squat": 12}, board=True)
        box.ask("athlete_set", athlete="Bo")
        box.ask("athlete", athlete=NAME.lower())
        box.ask("load", load=60)
        assert box.ask("start")["state"] == "armed"
        assert box.ask("target")["target"]["reps"] == 12
        box.ask("add")
        refused = box.call("forget", NAME, "--yes")
        assert (refused.returncode, refused.stderr) == (2, f"spotter: {NAME} is in a set: stop it first\n")
        box.ask("stop")
        assert [line["reps"] for line in box.ask("board")["lines"]] == [1]
        forgotten = box.call("forget", NAME, "--yes")
        assert (forgotten.returncode, forgotten.stderr) == (0, "")
        assert "of 1 set were erased, and what the box knew of" in forgotten.stdout
        athletes = box.ask("athletes")
        assert (athletes["athletes"], athletes["chosen"]) == (["Bo"], None)
        assert box.ask("board")["lines"] == []
        assert box.ask("start")["state"] == "armed"
        box.ask("add")
        box.ask("stop")
        assert [each.athlete for each in box.events() if each.set is not None] == [None] * 3
        assert [file.name for file in tmp_path.rglob("*.db*") if NAME.encode() in file.read_bytes()] == []
