"""The step that names the box."""

import msgspec

from daemon.cli.setup.work import Work
from daemon.config.settings import Title
from daemon.errors import UsageError


def name_box(work: Work) -> None:
    """Asks for the box's name."""
    default = work.settings.box.name or work.notes.name
    name = work.dialog.text("name", "What is it called, for example Garage gym", default, read_name)
    work.change(box={"name": name})


def read_name(text: str) -> str:
    """Returns the name.

    Raises:
        UsageError: No box can have it.
    """
    try:
        return msgspec.convert(text.strip(), Title)
    except msgspec.ValidationError as error:
        raise UsageError("a name has 1 to 40 characters, on one line") from error
