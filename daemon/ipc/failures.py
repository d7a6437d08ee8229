"""Errors across the socket: a code on the wire for each class, and the same class again on the other side."""

from daemon.errors import (
    AwayError,
    BusyError,
    ConfigError,
    EngineError,
    JournalError,
    SourceError,
    SpotterError,
    UnsavedError,
    UsageError,
)

_KINDS: tuple[tuple[str, type[SpotterError]], ...] = (
    ("usage", UsageError),
    ("busy", BusyError),
    ("unsaved", UnsavedError),
    ("journal", JournalError),
    ("away", AwayError),
    ("config", ConfigError),
    ("engine", EngineError),
    ("source", SourceError),
)

CODES = (*(code for code, _ in _KINDS), "error")
"""All of them; the last is for an error of no such class."""


def code_of(error: SpotterError) -> str:
    """Returns the code of the error's class."""
    return next((code for code, kind in _KINDS if isinstance(error, kind)), CODES[-1])


def error_of(code: str | None, text: str) -> SpotterError:
    """Returns the error of a reply or a closing, of the class that the daemon raised."""
    return next((kind(text) for known, kind in _KINDS if known == code), SpotterError(text))
