"""The core's rules, made of the settings."""

from pathlib import Path

from daemon.config import exercises
from daemon.config.settings import Settings
from daemon.core.pose.one_euro import Smoothing
from daemon.core.workout import Rules


def rules(config: Settings, folder: Path | None = None) -> Rules:
    """The core's rules as the settings have them, with every exercise that can be recognised.

    Args:
        config: The settings.
        folder: What ``--config`` named, where exercises may be too.

    Raises:
        ConfigError: An exercise's file is wrong.
    """
    by = config.smoothing
    smoothing = Smoothing(by.min_cutoff_hz, by.beta, by.derivative_cutoff_hz)
    return Rules(
        dwell_s=config.set.dwell_s,
        rest_s=config.set.rest_s,
        idle_s=config.workout.idle_s,
        smoothing=smoothing,
        repertoire=exercises.repertoire(folder),
    )
