import dataclasses
import json
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from daemon.upgrade import notice
from daemon.upgrade.notice import Notice, UpgradeNotice

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
RETURNED = Notice("returned", "1.0", "2.0", "2026-01-31T11:59:00Z", "it crashes", 3, "/var/lib/x.db")


def test_a_return_is_shown_until_somebody_has_seen_it_or_for_a_week(tmp_path: Path) -> None:
    path = tmp_path / notice.NAME
    shown = UpgradeNotice(path)
    assert shown.trouble(0.0, NOON) is None
    notice.keep(path, RETURNED)
    assert shown.trouble(4.0, NOON) is None  # it looks every five seconds
    line = "the update to 2.0 was taken back, 1.0 runs again: it crashes"
    assert shown.trouble(5.0, NOON) == line
    assert shown.trouble(6.0, NOON + timedelta(days=8)) is None
    assert shown.trouble(7.0, NOON - timedelta(days=300)) == line  # a clock that is not set yet
    notice.keep(path, Notice("returned", "1.0", "2.0", "2026-01-31T11:59:00Z", "it crashes", seen=True))
    assert shown.trouble(12.0, NOON) is None


@pytest.mark.parametrize("when", ["1970-01-01T00:03:00Z", "2025-06-01T00:00:00Z"])
def test_a_return_before_the_clock_was_set_is_shown_once_it_is(tmp_path: Path, when: str) -> None:
    path = tmp_path / notice.NAME
    notice.keep(path, dataclasses.replace(RETURNED, when=when))
    assert UpgradeNotice(path).trouble(0.0, NOON) == RETURNED.trouble


def test_what_is_written_is_read_again_under_the_words_of_the_documents(tmp_path: Path) -> None:
    path = tmp_path / notice.NAME
    notice.keep(path, RETURNED)
    assert notice.read(path) == RETURNED
    assert json.loads(path.read_text())["from"] == "1.0"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        '"a"',
        "{}",
        '{"what": 1, "from": null, "to": "2", "when": "x", "why": ""}',
        "\0" * 9,
        "x" * 99_999,
        '{"what": "returned", "from": "1", "to": "2", "when": "x", "why": "", "carried": Infinity}',
        "[" * 60_000,
    ],
)
def test_a_notice_that_is_none_is_not_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / notice.NAME
    path.write_text(content)
    assert notice.read(path) is None
    assert UpgradeNotice(path).trouble(0.0, NOON) is None


def test_a_time_that_is_none_and_control_characters_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / notice.NAME
    path.write_text('{"what": "returned", "from": null, "to": "2", "when": "x", "why": "\\u001b[31m"}')
    found = notice.read(path)
    assert found is not None
    assert "\x1b" not in found.why
    assert UpgradeNotice(path).trouble(0.0, NOON) is None


def test_what_deploy_activate_runs_needs_the_standard_library_alone() -> None:
    code = "import daemon.upgrade.__main__, daemon.upgrade.keeper"
    environ = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(["/usr/bin/python3", "-S", "-s", "-c", code], env=environ, check=True, timeout=60)


def test_deploy_activate_asks_for_a_version() -> None:
    done = subprocess.run([ROOT / "deploy/activate"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "version" in done.stderr
