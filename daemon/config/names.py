"""The names by which exercises, plans and programmes are asked for: those of their files.

A name is understood in any capitals, with hyphen, underline or space; one that is written exactly so goes first.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from daemon.core.nearest import suggestion
from daemon.errors import ConfigError, UsageError

SUFFIX = ".toml"
"""How the name of a file ends that the box finds in its folders."""


def folded(name: str) -> str:
    """Returns what is the same of all spellings of a name."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def one_of(kind: str, name: str, names: Collection[str]) -> str:
    """Returns the name as it is known.

    Args:
        kind: ``exercise``, ``plan`` or ``programme``.
        name: What was asked for.
        names: What there is.

    Raises:
        UsageError: It is none of ``names``, or spelled like several; the message names the nearest.
    """
    if name in names:
        return name
    alike = sorted(each for each in names if folded(each) == folded(name))
    if len(alike) > 1:
        raise UsageError(f"{kind} {name!r} may be {' or '.join(alike)}: spell it as one of them")
    if not alike:
        raise UsageError(f"no {kind} {name!r}: {suggestion(name, names)} (see `spotter {kind} list`)")
    return alike[0]


def mistakes_of(path: Path) -> list[str]:
    """Returns what is wrong with how a file's name ends; what a shell hands over has no name of its own."""
    if path.suffix == SUFFIX or path.parts[1:2] in (("dev",), ("proc",)):
        return []
    return [f"its name does not end in {SUFFIX}, so the box does not find it: rename it to {path.stem}{SUFFIX}"]


def refuse_twin(path: Path, found: Mapping[str, Path]) -> None:
    """Refuses a file whose name is another one's, spelled otherwise: who types one would get the other.

    Args:
        path: The file.
        found: Those that the box finds, by name.

    Raises:
        ConfigError: There is such a file; names it.
    """
    twin = next(
        (found[each] for each in sorted(found) if each != path.stem and folded(each) == folded(path.stem)), None
    )
    if twin is not None:
        raise ConfigError(f"{path}: called as {twin} is, but for capitals, spaces or hyphens: rename one of them")
