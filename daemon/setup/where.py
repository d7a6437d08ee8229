"""Which settings file is the box's own, and what the machine tells of itself."""

from pathlib import Path

from daemon.config import paths, settings, settings_file
from daemon.config.settings import Settings
from daemon.errors import ConfigError

_SYNCED = Path("/run/systemd/timesync/synchronized")
_LOCALTIME = Path("/etc/localtime")
_ZONES = "zoneinfo/"
_PAGE_UNIT = Path("/sys/fs/cgroup/system.slice/spotter-web.service")


def own_file(given: Path | None) -> Path:
    """Returns the settings file that is this box's: what ``--config`` named, else the one in ``/etc/spotter``."""
    return settings.locate(given) or given if given is not None else paths.SYSTEM_CONFIG / settings.FILE_NAME


def load(given: Path | None) -> tuple[Settings, frozenset[str]]:
    """Returns the settings, and the keys that the box's own file sets: the shipped one's are nobody's answers.

    Raises:
        ConfigError: The file is wrong.
    """
    own = own_file(given)
    if given is not None and not own.exists():
        return Settings(), frozenset()
    return settings.load(given), settings_file.given_keys(own)


def given_keys(given: Path | None) -> frozenset[str]:
    """Returns the keys that the box's own file sets; none where it cannot be read."""
    try:
        return settings_file.given_keys(own_file(given))
    except ConfigError:
        return frozenset()


def time_zone(localtime: Path = _LOCALTIME) -> str | None:
    """Returns the name of the machine's time zone; None where its file does not tell."""
    try:
        _, found, name = str(localtime.readlink()).partition(_ZONES)
    except FileNotFoundError:
        return "UTC"
    except OSError:
        return None
    return name if found else None


def clock_set(synced: Path = _SYNCED) -> bool | None:
    """Returns True where systemd's time service set the clock since the start; None: another may have."""
    return True if synced.exists() else None


def page_is_open(unit: Path = _PAGE_UNIT) -> bool | None:
    """Returns True where the page runs, which begins with the first pairing; None: that cannot be seen."""
    return True if unit.exists() else None
