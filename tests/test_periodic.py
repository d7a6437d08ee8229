"""The one shape of a thread that does the same work every so often."""

import threading
import time

from daemon.periodic import Periodic
from tests.fakes.listener import wait_until


def test_the_work_is_done_at_once_and_again_in_every_period_until_the_end() -> None:
    rounds: list[str] = []
    periodic = Periodic("test", 0.001, lambda: rounds.append(threading.current_thread().name))
    periodic.start()
    wait_until(lambda: len(rounds) > 3)
    periodic.close()
    done = len(rounds)
    time.sleep(0.02)
    assert rounds == ["test"] * done
    periodic.close()


def test_what_is_not_due_yet_is_not_done_and_holds_up_no_end() -> None:
    rounds: list[None] = []
    periodic = Periodic("test", 0.001, lambda: rounds.append(None), first_s=60.0)
    periodic.start()
    time.sleep(0.02)
    periodic.close()
    assert not rounds


def test_work_that_hangs_holds_up_no_end() -> None:
    hangs = threading.Event()

    def hang() -> None:
        hangs.wait(30.0)

    periodic = Periodic("test", 60.0, hang, join_s=0.01)
    periodic.start()
    began = time.monotonic()
    periodic.close()
    hangs.set()
    assert time.monotonic() - began < 5.0


def test_a_long_round_is_told_of_the_end() -> None:
    ends: list[bool] = []
    periodic = Periodic("test", 60.0, lambda: ends.append(periodic.pause(30.0)), join_s=5.0)
    periodic.start()
    periodic.close()
    assert ends == [True]


def test_one_that_never_began_is_closed_all_the_same() -> None:
    Periodic("test", 60.0, lambda: None).close()
