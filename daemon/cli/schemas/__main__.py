"""Writes the schemas of what goes over MQTT, and of what commands print as JSON: ``make schema``."""

import sys
from pathlib import Path

import msgspec

from daemon.cli.schemas import asyncapi, outputs, payloads


def texts() -> dict[str, str]:
    """Returns each file's text by its name."""
    made = {each.FILE_NAME: each.document() for each in (payloads, asyncapi, outputs)}
    return {
        name: msgspec.json.format(msgspec.json.encode(each), indent=2).decode() + "\n" for name, each in made.items()
    }


def main(folder: Path) -> None:
    """Write the files.

    Args:
        folder: Where to.
    """
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
