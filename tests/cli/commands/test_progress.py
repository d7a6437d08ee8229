"""``spotter progress`` on a journal."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.gallery import a_past
from tests.fakes.season import season


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
    assert main(["athlete", "add", "Bo", "--config", str(config)]) == 0
    capsys.readouterr()
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


def test_a_page_is_written_and_said(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    writer.start()
    writer.append(season("Ann", datetime.now(timezone.utc) - timedelta(hours=2)))
    writer.close()
    out = tmp_path / "ann.html"
    assert main(["progress", "Ann", "--html", str(out), "--config", str(config)]) == 0
    assert capsys.readouterr().out == f"wrote {out}: Ann, 4 exercises\n"
    assert "<h2>Push-up</h2>" in out.read_text()
    assert main(["progress", "Ann", "--config", str(config)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  range       11° shallower than your usual, seen from the side" in lines
    assert "  left-right  right 10° shallower than your usual, seen from the side" in lines
    assert main(["progress", "--html", str(tmp_path), "--config", str(config)]) != 0
    assert "is a folder" in capsys.readouterr().err
