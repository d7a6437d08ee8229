"""The GPU's load from jetson-stats, where the kernel's files do not tell it (Thor) and that package is installed.

It is asked for nothing else: its client unpickles what its root service sends, and refuses one of another version.
"""

import importlib
import importlib.util
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from daemon.system.health import Vitals

INTERVAL_S = 1.0
_log = logging.getLogger(__name__)


def connect() -> Any:  # noqa: ANN401 - jetson-stats has no types
    """Returns a running client of jetson-stats; None where it is not installed.

    Raises:
        Exception: Whatever its client raises: its service is off, of another version, or not ours to ask.
    """
    if importlib.util.find_spec("jtop") is None:
        return None
    client = importlib.import_module("jtop").jtop(interval=INTERVAL_S)
    client.start()
    return client


class WithJtop:
    """Vitals whose GPU load is asked of jetson-stats where the machine does not tell it. Belongs to one thread.

    Args:
        read: The machine's own vitals.
        connect: Gives a client, or None; tried once, when it is first needed.
    """

    def __init__(self, read: Callable[[], Vitals], connect: Callable[[], Any] = connect) -> None:
        self._read = read
        self._connect: Callable[[], Any] | None = connect
        self._client: Any = None

    def read(self) -> Vitals:
        """Returns how the machine is now."""
        vitals = self._read()
        if vitals.gpu_load is not None:
            return vitals
        return replace(vitals, gpu_load=self._gpu_load())

    def _gpu_load(self) -> float | None:
        try:
            if self._connect is not None:
                connect, self._connect = self._connect, None
                self._client = connect()
            return None if self._client is None else _busiest(self._client.gpu)
        except Exception as error:  # noqa: BLE001 - its client raises its own, its socket's and its pickle's errors
            _log.info("jetson-stats tells no GPU load: %s", " ".join(str(error).split()))
            self._client = None
            return None


def _busiest(gpus: Any) -> float | None:  # noqa: ANN401 - jetson-stats has no types
    """Share of the busiest GPU's time, 0..1, from ``{name: {"status": {"load": percent}}}``."""
    return max((float(gpu["status"]["load"]) / 100 for gpu in gpus.values()), default=None)
