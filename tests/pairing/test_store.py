"""Who may open the page: let in, known again, let in no more; and nothing in the file that would open it."""

import stat
import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest

from daemon.errors import SpotterError, UsageError
from daemon.pairing import store
from daemon.pairing.secrets import cookie_of, new_token

NOW = datetime(2026, 1, 31, 18, 0, tzinfo=timezone.utc)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pairing" / "paired.json"


def test_who_is_added_is_known_by_the_cookie_of_their_token(file: Path) -> None:
    token = store.add(file, "phone", NOW)
    roll = store.read(file)
    assert roll.holder(cookie_of(token)) == "phone"
    assert [each.name for each in roll.paired] == ["phone"]
    assert roll.paired[0].added == "2026-01-31T18:00:00.000000Z"


def test_neither_a_token_nor_a_strangers_cookie_is_a_cookie(file: Path) -> None:
    token = store.add(file, "phone", NOW)
    roll = store.read(file)
    assert roll.holder(token) is None
    assert roll.holder(roll.paired[0].proof) is None
    assert roll.holder(cookie_of(new_token())) is None
    assert roll.holder("") is None


def test_the_file_holds_neither_token_nor_cookie_and_others_may_not_read_it(file: Path) -> None:
    token = store.add(file, "phone", NOW)
    text = file.read_text(encoding="utf-8")
    assert token not in text
    assert cookie_of(token) not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_who_is_revoked_is_known_no_more_and_the_others_are(file: Path) -> None:
    phone, tablet = store.add(file, "phone", NOW), store.add(file, "tablet", NOW)
    assert store.revoke(file, "phone")
    assert not store.revoke(file, "phone")
    roll = store.read(file)
    assert roll.holder(cookie_of(phone)) is None
    assert roll.holder(cookie_of(tablet)) == "tablet"


def test_a_name_is_given_once(file: Path) -> None:
    store.add(file, "phone", NOW)
    with pytest.raises(UsageError, match="phone is paired already"):
        store.add(file, "phone", NOW)


@pytest.mark.parametrize("name", ["", "a b", "../x", "ü", "x" * 41, "x\n"])
def test_a_name_is_plain(file: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a name has 1 to 40"):
        store.add(file, name, NOW)
    assert not file.exists()


def test_ten_at_once_are_all_let_in(file: Path) -> None:
    threads = [threading.Thread(target=store.add, args=(file, f"phone-{n}", NOW)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(store.read(file).paired) == 10


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version":2}', '{"paired":[{"name":"a b"}]}'])
def test_a_damaged_file_lets_nobody_in_and_says_what_to_do(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpotterError, match=r"paired\.json: .*pair again"):
        store.read(file)


def test_nobody_is_paired_where_there_is_no_file(file: Path) -> None:
    assert store.read(file).paired == ()
