"""Progress in words: the same on the terminal, in the report and on the dashboard."""

from collections.abc import Iterator

from daemon.trends.report import ExerciseProgress, Progress
from daemon.trends.sessions import Measure

UNITS = {Measure.REPS: "reps", Measure.MAX_KG: "kg (estimated maximum)", Measure.HELD_S: "s"}
NAMES = {
    "trend": "trend",
    "plateau": "plateau",
    "lately": "lately",
    "range": "range",
    "sides": "left-right",
    "slowing": "last set",
    "basis": "based on",
}
"""Each rule, as it is shown."""
_FROM = {"front": "from the front", "side": "from the side", "oblique": "at an angle"}


def streak(weeks: int) -> str:
    """Returns the weeks with a set: ``5 weeks in a row``."""
    return f"{'1 week' if weeks == 1 else f'{weeks} weeks'} in a row"


def findings(each: ExerciseProgress) -> Iterator[tuple[str, str]]:
    """Yields the name of each rule and what it says; of form, with the view that it was seen from."""
    courses = {"range": each.rom, "sides": each.sides}
    for finding in each.findings:
        course = courses.get(finding.rule)
        where = "" if course is None else f", seen {seen(course.view)}"
        yield NAMES.get(finding.rule, finding.rule), f"{finding.says}{where}"


def seen(view: str) -> str:
    """Returns from where something was seen: ``from the side``."""
    return _FROM.get(view, view)


def best(each: ExerciseProgress) -> str:
    """Returns the best session and the one whose figure it replaced: ``12 reps on 2026-11-10, before that 8 on …``."""
    found = each.best
    before = "" if found.before is None else f", before that {round(found.before, 1):g} on {found.before_day}"
    return f"{figure(found.value, each.measure)} on {found.day}{before}"


def figure(value: float, measure: Measure) -> str:
    """Returns a figure with its unit: ``12 reps``, ``105.8 kg (estimated maximum)``."""
    return "1 rep" if measure is Measure.REPS and value == 1 else f"{round(value, 1):g} {UNITS[measure]}"


def whose(progress: Progress) -> str:
    """Returns whose progress it is."""
    return progress.athlete or "nobody in particular"
