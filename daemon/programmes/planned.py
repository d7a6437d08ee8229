"""What one rule asks for in one session, in words and as blocks of a plan that the box can lead through."""

from dataclasses import dataclass

from daemon import load_text
from daemon.core.plan.plan import Block, Kind, Progression, Step, Work
from daemon.programmes.loads import Load, set_kg
from daemon.programmes.template import Double, Intervals, Rule, Wave, WaveSet


@dataclass(frozen=True, slots=True)
class Planned:
    """One rule's work.

    Attributes:
        says: In words.
        blocks: As a plan has it; loads are said, and not set.
        notes: What is said of each block, as a plan has no place for it: its load.
        between_s: Rest between two of the blocks (s).
    """

    says: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    between_s: float = 60.0


def planned(rule: Rule, load: Load, times: int, week: int) -> Planned:
    """Returns what a rule asks for.

    Args:
        rule: The rule.
        load: How its exercise stands.
        times: How often its session was gone through.
        week: Of the programme, from 0.
    """
    if isinstance(rule, Wave):
        return _wave(rule, load, times)
    return _double(rule, load) if isinstance(rule, Double) else _intervals(rule, week)


def most_steps(rule: Rule) -> int:
    """Returns how many steps of a plan a rule asks for in its longest session."""
    if isinstance(rule, Wave):
        return max(len(each) for each in rule.weeks)
    return len(rule.exercises) if isinstance(rule, Intervals) else 1


def _wave(rule: Wave, load: Load, times: int) -> Planned:
    sets = rule.weeks[times % len(rule.weeks)]
    notes = tuple(_set(each, set_kg(rule, load, each)) for each in sets)
    works = (Work(rule.exercise, None if each.more else each.reps) for each in sets)
    blocks = tuple(Block(Kind.SETS, (Step(work, rule.rest_s),), 1) for work in works)
    return Planned(f"{_shown(rule.exercise)}: {', '.join(notes)}", blocks, notes, rule.rest_s)


def _set(each: WaveSet, kg: float | None) -> str:
    return f"{each.reps}{'+' if each.more else ''} x {f'{each.percent:g} %' if kg is None else load_text.load(kg)}"


def _double(rule: Double, load: Load) -> Planned:
    work = Work(rule.exercise, rule.high, at_least=None if rule.low == rule.high else rule.low)
    progress = Progression("double", rule.step_kg)
    block = Block(Kind.SETS, (Step(work, rule.rest_s),), rule.sets, progress=progress)
    reps = f"{rule.low}-{rule.high}" if rule.low != rule.high else f"{rule.high}"
    note = f"{rule.sets} x {reps}{load_text.beside(load.kg)}"
    return Planned(f"{_shown(rule.exercise)}: {note}", (block,), (note,))


def _intervals(rule: Intervals, week: int) -> Planned:
    rounds = rule.rounds[min(week, len(rule.rounds) - 1)]
    steps = tuple(Step(Work(each, seconds=rule.work_s), rule.rest_s) for each in rule.exercises)
    names = ", ".join(_shown(each) for each in rule.exercises)
    says = f"{rounds} rounds of {names}: {rule.work_s:g} s on, {rule.rest_s:g} s off"
    return Planned(says, (Block(Kind.INTERVALS, steps, rounds),), ("",))


def _shown(exercise: str) -> str:
    return exercise.replace("_", " ")
