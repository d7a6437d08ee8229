"""Errors across the socket: a code on the wire for each kind, and the same kind again on the other side."""

from daemon.errors import (
    AwayError,
    BusyError,
    ConfigError,
    EngineError,
    JournalError,
    SourceError,
    SpotterError,
    UsageError,
)

_KINDS: tuple[tuple[str, type[SpotterError]], ...] = (
    ("usage", UsageError),
    ("busy", BusyError),
    ("journal", JournalError),
    ("away", AwayError),
    ("config", ConfigError),
    ("engine", EngineError),
    ("source", SourceError),
)


def code_of(error: SpotterError) -> str:
    """What stands for the error's kind on the wire."""
    return next((code for code, kind in _KINDS if isinstance(error, kind)), "error")


def error_of(code: str | None, text: str) -> SpotterError:
    """The error that a reply or a closing tells, of the kind that the daemon raised."""
    return next((kind(text) for known, kind in _KINDS if known == code), SpotterError(text))
