"""Whatever others wrote, a terminal shows it and obeys none of it."""

import contextlib
import csv
import io
import json
import logging
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.cli import event_text, main
from daemon.cli.output import SafeStream, safe_output
from daemon.errors import UsageError
from daemon.ipc import codec, verbs
from daemon.ipc.verbs.parsing import parse
from daemon.journal.writer import JournalWriter
from daemon.masking import MaskedFormatter
from daemon.printable import control_in, printable, printable_lines
from daemon.runtime.recent_log import recording
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter
from tui.cleaning import cleaned

HOSTILE = "\x1b]0;OWNED\x07\x1b[31mRED\n 23:59 squat\x9b2J\x7f\u202egnp\u2028\u200b\r999 reps"
ANY = st.text(st.characters(categories=None), max_size=30)


def is_harmless(text: str) -> bool:
    return all(unicodedata.category(each) not in ("Cc", "Zl", "Zp", "Cs") for each in text) and "\u202e" not in text


@given(ANY)
def test_no_control_character_is_left_and_json_reads_the_rest_back(text: str) -> None:
    shown = printable(text)
    assert is_harmless(shown)
    assert control_in(shown) is None
    assert is_harmless(printable_lines(text).replace("\n", "").replace("\t", ""))
    if '"' not in text and "\\" not in text:
        assert json.loads(f'"{shown}"') == text


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"])))
def test_a_name_in_any_language_stays(text: str) -> None:
    assert printable(text) == text
    assert printable("Zoë, 山田, علی‌رضا, 👩‍🦽 lifts") == "Zoë, 山田, علی‌رضا, 👩‍🦽 lifts"


@pytest.mark.parametrize(
    "bad", ["\x1b", "\x00", "\n", "\r", "\t", "\x7f", "\x85", "\x9b", "\u2028", "\u202e", "\u2066"]
)
@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("athlete", {"athlete": "ev{}a"}),
        ("start", {"exercise": "squat{}"}),
        ("exercise", {"exercise": "{}squat"}),
        ("exercise", {"exercise": "squat", "reason": "{}no"}),
        ("undo", {"reason": "no{}"}),
        ("add", {"reason": "{}"}),
        ("correct", {"kind": "undone", "reason": "was {} mine"}),
        ("correct", {"kind": "un{}done"}),
        ("correct", {"kind": "exercise", "exercise": "{}"}),
    ],
)
def test_control_characters_in_names_and_reasons_are_refused(verb: str, args: dict[str, Any], bad: str) -> None:
    with pytest.raises(UsageError, match="control character") as error:
        parse(verb, {key: value.replace("{}", bad) for key, value in args.items()})
    assert is_harmless(str(error.value))


def test_what_an_older_version_let_in_can_be_forgotten() -> None:
    assert parse("forget", {"athlete": HOSTILE[:60]}) == verbs.journal.Forget(athlete=HOSTILE[:60])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of a journal that an older version filled."""
    who = Lifter(HOSTILE)
    with contextlib.closing(JournalWriter(tmp_path / "journal.db", SystemClock())) as journal:
        journal.start()
        for event in (who.starts(HOSTILE), who.lifts(1, HOSTILE), who.ends(1, HOSTILE)):
            journal.append([event])
    file = tmp_path / "spotter.toml"
    file.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/none.sock"\n')
    return file


def test_history_and_export_escape_what_an_older_journal_holds(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, lines in ((["history"], 2), (["history", "--json"], 1), (["export"], 3), (["export", "--csv"], 4)):
        assert main.main([*words, "--config", str(config)]) == 0
        out = capsys.readouterr().out
        assert len(out.splitlines()) == lines, words
        assert is_harmless(out.replace("\n", "")), words
    assert len(list(csv.DictReader(io.StringIO(out)))) == 3


def test_json_reads_the_same_name_back(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main.main(["export", "--config", str(config)])
    assert json.loads(capsys.readouterr().out.splitlines()[0])["athlete"] == HOSTILE


def test_an_event_as_a_line_is_one_line() -> None:
    who = Lifter(HOSTILE)
    assert is_harmless(event_text.line(who.starts(HOSTILE)))


@pytest.mark.parametrize(
    "words",
    [
        ["count", f"/nowhere/{HOSTILE}.mp4"],
        ["count", "x.npz", "--exercise", HOSTILE],
        ["exercise", "check", HOSTILE],
        ["exercise", "draft", HOSTILE],
        ["history", "--config", HOSTILE],
        ["history", "--limit", HOSTILE],
        ["history", HOSTILE],
        [HOSTILE],
        ["forget", "--athlete", HOSTILE],
    ],
)
def test_an_error_that_names_an_argument_is_one_harmless_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.suppress(SystemExit):
        assert main.main(words) != 0
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert is_harmless(said.err.removesuffix("\n"))


def test_the_log_is_a_line_for_each_record() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(MaskedFormatter("%(message)s"))
    handler.handle(logging.makeLogRecord({"msg": "athlete %s", "args": (HOSTILE,)}))
    assert len(out.getvalue().splitlines()) == 1
    with recording() as recent:
        logging.getLogger("daemon.x").warning("athlete %s", HOSTILE)
    assert is_harmless(recent.lines()[0].says)


def test_output_that_an_encoding_lacks_is_escaped_and_json_stays_json() -> None:
    raw = io.BytesIO()
    safe = SafeStream(io.TextIOWrapper(raw, "ascii", write_through=True))
    with safe_output():
        print(json.dumps({"who": "Zoë \udcff"}, ensure_ascii=False), file=safe)
    assert json.loads(raw.getvalue()) == {"who": "Zoë \udcff"}
    assert sys.stdout is not safe


def test_the_dashboard_gets_no_control_character() -> None:
    event = Lifter(HOSTILE).starts(HOSTILE)
    seen = cleaned(codec.Recorded(event=event)).event
    assert is_harmless(f"{seen.athlete}{seen.exercise}")  # type: ignore[union-attr]
    answer = {"sets": [{"athlete": HOSTILE, "n": 1}], "rgb": b"\x1b"}
    assert is_harmless(cleaned(answer)["sets"][0]["athlete"])  # type: ignore[index]
    assert cleaned(answer)["rgb"] == b"\x1b"
    plain = codec.Recorded(event=Lifter("eva").starts())
    assert cleaned(plain) is plain
