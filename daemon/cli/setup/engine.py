"""The step that builds the pose engine for this machine's GPU, and shows how far it is."""

import time

from daemon.cli.commands.engine import open_clip
from daemon.cli.setup.work import Work
from daemon.config import paths
from daemon.errors import EngineError, SpotterError
from daemon.system.clock import SystemClock
from engines import registry
from engines.factory import describe_runtime
from engines.tensorrt import device
from engines.tensorrt.build import BuildRequest
from engines.tensorrt.build import build as build_engine

_SERVICE = "spotter-engine.service"
_LOOK_S = 1.0


def look(work: Work) -> tuple[str, bool]:
    """Returns what runs the pose model, and whether nothing has to be built for it."""
    config = work.settings.engine
    folder = config.models or paths.models_folder()
    try:
        why = describe_runtime(registry.find(config.name, work.config, folder), folder)
    except (SpotterError, PermissionError) as error:
        return str(error), False
    return f"{config.name} on {why}", not (why.startswith("ONNX") and device.is_expected())


def build(work: Work) -> None:
    """Builds it, line by line; nothing to do where it is there, or where there is no GPU.

    Raises:
        EngineError: It cannot be built; counting goes on with ONNX Runtime.
    """
    says, ready = look(work)
    if not ready and device.is_expected():
        if work.run(["systemctl", "cat", _SERVICE]).code == 0:
            _by_service(work)
        else:
            _here(work)
        says, ready = look(work)
    if not ready:
        raise EngineError(f"{says}: journalctl -u spotter-engine; until then the processor counts")
    work.dialog.say(says)


def _here(work: Work) -> None:
    config = work.settings.engine
    folder = config.models or paths.models_folder()
    build_engine(registry.find(config.name, work.config, folder), BuildRequest(folder, open_clip, work.dialog.say))


def _by_service(work: Work) -> None:
    """Starts the service that builds, and follows what it says; it goes on by itself where this is left."""
    work.dialog.say("this takes minutes; Ctrl-C leaves it, and the building goes on")
    since = f"@{SystemClock().now().timestamp():.0f}"
    work.run(["systemctl", "start", "--no-block", _SERVICE])
    shown = 0
    while True:
        time.sleep(_LOOK_S)
        state = work.run(["systemctl", "is-active", _SERVICE]).text
        said = work.run(["journalctl", "-u", _SERVICE, "-o", "cat", "--no-pager", "--since", since]).text.splitlines()
        for line in said[shown:]:
            work.dialog.say(line)
        shown = max(shown, len(said))
        if state not in ("active", "activating"):
            return
