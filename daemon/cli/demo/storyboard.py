"""What the person in the bundled clip does besides lifting: presses the button, at known times."""

from pathlib import Path
from typing import Any

import msgspec

from daemon.errors import ConfigError


class Press(msgspec.Struct, frozen=True):
    """A command at a time of the clip (s)."""

    t: float
    verb: str
    args: dict[str, Any] = {}


class Storyboard(msgspec.Struct, frozen=True):
    """The part of the clip's JSON that the demonstration needs; the rest is the truth for tests."""

    commands: list[Press]


def read(path: Path) -> Storyboard:
    """Read the JSON beside a clip.

    Raises:
        ConfigError: It is missing or wrong.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Storyboard)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}: name a clip with its .json beside it") from error
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{path}: {error}: render the clip again") from error
