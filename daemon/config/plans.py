"""Plans: one TOML file each, read into ``core.plan.plan.Plan``; a new one needs no Python."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import convert, json

from daemon.config import exercises, names, paths, toml_file
from daemon.config.block_mistakes import Blocks
from daemon.config.exercises import Units
from daemon.config.plan_keys import seconds_of
from daemon.config.plan_table import BLOCKS, BlockTable, HeadTable
from daemon.config.table import Context, mistakes
from daemon.core.plan.plan import Block, Plan
from daemon.errors import ConfigError
from daemon.printable import control_in
from daemon.programmes import naming

FOLDER = "plans"
MOST_STEPS = 300
"""Steps of a whole plan at the most, rounds not multiplied."""
_MOST_BYTES = 56 * 1024
"""Of a plan as it is journaled: it must fit into one message of the socket."""


def read(path: Path, known: Units | None = None) -> Plan:
    """Read one plan; its name is the file's.

    Args:
        path: The file.
        known: The exercises that there are; None: those that the usual folders have.

    Raises:
        ConfigError: All that is wrong, a line each: file, key, what is wrong, the nearest valid name.
    """
    if control_in(path.stem) is not None:
        raise ConfigError(f"{path}: a plan's name holds no control characters and is UTF-8; rename the file")
    if naming.is_session(path.stem):
        raise ConfigError(f"{path}: {path.stem!r} is reserved for a programme's session; rename the file")
    data = toml_file.parse(path)
    units = exercises.units() if known is None else known
    toml_file.refuse(path, [*names.mistakes_of(path), *mistakes_in(data, path.parent, units)])
    head = convert(data, HeadTable)
    blocks = tuple(_table(each).block() for each in head.block)
    return Plan(path.stem, head.title, blocks, seconds_of(head.lead), seconds_of(head.between))


def read_or_error(path: Path, known: Units | None = None) -> Plan | ConfigError:
    """Returns the plan, or what is wrong with its file."""
    try:
        return read(path, known)
    except ConfigError as error:
        return error


def files(config: Path | None = None) -> dict[str, Path]:
    """Returns every plan's file by name; a folder that comes earlier in the search order wins name by name."""
    return paths.named(FOLDER, paths.config_folders(config))


def load(name: str, config: Path | None = None) -> Plan:
    """Returns the plan of that name.

    Raises:
        UsageError: There is none; the message names the nearest.
        ConfigError: Its file is wrong.
    """
    return read(find(name, config), exercises.units(config))


def find(name: str, config: Path | None = None) -> Path:
    """Returns the file of the plan of that name.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    found = files(config)
    return found[names.one_of("plan", name, found)]


def mistakes_in(data: Mapping[str, Any], folder: Path, known: Units) -> Iterator[str]:
    """Yields all that is wrong with what a file says, a line each.

    Args:
        data: The file's tables.
        folder: The file's own.
        known: The exercises that there are.
    """
    if "session" in data and "block" not in data:
        yield "this is a programme, and no plan: see `spotter programme check`"
        return
    context = Context(folder, {})
    yield from mistakes(data, HeadTable, context)
    blocks = data.get("block")
    if not isinstance(blocks, list):
        return
    if not blocks:
        yield "no [[block]]: say what is to be done"
    wrong = [found for i, each in enumerate(blocks) for found in _BLOCKS.mistakes(each, f"block[{i}]", context, known)]
    yield from wrong
    if not wrong:
        yield from _too_long([_table(each).block() for each in blocks])


def _too_long(blocks: Sequence[Block]) -> Iterator[str]:
    steps = sum(len(each.steps) for each in blocks)
    if steps > MOST_STEPS:
        yield f"block: {steps} steps in all, {MOST_STEPS} at most: make two plans of it"
    elif len(json.encode(blocks)) > _MOST_BYTES:
        yield "block: too long in all for one plan: make two plans of it, or give its exercises shorter names"


def _table(block: Mapping[str, Any]) -> BlockTable:
    table: BlockTable = convert(block, BLOCKS[block["kind"]])
    return table


_BLOCKS = Blocks("[[block]]", "kind", "kind of block", BLOCKS, _table, "plan")
