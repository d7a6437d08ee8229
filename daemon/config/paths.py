"""Where Spotter's files lie. Pure: the environment is read when asked, and no folder is made but by ``make``."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from daemon.errors import ConfigError, SpotterError
from daemon.printable import printable

SYSTEM_STATE = Path("/var/lib/spotter")
SYSTEM_RUN = Path("/run/spotter")
SYSTEM_CONFIG = Path("/etc/spotter")
SYSTEM_PAIRING = Path("/var/lib/spotter-web")

SOCKET_PATH_LIMIT = 107
"""Bytes of a unix socket's path; see unix(7), ``sun_path``."""


def state_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Returns the folder of what must last: systemd's own, the system's if we may write there, else the user's."""
    environ = os.environ if environ is None else environ
    given = _first(environ.get("STATE_DIRECTORY"))
    if given is not None:
        return given
    if _writable(SYSTEM_STATE):
        return SYSTEM_STATE
    xdg = _first(environ.get("XDG_STATE_HOME"))
    return (xdg or _home(environ) / ".local" / "state") / "spotter"


def pairing_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Returns the folder that says who may open the page: the system's if we may look into it, else the user's."""
    if SYSTEM_PAIRING.is_dir() and os.access(SYSTEM_PAIRING, os.R_OK | os.X_OK):
        return SYSTEM_PAIRING
    return state_folder(environ) / "pairing"


def models_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Returns the folder of pose models: ``SPOTTER_MODELS``, else ``models`` in the state folder."""
    environ = os.environ if environ is None else environ
    given = environ.get("SPOTTER_MODELS")
    return Path(given) if given else state_folder(environ) / "models"


def journal_path(environ: Mapping[str, str] | None = None) -> Path:
    """Returns the path of the journal, where the settings name no other."""
    return state_folder(environ) / "journal.db"


def socket_path(environ: Mapping[str, str] | None = None) -> Path:
    """Returns the path of the daemon's socket, where the settings name no other.

    Raises:
        ConfigError: The path is longer than a unix socket's may be.
    """
    environ = os.environ if environ is None else environ
    return checked_socket(_run_folder(environ) / "spotter.sock")


def checked_socket(path: Path) -> Path:
    """Returns the path itself, if a unix socket can have it.

    Raises:
        ConfigError: It is longer than 107 bytes.
    """
    length = len(os.fsencode(path))
    if length > SOCKET_PATH_LIMIT:
        raise ConfigError(
            f"{path}: {length} bytes, a socket's path has at most {SOCKET_PATH_LIMIT}: set socket.path to a shorter one"
        )
    return path


def camera_mark(environ: Mapping[str, str] | None = None) -> Path:
    """Returns the file in which one process tells the next what was tried for a camera that gives nothing."""
    return _run_folder(os.environ if environ is None else environ) / "camera-rung"


def config_folders(given: Path | None = None) -> list[Path]:
    """Returns the folders in which settings and exercises are looked for, the first one first.

    Args:
        given: What ``--config`` named: a folder, or a file whose folder is meant.
    """
    folders = [SYSTEM_CONFIG, Path(sys.prefix) / "share" / "spotter", Path(__file__).parents[2] / "configs"]
    if given is None:
        return folders
    return [given if given.is_dir() else given.parent, *folders]


def named(kind: str, folders: Iterable[Path]) -> dict[str, Path]:
    """Returns every TOML file of a kind, by name; a folder that comes earlier wins name by name.

    Args:
        kind: The folder's name in each of ``folders``: ``exercises``, ``plans``, ``engines``.
        folders: In the order of the search, see ``config_folders``.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / kind).glob("*.toml")):
            found.setdefault(printable(path.stem), path)
    return found


def find(name: str, given: Path | None = None) -> Path:
    """Returns the file called ``name`` (``squat.toml``, ``exercises/squat.toml``), in the first folder that has it.

    Args:
        name: Relative to each of ``config_folders``.
        given: A file that the user named, taken as it is; or a folder to look into first.

    Raises:
        ConfigError: No folder has it; names the folders.
    """
    if given is not None and not given.is_dir():
        return given
    folders = config_folders(given)
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    raise ConfigError(
        f"{name}: not found in {', '.join(map(str, folders))}: install Spotter again, or name it with --config"
    )


def make(folder: Path) -> Path:
    """Make a folder that only its owner may read, and its parents; one that exists is left as it is.

    Raises:
        SpotterError: It cannot be made; says why.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SpotterError(
            f"{folder}: cannot be made ({error.strerror}): make it and give it to the user that runs Spotter"
        ) from error
    return folder


def _run_folder(environ: Mapping[str, str]) -> Path:
    given = _first(environ.get("RUNTIME_DIRECTORY"))
    if given is not None:
        return given
    if _writable(SYSTEM_RUN):
        return SYSTEM_RUN
    xdg = _first(environ.get("XDG_RUNTIME_DIR"))
    return xdg / "spotter" if xdg is not None else state_folder(environ)


def _first(folders: str | None) -> Path | None:
    """Returns the first of a colon-separated list, as systemd gives it; a relative one is ignored, as XDG asks."""
    first = Path((folders or "").split(":")[0])
    return first if first.is_absolute() else None


def _home(environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME")
    return Path(home) if home else Path.home()


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
