"""Reads the machine's vitals once a second in a thread of its own, so that no frame waits for a sensor."""

from collections.abc import Callable
from dataclasses import replace

from daemon.config.settings import Heat as Config
from daemon.periodic import Periodic
from daemon.ports import Clock
from daemon.system import heat
from daemon.system.health import Vitals
from daemon.system.heat import USUAL_LIMIT_C, Heat, Steps

PERIOD_S = 1.0


class VitalsWatch(Periodic):
    """Reads the vitals once a second; any thread may read the newest, and the frame rate that they allow.

    Args:
        read: Reads the vitals; may block.
        config: ``[heat]``.
        clock: The time.

    Attributes:
        vitals: The newest; ``throttled`` says of our own step too.
        cap_fps: Frames a second that the heat allows; None: as many as there are.
    """

    def __init__(self, read: Callable[[], Vitals], config: Config, clock: Clock) -> None:
        super().__init__("vitals", PERIOD_S, self.look)
        self.vitals = Vitals()
        self.cap_fps: float | None = None
        self._read = read
        self._config = config
        self._clock = clock
        self._heat = Heat()

    def look(self) -> None:
        """Read once."""
        vitals = self._read()
        if self._config.enabled:
            limit_c = self._config.limit_c or vitals.limit_c or USUAL_LIMIT_C
            steps = Steps(limit_c, self._config.warm_fps, self._config.hot_fps)
            self._heat = heat.step(self._heat, vitals.temperature_c, self._clock.monotonic(), steps)
            self.cap_fps = heat.cap_fps(self._heat, steps)
        if vitals.throttled is None and self.cap_fps is not None:
            degrees = "" if vitals.temperature_c is None else f" ({vitals.temperature_c:.0f} °C)"
            vitals = replace(vitals, throttled=f"hot{degrees}: {self.cap_fps:g} frames a second until it is cooler")
        self.vitals = vitals
