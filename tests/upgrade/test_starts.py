"""What counts as a start that failed, and what does not."""

from pathlib import Path

import pytest

from daemon.upgrade import starts
from daemon.upgrade.starts import NAME, Starts, State

BOOT, VERSION = "boot-1", "1.0"


class House:
    """A box and its current: each start of the daemon is one call of ``start``."""

    def __init__(self, folder: Path) -> None:
        self.folders = [folder / "state", folder / "run"]
        for each in self.folders:
            each.mkdir()
        self.boot = BOOT
        self.version = VERSION

    def start(self) -> tuple[Starts, str | None]:
        made = Starts(self.folders, self.version, self.boot)
        return made, made.begin()

    def fails(self, times: int, why: str = "no engine") -> None:
        for _ in range(times):
            made, safe = self.start()
            assert safe is None
            made.failed(why)

    def crashes(self, times: int) -> None:
        for _ in range(times):
            assert self.start()[1] is None

    def safe(self) -> str | None:
        return self.start()[1]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def healthy(house: House) -> Starts:
    """A start that gets healthy and has written it down."""
    made, safe = house.start()
    assert safe is None
    made.healthy()
    wait_for(made, State.HEALTHY)
    return made


def wait_for(made: Starts, state: State) -> None:
    while made._record.state is not state:
        made._over.wait(0.002)


def test_three_starts_that_end_with_an_error_lead_to_safe_mode_with_the_last_ones_reason(house: House) -> None:
    house.fails(2, "another")
    house.fails(1, "no engine: spotter engine fetch")
    assert house.safe() == "no engine: spotter engine fetch"


def test_three_crashes_lead_to_safe_mode(house: House) -> None:
    house.crashes(3)
    assert house.safe() == "it crashed, or was killed, soon after its start"


def test_three_boots_whose_start_failed_lead_to_safe_mode(house: House) -> None:
    for boot in ("a", "b", "c"):
        house.boot = boot
        house.fails(1)
    house.boot = "d"
    assert house.safe() == "no engine"


def test_another_program_of_the_same_version_begins_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.version = starts.program("1.0")
    house.fails(3)
    assert house.safe() == "no engine"
    monkeypatch.setattr(starts, "__file__", "/opt/spotter/1.0+1a2b3c4/daemon/upgrade/starts.py")
    house.version = starts.program("1.0")
    assert house.safe() is None


def test_power_cuts_soon_after_the_start_are_no_failed_starts(house: House) -> None:
    for boot in map(str, range(20)):
        house.boot = boot
        assert house.safe() is None


def test_power_cuts_long_after_a_start_that_is_not_healthy_are(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starts, "LATE_S", 0.0)
    for boot in ("a", "b", "c"):
        house.boot = boot
        made, safe = house.start()
        assert safe is None
        wait_for(made, State.LATE)
    house.boot = "d"
    assert house.safe() == "it was not healthy after 0 seconds"


def test_being_asked_to_stop_is_no_failed_start_unless_it_comes_late(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        made, safe = house.start()
        assert safe is None
        made.stopped()
    monkeypatch.setattr(starts, "LATE_S", 0.0)  # systemd asks a start that takes too long to stop, too
    for _ in range(3):
        made, safe = house.start()
        assert safe is None
        wait_for(made, State.LATE)
        made.stopped()
    assert house.safe() is not None


def test_a_healthy_start_that_is_stopped_forgives_what_was_before(house: House) -> None:
    house.fails(2)
    healthy(house).stopped()
    assert not (house.folders[0] / NAME).exists()
    house.fails(2)
    assert house.safe() is None


def test_a_start_that_stays_healthy_for_a_while_forgives_what_was_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starts, "SETTLED_S", 0.0)
    house.fails(2)
    made = healthy(house)
    made._thread.join()
    assert not (house.folders[0] / NAME).exists()
    assert house.safe() is None


def test_a_few_kills_soon_after_the_first_frame_are_healed_and_nine_are_not(house: House) -> None:
    for _ in range(9):
        healthy(house)
    assert house.safe() is not None


def test_another_version_begins_anew(house: House) -> None:
    house.fails(3)
    house.version = "1.1"
    assert house.safe() is None


def test_after_safe_mode_one_try_is_enough_to_be_back(house: House) -> None:
    house.fails(3)
    made, safe = house.start()
    assert safe is not None
    made.try_again(1)
    house.fails(1, "still no engine")
    assert house.safe() == "still no engine"


def test_safe_mode_itself_is_not_left_by_a_crash_and_tries_again_at_the_next_boot(house: House) -> None:
    house.fails(3)
    assert house.safe() is not None
    assert house.safe() is not None
    house.boot = "boot-2"
    assert house.safe() is None


def test_where_the_state_folder_cannot_be_written_the_count_goes_on_beside_the_socket(house: House) -> None:
    house.folders[0].rmdir()
    house.fails(3)
    assert house.safe() == "no engine"
    assert (house.folders[1] / NAME).exists()


def test_where_nothing_can_be_written_it_starts_and_says_so(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for each in house.folders:
        each.rmdir()
    house.fails(4)
    assert house.safe() is None
    assert "the starts cannot be counted" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[1]",
        "nonsense",
        '{"version": "1.0", "state": "party"}',
        '{"version": "1.0", "boot": "b", "state": "failed", "why": "", "score": Infinity}',
        "[" * 60_000,
    ],
)
def test_a_file_that_is_none_counts_for_nothing(house: House, content: str) -> None:
    (house.folders[0] / NAME).write_text(content)
    assert house.safe() is None
