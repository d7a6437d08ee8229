"""A programme as data: days of the week, sessions that follow each other, and the rule by which each exercise grows."""

from __future__ import annotations

import msgspec

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week, as they are written."""
LONGEST_TITLE = 60
"""Characters of a title: a programme's, a session's, a plan's."""


class WaveSet(msgspec.Struct, frozen=True, kw_only=True):
    """One set of a wave.

    Attributes:
        reps: How many, or the fewest.
        percent: Of the training max.
        more: As many reps as are in it, ``reps`` at the least.
    """

    reps: int
    percent: float
    more: bool = False


class Wave(msgspec.Struct, frozen=True, kw_only=True, tag_field="rule", tag="wave"):
    """Shares of a training max, another set of them each week; after each round of weeks the training max rises.

    Attributes:
        exercise: Its name.
        weeks: The sets of each week.
        training_max: What share of the estimated maximum it begins with (per cent).
        step_kg: By how much it rises after a round without a stall.
        stall: What is left of it after a set that fell short (per cent).
        round_kg: Loads are multiples of this.
        rest_s: Between two sets.
    """

    exercise: str
    weeks: tuple[tuple[WaveSet, ...], ...]
    training_max: float
    step_kg: float
    stall: float
    round_kg: float
    rest_s: float


class Double(msgspec.Struct, frozen=True, kw_only=True, tag_field="rule", tag="double"):
    """Double progression: reps first, then load.

    Attributes:
        exercise: Its name.
        sets: How many.
        low, high: The range of reps.
        step_kg: By how much the load rises once every set is at the top of the range.
        stalls: After so many sessions running without a rep more, the load is lowered.
        stall: What is left of it then (per cent).
        round_kg: Loads are multiples of this.
        rest_s: Between two sets.
    """

    exercise: str
    sets: int
    low: int
    high: int
    step_kg: float
    stalls: int
    stall: float
    round_kg: float
    rest_s: float


class Intervals(msgspec.Struct, frozen=True, kw_only=True, tag_field="rule", tag="intervals"):
    """Work by the clock.

    Attributes:
        exercises: Those of a round, in order.
        work_s, rest_s: Of each.
        rounds: How many in each week; the last one's stay.
    """

    exercises: tuple[str, ...]
    work_s: float
    rest_s: float
    rounds: tuple[int, ...]


Rule = Wave | Double | Intervals


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What is done on one day.

    Attributes:
        title: How it is called.
        rules: What is done, in order.
    """

    title: str
    rules: tuple[Rule, ...]

    @property
    def exercises(self) -> tuple[str, ...]:
        """Every exercise of it, in order."""
        found = (each.exercises if isinstance(each, Intervals) else (each.exercise,) for each in self.rules)
        return tuple(dict.fromkeys(name for names in found for name in names))


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A programme.

    Attributes:
        name: As typed: the file's.
        title: As shown.
        days: On which days of the week, 0 is Monday; in order.
        sessions: They follow each other, and then again from the first.
    """

    name: str
    title: str
    days: tuple[int, ...]
    sessions: tuple[Session, ...]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What an athlete chose; all the rest is worked out again.

    Attributes:
        template: All of it: a file that changes meanwhile changes nothing.
        start: The first day, ``2026-11-30``.
        weeks: How many.
    """

    template: Template
    start: str
    weeks: int


KIND = "programme"
"""What a choice is remembered as, before the athlete's name."""


def key(athlete: str | None) -> str:
    """Returns the key under which an athlete's choice is remembered."""
    return f"{KIND}:{athlete or ''}"


def kept(choice: Choice) -> str:
    """Returns a choice as it is remembered."""
    return msgspec.json.encode(choice).decode()


def known(value: str | None) -> Choice | None:
    """Returns a choice that was remembered; None: there is none, or a newer Spotter wrote it."""
    try:
        return None if value is None else msgspec.json.decode(value, type=Choice)
    except msgspec.MsgspecError:
        return None
