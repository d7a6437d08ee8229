"""The step that places the camera: what it sees, and what to move."""

from typing import Any

from daemon.cli.setup import picture
from daemon.cli.setup.work import Work
from daemon.errors import SpotterError, UsageError
from tui.model import answers
from tui.model.answers import Placement
from tui.text import placement

_MARKS = {True: "ok", False: "!!", None: ".."}


def place(work: Work) -> None:
    """Shows picture and checks again and again, until the person says that the camera stands well.

    Raises:
        AwayError: No daemon runs.
    """
    work.take_up()
    if work.dialog.given("placed") is not None:
        work.note(lambda notes: notes.with_done("place"))
        return
    while True:
        show(work)
        question = "Enter looks again; does it stand well"
        if work.dialog.text("placed", question, "again", _read) == "yes":
            work.note(lambda notes: notes.with_done("place"))
            return


def show(work: Work) -> None:
    """Shows what the camera sees now."""
    answer = _view(work)
    work.dialog.draw(picture.drawn(answer))
    checks = answers.read(Placement, answer).checks
    for each in checks:
        work.dialog.say(f"{_MARKS[each.ok]}  {placement.title(each.check)}{f': {each.says}' if each.says else ''}")
    work.dialog.say(placement.headline(checks)[0])


def _view(work: Work) -> Any:  # noqa: ANN401 - the socket's own plain data
    """Returns picture and checks; without the picture where it is switched off."""
    try:
        return work.ask_daemon("picture")
    except UsageError:
        return work.ask_daemon("picture", pixels=False)
    except SpotterError as error:
        raise type(error)(f"{error} (or place it later, on the dashboard: spotter tui, key 2)") from error


def _read(text: str) -> str:
    known = {"again": "again", "yes": "yes", "y": "yes", "no": "again", "n": "again"}
    if text.lower() not in known:
        raise UsageError(f"'{text}': Enter or yes")
    return known[text.lower()]
