"""The values of counting parameters that ``spotter benchmark --set`` asks for."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from daemon.core.params import CountingParams
from daemon.errors import UsageError

Values = Mapping[str, float]
"""Parameters by dotted name (``segmenter.turn``) that differ from the settings'."""


def parsed(words: Iterable[str], params: CountingParams) -> dict[str, tuple[float, ...]]:
    """Reads ``--set``: ``segmenter.turn=0.2``, or ``segmenter.turn=0.1,0.15`` for values to try.

    Args:
        words: What was given.
        params: Every parameter.

    Raises:
        UsageError: A name is unknown or given twice, or a value is no number of its kind; one line, with the nearest.
    """
    found: dict[str, tuple[float, ...]] = {}
    for word in words:
        name, is_, values = word.partition("=")
        if not is_:
            raise UsageError(f"--set {word}: write it as name=value, for example segmenter.turn=0.2")
        if name in found:
            raise UsageError(f"--set {name} is given twice: write its values as a list, {name}=0.1,0.2")
        found[name] = tuple(_value(name, each, params) for each in values.split(","))
    return found


def combinations(choices: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """Returns every combination of the values; of no choices, the one that changes nothing."""
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def distance(values: Values, params: CountingParams) -> float:
    """Returns how far values are from those of ``params``: the sum of their changes, each as a share of the value."""
    usual = params.values()
    return sum(abs(value - usual[name]) / (abs(usual[name]) or 1.0) for name, value in values.items())


def _value(name: str, word: str, params: CountingParams) -> float:
    try:
        value = float(word)
    except ValueError:
        raise UsageError(f"--set {name}={word}: {word!r} is no number") from None
    try:
        params.with_values({name: value})
    except ValueError as error:
        raise UsageError(f"--set {error}") from None
    return value
