"""The core's rules, made of the settings."""

from pathlib import Path

from daemon.config import exercises
from daemon.config.settings import Settings
from daemon.core.params import CountingParams
from daemon.core.state import Rules


def rules(config: Settings, folder: Path | None = None) -> Rules:
    """Returns the core's rules as the settings have them, with every exercise that can be recognised.

    Args:
        config: The settings.
        folder: What ``--config`` named, where exercises may be too.

    Raises:
        ConfigError: An exercise's file is wrong.
    """
    params = CountingParams().with_values(
        {
            "smoother.min_cutoff_hz": config.smoothing.min_cutoff_hz,
            "smoother.beta": config.smoothing.beta,
            "smoother.derivative_cutoff_hz": config.smoothing.derivative_cutoff_hz,
        }
    )
    return Rules(
        rest_s=config.set.rest_s,
        idle_s=config.workout.idle_s,
        repertoire=exercises.repertoire(folder),
        params=params,
    )
