"""A target as it is typed."""

from daemon.core.spec import Target


def target_texts(target: Target) -> tuple[str, str, str]:
    """Returns reps, tempo and rest as they are typed; empty where nothing is asked."""
    return (
        "" if target.reps is None else str(target.reps),
        "" if target.tempo is None else "-".join(f"{each:g}" for each in target.tempo),
        "" if target.rest_s is None else f"{target.rest_s:g}",
    )


def parse_target(reps: str, tempo: str, rest: str) -> Target:
    """Returns the target that was typed; an empty field is None.

    Raises:
        ValueError: A field cannot be read; the message says which and how it is written.
    """
    return Target(reps=_reps(reps.strip()), tempo=_tempo(tempo.strip()), rest_s=_rest(rest.strip()))


def _reps(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 1000:  # noqa: PLR2004 - as the daemon bounds it
        raise ValueError(f"reps: {text!r} is no number from 1 to 1000")
    return int(text)


def _tempo(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        eccentric, bottom, concentric, top = (float(each) for each in text.replace(" ", "-").split("-"))
    except ValueError as error:
        raise ValueError(f"tempo: {text!r} is not four seconds like 3-1-1-0") from error
    return eccentric, bottom, concentric, top


def _rest(text: str) -> float | None:
    if not text:
        return None
    minutes, _, seconds = text.rpartition(":")
    try:
        return float(minutes or 0) * 60 + float(seconds)
    except ValueError as error:
        raise ValueError(f"rest: {text!r} is not seconds like 90, nor minutes like 1:30") from error
