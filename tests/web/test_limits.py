"""How often somebody may do something."""

from daemon.web.limits import Limiter, Rate


def test_a_few_at_once_and_then_as_time_goes_by() -> None:
    now = 0.0
    limiter = Limiter(Rate(burst=3, per_s=0.5), lambda: now)
    assert [limiter.take("a") for _ in range(4)] == [True, True, True, False]
    assert limiter.take("b")
    now = 2.0
    assert [limiter.take("a") for _ in range(2)] == [True, False]
    now = 1000.0
    assert [limiter.take("a") for _ in range(4)] == [True, True, True, False]


def test_a_crowd_is_forgotten_and_not_kept() -> None:
    limiter = Limiter(Rate(burst=1, per_s=0.0), lambda: 0.0)
    assert all(limiter.take(str(n)) for n in range(5000))
    assert len(limiter._left) <= 1024
    assert not limiter.take("4999")
