"""``spotter engine compare``: two engines on the same clips, side by side."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from daemon.cli.benchmark import labels
from daemon.cli.benchmark.items import Item
from daemon.cli.engines import trial
from daemon.cli.engines.trial import Asked, Trial, distance
from daemon.config import exercises
from daemon.config.settings import Settings
from daemon.errors import UsageError
from engines import registry


def compare(  # noqa: PLR0913 - what is compared, on what, as what, where it lies, what holds, and beside which file
    names: tuple[str, str],
    clips: Sequence[Path],
    exercise: str | None,
    models: Path,
    config: Settings,
    *,
    given: Path | None = None,
) -> Iterator[str]:
    """Yields the lines of a table: reps of each clip, exact, the joints' distance, time and memory.

    Args:
        names: The two engines.
        clips: Videos, and folders of labelled ones; none: the bundled clip.
        exercise: What is done in the videos without a label; None: the settings'.
        models: The models' folder.
        config: The settings.
        given: What ``--config`` named.

    Raises:
        SpotterError: An engine or a clip cannot be used.
    """
    items = tuple(_items(clips, exercise or config.set.exercise)) or trial.bundled_items()
    for name in names:  # typing mistakes are told before an engine has looked for minutes
        registry.find(name, given, models)
    for movement in {item.exercise for item in items if item.exercise is not None}:
        exercises.load(movement, given)
    asked = (Asked(name, models, config.engine.threads, items, config, given=given) for name in names)
    one, other = map(trial.run, asked)
    width = max(12, *(len(each.item.name) for each in one.counted))
    row = f"{{:<{width}}}  {{:<17}}  {{:>6}}  {{:>24}}  {{:>24}}"
    yield row.format("CLIP", "EXERCISE", "TRUE", one.engine, other.engine)
    for mine, theirs in zip(one.counted, other.counted, strict=True):
        true = "-" if mine.item.reps is None else str(mine.item.reps)
        yield row.format(mine.item.name, mine.item.exercise or "none", true, str(mine.reps), str(theirs.reps))
    known = sum(item.reps is not None for item in items)
    if known:
        yield row.format("exact", "", str(known), str(one.exact), str(other.exact))
    yield row.format("ms a frame", "", "", f"{one.frame_ms:.1f}", f"{other.frame_ms:.1f}")
    yield row.format("memory, MiB", "", "", f"{one.rss_mb:.0f}", f"{other.rss_mb:.0f}")
    yield row.format("athlete seen", "", "", f"{one.seen:.0%}", f"{other.seen:.0%}")
    yield _distance(one, other)


def _distance(one: Trial, other: Trial) -> str:
    apart = distance(one, other)
    if apart is None:
        return "joints' distance: they see none in common"
    return f"joints' distance: {apart:.1%} of the torso's length (median)"


def _items(clips: Sequence[Path], exercise: str) -> Iterator[Item]:
    for path in clips:
        if path.is_dir():
            yield from (item for item in labels.read(path) if item.path.suffix != ".npz")
        elif path.suffix == ".npz":
            raise UsageError(f"{path}: a pose trace has its poses already: name a video")
        else:
            yield Item(path, exercise, None)
