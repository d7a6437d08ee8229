"""The one file of a bundle."""

import io
import os
import tarfile
from datetime import datetime, timezone
from pathlib import Path

import pytest

from daemon.errors import SpotterError
from daemon.support import archive
from daemon.support.archive import Part

NOW = datetime(2026, 1, 31, 6, 30, tzinfo=timezone.utc)


def noise(size: int) -> bytes:
    """Lines that no compressor makes smaller."""
    return b"".join(os.urandom(30).hex().encode() + b"\n" for _ in range(size // 61))


def test_the_same_parts_make_the_same_bytes_in_whatever_order_they_come() -> None:
    parts = [Part("a.txt", "", b"one"), Part("b.txt", "", b"two")]
    assert archive.packed(parts, NOW) == archive.packed(parts[::-1], NOW)
    with tarfile.open(fileobj=io.BytesIO(archive.packed(parts, NOW))) as tar:
        found = tar.getmembers()
    assert [each.name for each in found] == ["spotter-support/a.txt", "spotter-support/b.txt"]
    assert {(each.uid, each.uname, each.mode, each.mtime) for each in found} == {(0, "", 0o600, int(NOW.timestamp()))}


def test_what_is_too_long_loses_its_oldest_lines_until_all_fits() -> None:
    long, short = Part("log.txt", "", noise(300_000)), Part("health.json", "", b"{}")
    kept, file = archive.fitted([long, short], NOW, limit=50_000)
    assert len(file) <= 50_000
    assert kept[1] == short
    assert kept[0].data.endswith(long.data[-1000:])
    assert kept[0].data.startswith(b"(older lines are left out")


def test_what_fits_stays_as_it_is() -> None:
    parts = [Part("log.txt", "", noise(30_000))]
    assert archive.fitted(parts, NOW)[0] == parts
    assert archive.newest(b"one\ntwo\n", 8) == b"one\ntwo\n"
    assert archive.newest(b"one\ntwo\nthree\n", 9).endswith(b"out: the bundle holds 5 MB)\nthree\n")


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SpotterError, match=r"cannot be written .*: name a file in another folder"):
        archive.check(tmp_path / "none/out.tar.gz")
    with pytest.raises(SpotterError, match="cannot be written"):
        archive.write(tmp_path / "none/out.tar.gz", b"")
    assert list(tmp_path.iterdir()) == []
