"""The step of the button's exercise round."""

from daemon.cli.setup.work import Work
from daemon.config import exercises
from daemon.core.nearest import suggestion
from daemon.errors import UsageError

ALL = "all"


def choose(work: Work) -> None:
    """Asks which exercises a long press goes through, and in which order."""
    names = sorted(exercises.read_all(work.config))
    if work.dialog.terminal and work.dialog.given("exercises") is None:
        work.dialog.say(f"there are {', '.join(names)}")
    now = ", ".join(work.settings.gpio.exercises or work.notes.round or ()) or ALL
    question = "Which ones, in this order, with commas between; or all"
    chosen = work.dialog.text("exercises", question, now, lambda text: read_round(text, names))
    work.change(gpio={"exercises": chosen})


def read_round(text: str, names: list[str]) -> tuple[str, ...]:
    """Returns the exercises of a text; none: all.

    Raises:
        UsageError: One is unknown, or named twice.
    """
    words = [word.strip().replace(" ", "_").lower() for word in text.split(",") if word.strip()]
    if words == [ALL]:
        return ()
    for word in words:
        if word not in names:
            raise UsageError(f"no exercise '{word[:40]}': {suggestion(word[:40], names)}")
        if words.count(word) > 1:
            raise UsageError(f"{word} is named twice")
    if not words:
        raise UsageError(f"name at least one exercise, or {ALL}")
    return tuple(words)
