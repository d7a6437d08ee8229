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
    hangs, began, ended = threading.Event(), threading.Event(), threading.Event()

    def hang() -> None:
        began.set()
        hangs.wait(60.0)
        ended.set()

    periodic = Periodic("test", 60.0, hang, join_s=0.01)
    periodic.start()
    assert began.wait(60.0)
    periodic.close()
    assert not ended.is_set()
    hangs.set()


def test_a_long_round_is_told_of_the_end() -> None:
    ends: list[bool] = []
    began = threading.Event()

    def work() -> None:
        began.set()
        ends.append(periodic.pause(60.0))

    periodic = Periodic("test", 60.0, work, join_s=60.0)
    periodic.start()
    assert began.wait(60.0)
    periodic.close()
    assert ends == [True]


def test_one_that_never_began_is_closed_all_the_same() -> None:
    Periodic("test", 60.0, lambda: None).close()
