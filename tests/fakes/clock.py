"""A clock that a test moves by hand."""

from datetime import datetime, timedelta, timezone


class ManualClock:
    """Implements ``daemon.clock.Clock``."""

    def __init__(self, t: float = 1000.0) -> None:
        self.t = t

    def monotonic(self) -> float:
        return self.t

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=self.t)
