"""The engines that Spotter knows: each is one TOML file that names its networks and where their files come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from daemon.config import paths, toml_file
from daemon.config.settings import Filled
from daemon.config.table import Table
from daemon.core.nearest import suggestion
from daemon.errors import UsageError

FOLDER = "engines"
"""Where the files lie, in each folder of settings and in the models' folder."""
DEFAULT = "blazepose-full"

_FileName = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*\Z", max_length=100, description="a file's name without its folder"),
]
_Reference = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9_]+(:[A-Za-z0-9_][A-Za-z0-9._-]*)?\Z", max_length=160, description="a text 'family:file'"),
]
_Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="64 hexadecimal digits, as sha256sum prints")]
_Bytes = Annotated[int, Meta(ge=1, le=1 << 40)]


class _FileTable(Table, frozen=True):
    """``[files."NAME"]``: one file of the models' folder."""

    sha256: _Digest
    size: _Bytes
    package: Filled | None = None
    path: Filled | None = None


class _EngineTable(Table, frozen=True):
    """The whole file."""

    keypoints: _Reference
    detector: _Reference | None = None
    lifter: _Reference | None = None
    licence: Filled = "unknown"
    summary: Filled = "brought by the user"
    files: dict[_FileName, _FileTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the models' folder.

    Attributes:
        name: Its name there.
        sha256: Its hash, hexadecimal.
        size: Bytes.
        package: The published package that carries it (see ``engines.packages``), or None where the user brought it.
        path: Its path in that package.
    """

    name: str
    sha256: str
    size: int
    package: str | None
    path: str | None


@dataclass(frozen=True, slots=True)
class Network:
    """One network.

    Attributes:
        source: The file that describes the engine.
        part: ``detector`` or ``keypoints``.
        family: The module of ``engines.models`` that reads it.
        files: Its file, and those that belong to it (the same name, another ending).
    """

    source: Path
    part: str
    family: str
    files: tuple[File, ...]

    @property
    def engine(self) -> str:
        """The engine's name."""
        return self.source.stem

    @property
    def file(self) -> str:
        """The name of its file in the models' folder."""
        return self.files[0].name

    @property
    def sha256(self) -> str:
        """What identifies it: the hashes of its files, one after the other."""
        return "".join(file.sha256 for file in self.files)

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class Model:
    """An engine that the user can choose.

    Attributes:
        name: The value of ``--engine``.
        source: The file that describes it.
        licence: The licence's SPDX name.
        summary: One line for ``spotter engine list``.
        detector: Finds people in the whole picture; None where the keypoint network finds them.
        keypoints: Finds joints.
        lifter: Adds or corrects world joints: ``family`` or ``family:file``, or None.
    """

    name: str
    source: Path
    licence: str
    summary: str
    detector: Network | None
    keypoints: Network
    lifter: str | None

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks in the order in which they run."""
        return (self.keypoints,) if self.detector is None else (self.detector, self.keypoints)

    @property
    def files(self) -> tuple[File, ...]:
        """Every file that the networks need."""
        return tuple(file for network in self.networks for file in network.files)


def files(given: Path | None = None, models: Path | None = None) -> dict[str, Path]:
    """Returns every engine's file by name; a folder that comes earlier in the search order wins name by name.

    Args:
        given: What ``--config`` named (see ``paths.config_folders``).
        models: The models' folder, where the engines are that the user added.
    """
    return paths.named(FOLDER, [*paths.config_folders(given), models or paths.models_folder()])


def find(name: str, given: Path | None = None, models: Path | None = None) -> Model:
    """Returns the engine of that name.

    Args:
        name: As ``spotter engine list`` shows it.
        given: What ``--config`` named.
        models: The models' folder.

    Raises:
        UsageError: No engine has this name; the message names the nearest one.
        ConfigError: Its file is wrong: all that is, a line each.
    """
    known = files(given, models)
    if name in known:
        return read(known[name])
    raise UsageError(f"there is no engine named {name!r}: {suggestion(name, known)} (see `spotter engine list`)")


def read(source: Path) -> Model:
    """Returns the engine that a file describes; its name is the file's.

    Raises:
        ConfigError: All that is wrong, a line each: the file, the key, what is wrong.
    """
    table = toml_file.read(source, _EngineTable)
    toml_file.refuse(source, list(_contradictions(table)))
    detector = None if table.detector is None else _network(source, "detector", table.detector, table)
    return Model(
        name=source.stem,
        source=source,
        licence=table.licence,
        summary=table.summary,
        detector=detector,
        keypoints=_network(source, "keypoints", table.keypoints, table),
        lifter=table.lifter,
    )


def _contradictions(table: _EngineTable) -> Iterator[str]:
    for part, reference in (("detector", table.detector), ("keypoints", table.keypoints)):
        if reference is None:
            continue
        _, _, name = reference.partition(":")
        if not name:
            yield f"{part}: expected 'family:file', the file is missing"
        elif name not in table.files:
            yield f'{part}: the file {name} has no table: add [files."{name}"] with its sha256 and size'
    for name, file in table.files.items():
        if (file.package is None) != (file.path is None):
            yield f"files.{name}: package and path belong together: give both or none"


def _network(source: Path, part: str, reference: str, table: _EngineTable) -> Network:
    family, _, main = reference.partition(":")
    stem = Path(main).stem
    others = sorted(name for name in table.files if name != main and Path(name).stem == stem)
    return Network(source, part, family, tuple(_file(name, table.files[name]) for name in (main, *others)))


def _file(name: str, table: _FileTable) -> File:
    return File(name, table.sha256, table.size, table.package, table.path)
