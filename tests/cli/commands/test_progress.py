"""``spotter progress`` on a journal."""

import json
from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.gallery import a_past


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TZ", "UTC")
    path = tmp_path / "spotter.toml"
    path.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/s.sock"\n')
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    writer.start()
    writer.append(a_past())
    writer.close()
    return path


def test_an_athlete_without_sets_lately_is_told_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "Bo", "--config", str(config)]) == 0
    assert capsys.readouterr().out.startswith("Bo: no sets since 20")


def test_json_has_every_field(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "--json", "--config", str(config)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["streak_weeks"], found["exercises"], len(found["weeks"])) == (0, [], 12)


def test_without_a_journal_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "spotter.toml"
    path.write_text(f'[journal]\npath = "{tmp_path}/none.db"\n[socket]\npath = "{tmp_path}/s.sock"\n')
    assert main(["progress", "--config", str(path)]) != 0
    assert "there is no journal at" in capsys.readouterr().err
