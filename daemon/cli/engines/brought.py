"""Makes an engine of network files that somebody brings: what each is, what it is called, what describes it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from daemon.errors import EngineError, UsageError
from engines import files, registry
from engines.conversion.fixed_input import fix_input
from engines.inspection.inspection import Inspection, inspect
from engines.registry import Model
from engines.signature import Part

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_KEYS = {Part.DETECTOR: "detector", Part.KEYPOINTS: "keypoints", Part.PEOPLE: "keypoints"}
"""What an engine's description calls each part."""
_UNFIT = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Brought:
    """An engine that is not taken up yet.

    Attributes:
        name: Its name.
        inspections: What its files are.
        contents: What is written into the models' folder, by name.
        description: The text of ``engines/NAME.toml``.
        borrowed: Files of the models' folder that it uses as they are: the default engine's detector.
    """

    name: str
    inspections: tuple[Inspection, ...]
    contents: Mapping[str, bytes]
    description: str
    borrowed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The description and the contents as they come together."""

    contents: dict[str, bytes] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def published(path: Path, models: Path, given: Path | None = None) -> Model | None:
    """Returns the engine that is known to Spotter and that has a file like this one; None: there is none."""
    digest = files.sha256(path)
    found = (registry.read(source) for source in registry.files(given, models).values())
    return next((model for model in found if digest in {file.sha256 for file in model.files if file.package}), None)


def read(paths: Sequence[Path], name: str | None, models: Path, given: Path | None = None) -> Brought:
    """Looks at the files, and describes an engine of them; nothing is written.

    Args:
        paths: A keypoint network, and perhaps a detector for it.
        name: What the engine is to be called; None: as its keypoint network's file.
        models: The models' folder.
        given: What ``--config`` named, beside which engines may lie.

    Raises:
        EngineError: A file cannot be used, or they make no engine; one line says what was expected.
        UsageError: The name cannot be had.
    """
    found = [inspect(path) for path in paths]
    keypoints = [each for each in found if each.part is not Part.DETECTOR]
    detectors = [each for each in found if each.part is Part.DETECTOR]
    if len(keypoints) != 1 or len(detectors) > 1:
        names = ", ".join(str(each.path) for each in found)
        raise EngineError(
            f"{names}: {len(keypoints)} keypoint networks and {len(detectors)} detectors: expected one keypoint "
            "network, and at most one detector for it"
        )
    called = _name(name, keypoints[0].path, registry.files(given, models))
    draft = _Draft()
    borrowed = () if keypoints[0].part is Part.PEOPLE else _detector(detectors, called, models, draft)
    _take(keypoints[0], called, draft)
    return Brought(called, tuple(found), draft.contents, _description(found, draft), borrowed)


def _name(name: str | None, path: Path, known: Collection[str]) -> str:
    called = name if name is not None else _UNFIT.sub("-", path.stem.lower()).strip("-._")[:60]
    if not _NAME.fullmatch(called):
        raise UsageError(f"--name {called!r}: expected a name of a-z, 0-9, ., _ and -, at most 60")
    if called in known:
        raise UsageError(f"there is an engine named {called!r} already: choose another with --name, or remove that one")
    return called


def _detector(found: Sequence[Inspection], called: str, models: Path, draft: _Draft) -> tuple[str, ...]:
    """Describes the detector: the one that was brought, else the default engine's."""
    if found:
        _take(found[0], f"{called}-detector", draft)
        return ()
    detector = registry.find(registry.DEFAULT, None, models).detector
    if detector is None:
        return ()
    draft.parts.append(f'detector = "{detector.family}:{detector.file}"')
    for file in detector.files:
        draft.tables.append(_table(file.name, file.sha256, file.size))
    return tuple(file.name for file in detector.files)


def _take(each: Inspection, stem: str, draft: _Draft) -> None:
    """Takes a file over, with an input of one size, under a name that nobody else's has."""
    content = each.path.read_bytes()
    if each.dynamic:
        content = fix_input(content, each.input_shape)
    name = f"{stem}.{each.file_format}"
    draft.contents[name] = content
    draft.parts.append(f'{_KEYS[each.part]} = "{each.family}:{name}"')
    draft.tables.append(_table(name, files.digest(content), len(content)))


def _table(name: str, sha256: str, size: int) -> str:
    return f'[files."{name}"]\nsha256 = "{sha256}"\nsize = {size}\n'


def _description(found: Sequence[Inspection], draft: _Draft) -> str:
    licence = " and ".join(dict.fromkeys(_safe(each.licence or "unknown") for each in found))
    layout = "; ".join(f"{each.layout}, {each.width} x {each.height}" for each in found)
    head = [f'summary = "{_safe(layout)}"', f'licence = "{licence}"', *draft.parts]
    return "\n".join([*head, "", *draft.tables])


def _safe(text: str) -> str:
    """Returns a file's own words as they can stand in quotes."""
    return "".join(char for char in text if char.isprintable() and char not in '"\\')[:200]
