"""``spotter programme``: chosen, told, written as a calendar, and given up, without a daemon."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from daemon.cli.main import main

MONDAY = datetime.now().astimezone().date()


def output(capsys: pytest.CaptureFixture[str], config: str, *words: str) -> str:
    assert main(["programme", *words, "--config", config]) == 0
    return capsys.readouterr().out


def test_a_programme_is_chosen_told_and_given_up(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "hiit" in output(capsys, config, "list")
    assert "no mistake found" in output(capsys, config, "check", "hiit")
    start = (MONDAY + timedelta(days=7)).isoformat()
    found = json.loads(output(capsys, config, "hiit", "--weeks", "2", "--start", start, "--athlete", "Ann", "--json"))
    assert (found["athlete"], found["start"], len(found["sessions"])) == ("Ann", start, 6)
    assert json.loads(output(capsys, config, "show", "--athlete", "Ann", "--json")) == found
    assert "nothing today; next on" in output(capsys, config, "today", "--athlete", "Ann")
    assert main(["programme", "show", "--config", config]) == 2  # nobody else follows it
    assert "no programme is chosen for nobody in particular" in capsys.readouterr().err
    assert "no programme" in output(capsys, config, "stop", "--athlete", "Ann")
    assert main(["programme", "show", "--athlete", "Ann", "--config", config]) == 2


def test_a_programme_is_of_the_athlete_who_is_known_in_another_case(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["athlete", "add", "Ann", "--config", config]) == 0
    assert json.loads(output(capsys, config, "hiit", "--athlete", "ann", "--json").splitlines()[-1])["athlete"] == "Ann"


def test_an_empty_name_is_never_taken_for_whoever_is_chosen(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, config, "hiit", "--athlete", "")
    assert main(["athlete", "add", "Ann", "--config", config]) == 0
    assert main(["athlete", "choose", "Ann", "--config", config]) == 0
    assert "nobody in particular" in output(capsys, config, "show", "--athlete", "")
    for word in ("531", "stop"):
        assert main(["programme", word, "--athlete", "", "--config", config]) == 2
        assert "Ann is chosen: `spotter athlete choose` lets nobody" in capsys.readouterr().err
    assert "HIIT" in output(capsys, config, "show", "--athlete", "")


def test_a_calendar_is_written(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.ics"
    assert output(capsys, config, "531", "--weeks", "1", "--ics", str(out)).endswith(f"\nwrote {out}\n")
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert out.read_bytes().count(b"BEGIN:VEVENT\r\n") == 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hit",), "did you mean hiit"),
        (("hiit", "--weeks", "40"), "--weeks 40: a programme has 1 to 26 weeks\n"),
        (("hiit", "--weeks", "0"), "--weeks 0: a programme has 1 to 26 weeks\n"),
        (("hiit", "--start", "2026-13-40"), "--start 2026-13-40: a day is written as 2026-01-31\n"),
        (("hiit", "--start", "soon"), "--start soon: a day is written as 2026-01-31\n"),
        (("hiit", "--start", "9999-12-30"), "too far off: name a day from 2000 to 2199\n"),
        (("hiit", "--start", "0001-01-01"), "start"),
        (("hiit", "more.toml"), "check takes a FILE"),
        (("check",), "check takes a FILE"),
    ],
)
def test_what_cannot_be_chosen_is_said(
    config: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert main(["programme", *words, "--config", config]) == 2
    assert says in capsys.readouterr().err
