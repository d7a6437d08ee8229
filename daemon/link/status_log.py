"""Logs how things stand, once for each change."""

import logging

LOG = logging.getLogger("spotter.link")


class StatusLog:
    """Logs the state of each subject when it changes, so that an hour without a broker is one line."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def trouble(self, about: str, text: str) -> None:
        """Logs that something is wrong: what, where, and what to do."""
        self._log(logging.WARNING, about, text)

    def ok(self, about: str, text: str) -> None:
        """Logs that all is well."""
        self._log(logging.INFO, about, text)

    def recovered(self, about: str, text: str) -> None:
        """Logs that all is well again, if it was not."""
        if about in self._last:
            self._log(logging.INFO, about, text)

    def _log(self, level: int, about: str, text: str) -> None:
        if self._last.get(about) != text:
            self._last[about] = text
            LOG.log(level, "%s", text)
