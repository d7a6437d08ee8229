from datetime import datetime, timezone

import pytest

from daemon.system.heartbeat import Heartbeats


class HandClock:
    """Moves when told to."""

    t = 100.0

    def monotonic(self) -> float:
        return self.t

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.t, timezone.utc)


class Watched:
    """Two stages, a clock, and how often the watchdog was fed."""

    def __init__(self, watchdog_s: float | None = 4.0) -> None:
        self.clock = HandClock()
        self.fed = 0
        self.hearts = Heartbeats(self.clock, {"loop": 2.0, "journal": 3.0}, self._feed, watchdog_s)

    def _feed(self) -> None:
        self.fed += 1

    def pass_time(self, seconds: float, *beating: str) -> None:
        for _ in range(int(seconds * 10)):
            self.clock.t += 0.1
            for stage in beating:
                self.hearts.beat(stage)


def test_while_all_stages_beat_the_watchdog_is_fed_at_least_twice_in_its_time() -> None:
    watched = Watched()
    watched.pass_time(40, "loop", "journal")
    assert watched.fed >= 20
    assert watched.hearts.silent() == []


def test_it_is_not_fed_more_than_it_needs() -> None:
    watched = Watched()
    watched.pass_time(40, "loop", "journal")
    assert watched.fed <= 41


@pytest.mark.parametrize(("hung", "beating", "limit_s"), [("loop", "journal", 2.0), ("journal", "loop", 3.0)])
def test_one_silent_stage_starves_the_watchdog(hung: str, beating: str, limit_s: float) -> None:
    watched = Watched()
    watched.pass_time(limit_s + 0.2, beating)
    fed = watched.fed
    watched.pass_time(30, beating)
    assert watched.fed == fed
    assert watched.hearts.silent() == [hung]


def test_a_stage_that_beats_again_feeds_again() -> None:
    watched = Watched()
    watched.pass_time(30, "journal")
    fed = watched.fed
    watched.pass_time(5, "loop", "journal")
    assert watched.fed > fed


def test_where_all_stages_hang_nobody_feeds() -> None:
    watched = Watched()
    watched.pass_time(30)
    assert watched.fed == 0


def test_without_a_watchdog_nothing_is_fed_and_silence_is_still_seen() -> None:
    watched = Watched(watchdog_s=None)
    watched.pass_time(30, "loop")
    assert watched.fed == 0
    assert watched.hearts.silent() == ["journal"]


def test_a_stage_beats_without_knowing_the_others() -> None:
    watched = Watched()
    beat = watched.hearts.beater("loop")
    watched.clock.t += 10
    beat()
    assert watched.hearts.silent() == ["journal"]
    with pytest.raises(KeyError):
        watched.hearts.beater("nobody")
