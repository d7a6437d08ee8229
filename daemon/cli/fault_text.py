"""Says in plain words by what an exercise's form is judged, and writes the table of all faults for the docs."""

from pathlib import Path

from daemon.config import exercises
from daemon.core.features.signals import TORSOS
from daemon.core.form import judging
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.spec import VIEWS, DepthStandard, Exercise, FaultRule, Over, Take

DOCS = Path(__file__).parents[2] / "docs" / "faults.md"
_OVER = {
    Over.START: "at the start",
    Over.TURN: "at the turning point",
    Over.END: "at the end",
    Over.ECCENTRIC: "in the eccentric half",
    Over.CONCENTRIC: "in the concentric half",
    Over.REP: "in the rep",
}
_TAKE = {
    Take.MEAN: "",
    Take.MAX: "the most of ",
    Take.MIN: "the least of ",
    Take.RANGE: "the range of ",
    Take.RISE: "the rise of ",
    Take.CHANGE: "the change of ",
    Take.REBOUND: "the rebound of ",
}
_HEAD = """# Faults of form

What Spotter can see of each exercise, the most important first: at most one of them is told for each rep. A fault is
told only from the views named here, only where the joints are seen, and only where the value is beyond the limit by
more than it can be wrong by. What each signal is: `spotter exercise signals --form`. This file is made of
`configs/exercises` by `python -m daemon.cli.fault_text`.
"""


def standard(rule: DepthStandard) -> str:
    """Returns a depth standard in words."""
    return f"{rule.name}: {_asked(rule)}, {_seen(rule)}"


def fault(rule: FaultRule) -> str:
    """Returns a fault in words."""
    return f"{rule.rule}: “{rule.says}” unless {_asked(rule)}, {_seen(rule)}"


def signals() -> list[tuple[str, str]]:
    """Returns the name and the meaning of each signal of form."""
    return [(name, each.text + (f",{each.unit}" if each.unit == TORSOS else "")) for name, each in FORM_SIGNALS.items()]


def table(exercise: Exercise) -> list[str]:
    """Returns an exercise's faults as a table in Markdown."""
    lines = [f"## {exercise.title} (`{exercise.name}`)", ""]
    if exercise.standard is not None:
        lines += [f"Standard: {standard(exercise.standard)}.", ""]
    lines += ["| fault | what is asked | seen from | told to the athlete |", "| --- | --- | --- | --- |"]
    for rule in exercise.fault:
        lines.append(f"| {rule.rule} | {_asked(rule)} | {', '.join(_views(rule))} | {rule.says} |")
    return [*lines, ""]


def document() -> str:
    """Returns the page of all faults, from the exercises that ship."""
    shipped = exercises.read_all()
    return "\n".join([_HEAD, *(line for name in sorted(shipped) for line in table(shipped[name]))])


def _asked(rule: judging.Rule) -> str:
    bound = "at most" if rule.min is None else "at least"
    over = "" if FORM_SIGNALS[rule.signal].unit == " s" else f" {_OVER[rule.over]}"
    return f"{_TAKE[rule.take]}{rule.signal}{over} is {bound} {rule.limit:g}{judging.unit(rule)}"


def _seen(rule: judging.Rule) -> str:
    return "seen from " + (", ".join(_views(rule)) if set(rule.views) != set(VIEWS) else "everywhere")


def _views(rule: judging.Rule) -> list[str]:
    return [view for view in VIEWS if view in rule.views]


if __name__ == "__main__":
    DOCS.write_text(document(), encoding="utf-8")
