"""``spotter engine add``: tries an engine that somebody brings on the bundled clip, and takes it up only then."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from daemon.cli.engines import brought, trial
from daemon.cli.engines.brought import Brought
from daemon.cli.engines.trial import Asked, Trial, distance
from daemon.config.settings import Settings
from daemon.errors import EngineError, UsageError
from engines import files, registry
from engines.registry import FOLDER, Model

_LEAST_SEEN = 0.5
"""An engine that sees the athlete of the bundled clip, who never leaves it, in fewer frames is of no use."""
Say = Callable[[str], None]


def add(  # noqa: PLR0913 - what is brought, where to, what holds, beside which file, and who is told
    paths: Sequence[Path], name: str | None, models: Path, config: Settings, say: Say, *, given: Path | None = None
) -> None:
    """Tries the files as an engine, tells how well and how fast it counts, and takes it up.

    Args:
        paths: What was brought.
        name: What it is to be called; None: as its keypoint network's file.
        models: The models' folder.
        config: The settings.
        say: Tells the user.
        given: What ``--config`` named, beside which engines may lie.

    Raises:
        EngineError: The files cannot be used; nothing has changed.
        UsageError: The name cannot be had.
    """
    left = [path for path in paths if not _taken_as_published(path, models, say, given)]
    if not left:
        return
    new = brought.read(left, name, models, given)
    for line in _about(new):
        say(line)
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=_made(models)) as folder:
        tried = _tried(new, Path(folder), models, config)
    for line in _verdict(tried, _default(models, config)):
        say(line)
    if tried.seen < _LEAST_SEEN:
        raise EngineError(
            f"{new.name} sees the athlete in {tried.seen:.0%} of the bundled clip: expected {_LEAST_SEEN:.0%} or more; "
            "it was not taken up"
        )
    _take_up(new, models)
    say(f"its joints: {_picture(new.name, models)}")
    say(f"{new.name} is taken up: spotter count VIDEO --engine {new.name}, or engine.name in spotter.toml")


def remove(name: str, models: Path, config: Settings, given: Path | None = None) -> None:
    """Removes an engine that the user added, with its files.

    Raises:
        UsageError: There is none of that name, it was not added, or the settings name it.
        ConfigError: Another engine's file is wrong, so that nobody knows what it needs; nothing has changed.
    """
    model = registry.find(name, given, models)
    if model.source.parent != models / FOLDER:
        raise UsageError(f"{name} was not added: it is {model.source}")
    if config.engine.name == name:
        raise UsageError(f"{name} is the engine of the settings: choose another engine.name first")
    others = [registry.read(path) for path in registry.files(given, models).values() if path != model.source]
    used = {file.name for other in others for file in other.files}
    model.source.unlink()
    for file in model.files:
        if file.name not in used:
            _unlink(models, file.name)
    _picture(name, models).unlink(missing_ok=True)


def _unlink(models: Path, name: str) -> None:
    """Removes a file of the models' folder, and what was made of it for this machine."""
    stem = Path(name).stem
    for path in (models / name, *models.glob(f"{stem}.*.onnx*"), *models.glob(f"{stem}.*plan*")):
        path.unlink(missing_ok=True)


def _taken_as_published(path: Path, models: Path, say: Say, given: Path | None) -> bool:
    """Copies a file that an engine of ours is made of; returns whether it is one."""
    model = brought.published(path, models, given)
    if model is None:
        return False
    digest = files.sha256(path)
    for file in model.files:
        if file.sha256 == digest:
            files.write(models / file.name, path.read_bytes())
            say(f"{path} is {file.name} of {model.name}")
    missing = [file.name for file in model.files if files.sha256(models / file.name) != file.sha256]
    say(f"{model.name} still needs {', '.join(missing)}" if missing else f"{model.name} is ready")
    return True


def _about(new: Brought) -> Iterator[str]:
    for each in new.inspections:
        what = f"{each.family}, {each.layout}"
        joints = f", {each.joints} joints" if each.joints else ""
        yield f"{each.path}: {what}{joints}, input {each.width} x {each.height}, {each.precision}"
        if each.is_agpl:
            yield (
                f"{each.path}: its licence is the AGPL-3.0, by what its exporter wrote into it: use it yourself as you "
                "like; who passes it on, or offers it over a network, must pass on all sources"
            )
        elif each.licence is None:
            yield f"{each.path}: it says nothing of its licence: ask whoever made it before you pass it on"
        else:
            yield f"{each.path}: its licence, by its own words: {each.licence}"
    if new.borrowed:
        yield f"no detector was brought: {registry.DEFAULT}'s is used"


def _tried(new: Brought, folder: Path, models: Path, config: Settings) -> Trial:
    """Tries it from a folder of its own, so that nothing has changed where it fails."""
    for name, content in new.contents.items():
        files.write(folder / name, content)
    for name in new.borrowed:
        if not (models / name).exists():
            raise EngineError(
                f"{new.name} needs a detector and {models / name} is missing: run: spotter engine fetch, or name a "
                "detector beside it"
            )
        shutil.copy(models / name, folder / name)
    files.write(folder / FOLDER / f"{new.name}.toml", new.description.encode())
    picture = folder / "joints.png"
    asked = Asked(new.name, folder, config.engine.threads, trial.bundled_items(), config, picture)
    found = trial.run(asked)
    if (models / FOLDER / f"{new.name}.toml").exists():  # nothing of the other one is overwritten
        raise UsageError(f"an engine named {new.name!r} was added meanwhile: choose another with --name")
    if found.seen >= _LEAST_SEEN:
        files.write(_picture(new.name, models), picture.read_bytes())
    return found


def _default(models: Path, config: Settings) -> Trial | None:
    """Returns the default engine's trial, or None where it is not here."""
    model: Model = registry.find(registry.DEFAULT, None, models)
    if any(files.sha256(models / file.name) != file.sha256 for file in model.files):
        return None
    return trial.run(Asked(model.name, models, config.engine.threads, trial.bundled_items(), config))


def _verdict(tried: Trial, default: Trial | None) -> Iterator[str]:
    """Yields what was counted of the clip, what it costs, and where it is worse than the default engine."""
    sets = ", ".join(f"{each.reps} of {each.item.reps} {each.item.exercise}" for each in tried.counted)
    yield f"the bundled clip: {sets}; the athlete is seen in {tried.seen:.0%} of it"
    yield f"{tried.engine}: {tried.frame_ms:.1f} ms a frame, {tried.rss_mb:.0f} MiB"
    if default is None:
        return
    apart = distance(default, tried)
    if apart is not None:
        yield f"its joints lie {apart:.1%} of the torso's length from {default.engine}'s"
    worse = list(_worse(tried, default))
    yield f"worse than {default.engine}: {', '.join(worse)}" if worse else f"nowhere worse than {default.engine}"


def _worse(tried: Trial, default: Trial) -> Iterator[str]:
    for mine, theirs in zip(tried.counted, default.counted, strict=True):
        true = mine.item.reps or 0
        if abs(mine.reps - true) > abs(theirs.reps - true):
            yield f"{mine.item.exercise} ({mine.reps}, not {theirs.reps})"
    if tried.frame_ms > 1.1 * default.frame_ms:
        yield f"speed ({tried.frame_ms:.1f} ms a frame, not {default.frame_ms:.1f})"
    if not _has_depth(tried) and _has_depth(default):
        yield "no depth: what needs metres is withheld"


def _has_depth(each: Trial) -> bool:
    return any(
        frame.pose is not None and frame.pose.world is not None for frames in each.poses.values() for frame in frames
    )


def _take_up(new: Brought, models: Path) -> None:
    """Writes the files, and last the description, without which they are no engine."""
    for name, content in new.contents.items():
        files.write(models / name, content)
    files.write(models / FOLDER / f"{new.name}.toml", new.description.encode())


def _picture(name: str, models: Path) -> Path:
    return models / FOLDER / f"{name}.png"


def _made(models: Path) -> Path:
    try:
        models.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(f"{models} cannot be made ({error.strerror}): choose another folder with --models") from error
    return models
