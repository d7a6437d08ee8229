"""Programmes: one TOML file each, read into ``daemon.programmes.template.Template``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import convert

from daemon.config import exercises, names, paths, toml_file
from daemon.config.block_mistakes import Blocks
from daemon.config.exercises import Units
from daemon.config.programme_table import RULES, HeadTable, RuleTable, SessionTable
from daemon.config.table import Context, mistakes
from daemon.errors import ConfigError
from daemon.printable import control_in
from daemon.programmes.planned import most_steps
from daemon.programmes.template import DAYS, Session, Template

FOLDER = "programmes"
_MOST_SESSIONS = 30
_MOST_STEPS = 100
"""Of a session: each is a plan, and many are in memory and on the way at once."""


def read(path: Path, known: Units | None = None) -> Template:
    """Read one programme; its name is the file's.

    Args:
        path: The file.
        known: The exercises that there are; None: those that the usual folders have.

    Raises:
        ConfigError: All that is wrong, a line each: file, key, what is wrong, the nearest valid name.
    """
    if control_in(path.stem) is not None:
        raise ConfigError(f"{path}: a programme's name holds no control characters and is UTF-8; rename the file")
    data = toml_file.parse(path)
    units = exercises.units() if known is None else known
    toml_file.refuse(path, [*names.mistakes_of(path), *mistakes_in(data, path.parent, units)])
    head = convert(data, HeadTable)
    days = tuple(sorted(DAYS.index(each) for each in head.days))
    return Template(
        name=path.stem, title=head.title, days=days, sessions=tuple(_session(each) for each in head.session)
    )


def read_or_error(path: Path, known: Units | None = None) -> Template | ConfigError:
    """Returns the programme, or what is wrong with its file."""
    try:
        return read(path, known)
    except ConfigError as error:
        return error


def files(config: Path | None = None) -> dict[str, Path]:
    """Returns every programme's file by name; a folder that comes earlier in the search order wins name by name."""
    return paths.named(FOLDER, paths.config_folders(config))


def find(name: str, config: Path | None = None) -> Path:
    """Returns the file of the programme of that name.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    found = files(config)
    return found[names.one_of("programme", name, found)]


def load(name: str, config: Path | None = None) -> Template:
    """Returns the programme of that name.

    Raises:
        UsageError: There is none; the message names the nearest.
        ConfigError: Its file is wrong.
    """
    return read(find(name, config), exercises.units(config))


def mistakes_in(data: Mapping[str, Any], folder: Path, known: Units) -> Iterator[str]:
    """Yields all that is wrong with what a file says, a line each.

    Args:
        data: The file's tables.
        folder: The file's own.
        known: The exercises that there are.
    """
    if "block" in data and "session" not in data:
        yield "this is a plan, and no programme: see `spotter plan check`"
        return
    context = Context(folder, {})
    yield from mistakes(data, HeadTable, context)
    days = data.get("days")
    if isinstance(days, list) and all(isinstance(each, str) for each in days) and len(set(days)) < len(days):
        yield "days: a day stands there twice"
    sessions = data.get("session")
    if not isinstance(sessions, list):
        return
    if not 1 <= len(sessions) <= _MOST_SESSIONS:
        yield f"session: {len(sessions)} sessions: 1 to {_MOST_SESSIONS}"
    for at, each in enumerate(sessions):
        yield from _session_mistakes(each, f"session[{at}]", context, known)


def _session_mistakes(session: object, key: str, context: Context, known: Units) -> Iterator[str]:
    if not isinstance(session, dict):
        yield f"{key} is no table: write [[session]]"
        return
    yield from mistakes(session, SessionTable, context, key)
    blocks = session.get("block")
    if not isinstance(blocks, list):
        return
    if not blocks:
        yield f"{key}: no [[session.block]]: say what is to be done"
    wrong = [m for at, each in enumerate(blocks) for m in _BLOCKS.mistakes(each, f"{key}.block[{at}]", context, known)]
    yield from wrong
    steps = 0 if wrong else sum(most_steps(_table(each).rule_of()) for each in blocks)
    if steps > _MOST_STEPS:
        yield f"{key}.block: {steps} steps in all, {_MOST_STEPS} at most: make two sessions of it"


def _session(session: Mapping[str, Any]) -> Session:
    return Session(title=session["title"], rules=tuple(_table(each).rule_of() for each in session["block"]))


def _table(block: Mapping[str, Any]) -> RuleTable:
    table: RuleTable = convert(block, RULES[block["rule"]])
    return table


_BLOCKS = Blocks("[[session.block]]", "rule", "rule", RULES, _table, "programme")
