"""How much room there is, and what is said of it."""

from pathlib import Path

import pytest

from daemon.system.disk import DiskWatch, Room, look, trouble_of
from tests.fakes.listener import wait_until

FOLDER = Path("/var/lib/spotter")


def test_a_disk_with_room_is_no_trouble() -> None:
    assert trouble_of(Room(free_mib=200), FOLDER, 200) is None


def test_little_room_is_told_before_nothing_can_be_saved() -> None:
    told = trouble_of(Room(free_mib=199), FOLDER, 200)
    assert told == "199 MiB are free on the disk of /var/lib/spotter: make room, or sets will not be saved"


def test_a_read_only_disk_is_told_however_much_room_it_has() -> None:
    told = trouble_of(Room(free_mib=9999, read_only=True), FOLDER, 200)
    assert told is not None
    assert told.startswith("the disk of /var/lib/spotter is read-only: nothing is saved")


def test_a_folder_that_is_gone_is_no_statement() -> None:
    assert look(Path("/no/such/folder")) is None


@pytest.mark.parametrize(("least", "begins"), [(0, None), (10**9, "make room")])
def test_the_watch_looks_by_itself(tmp_path: Path, least: int, begins: str | None) -> None:
    watch = DiskWatch(tmp_path, least)
    assert watch.trouble is None
    watch.start()
    wait_until(lambda: watch.room is not None)
    assert (begins or "") in (watch.trouble or "")
    assert (watch.trouble is None) == (begins is None)
    watch.close()
    watch.close()
