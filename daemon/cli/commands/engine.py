"""``spotter engine``: lists, fetches, builds and measures pose engines."""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from daemon.camera.gstreamer import open_source
from daemon.cli.engines import adding, comparison
from daemon.cli.options import positive
from daemon.config import paths, settings
from daemon.errors import ConfigError, EngineError
from daemon.ports import Frame, ReadStatus
from daemon.printable import printable
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from engines import files, registry
from engines.conversion.fetch import fetch
from engines.conversion.onnx_files import ensure_onnx
from engines.factory import choose_runtimes, describe_runtime
from engines.ports import Runtime
from engines.registry import Model, Network
from engines.tensorrt.build import BuildRequest, build

_CLIP = "clip/demo.mp4"
_FETCHED = "fetched"
_FRAME_S = 10.0
_WARM_UP = 5


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("engine")
    deeds = parser.add_subparsers(metavar="WHAT", required=True)
    for name, deed, about in (
        ("list", _list, "every engine: licence, size, and whether it is here"),
        ("fetch", _fetch, "downloads the pose models and converts them"),
        ("build", _build, "prepares downloaded models for this machine; on a Jetson this takes minutes"),
        ("bench", _bench, "measures each network of an engine"),
        ("add", _add, "tries network files that you bring as an engine, and takes it up"),
        ("remove", _remove, "removes an engine that you added"),
        ("compare", _compare, "counts clips with two engines, side by side"),
    ):
        verb = deeds.add_parser(name, help=about)
        verb.add_argument("--models", metavar="FOLDER", type=Path, help="where the models are")
        verb.add_argument("--config", metavar="FILE", type=Path, help="settings file or folder that engines lie beside")
        verb.set_defaults(run=run, deed=deed)
        if name in ("fetch", "build"):
            default = registry.DEFAULT if name == "fetch" else "the one in the settings"
            verb.add_argument("names", metavar="NAME", nargs="*", help=f"see `spotter engine list`; default: {default}")
        if name == "add":
            what = "a keypoint network, and perhaps a detector"
            verb.add_argument("files", metavar="FILE", nargs="+", type=Path, help=what)
            verb.add_argument("--name", metavar="NAME", help="what it is called; by default as the file")
        if name == "remove":
            verb.add_argument("name", metavar="NAME", help="see `spotter engine list`")
        if name == "compare":
            verb.add_argument("engines", metavar="ENGINE", nargs=2, help="see `spotter engine list`")
            verb.add_argument("clips", metavar="CLIP", nargs="*", type=Path, help="videos, or folders of labelled ones")
            verb.add_argument("--exercise", metavar="NAME", help="what is done in videos without a label")
        if name == "build":
            verb.add_argument("--again", action="store_true", help="also what is ready, or was refused before")
        if name == "bench":
            verb.add_argument("--engine", metavar="NAME", default=registry.DEFAULT, help=f"default: {registry.DEFAULT}")
            verb.add_argument("--threads", metavar="N", type=positive, default=2, help="cores to use; default: 2")
            verb.add_argument("--runs", metavar="N", type=positive, default=100, help="runs of each; default: 100")


def run(args: argparse.Namespace) -> int:
    """Do what was asked for; errors are one line (see ``daemon.errors``)."""
    folder = args.models or settings.load(args.config).engine.models or paths.models_folder()
    return int(args.deed(args, folder))


def _list(args: argparse.Namespace, folder: Path) -> int:
    for path in registry.files(args.config, folder).values():
        try:
            model = registry.read(path)
        except ConfigError as error:
            _say(f"{path.stem}  cannot be used: {error}")
            continue
        size = sum(file.size for file in model.files) / 1e6
        state = _state(model, folder)
        _say(f"{model.name}  {model.licence}  {size:.1f} MB  {state}  {model.summary}")
        if state == _FETCHED:
            _say(f"  runs on {describe_runtime(model, folder)}")
    return 0


def _state(model: Model, folder: Path) -> str:
    found = [files.sha256(folder / file.name) for file in model.files]
    if found == [file.sha256 for file in model.files]:
        return _FETCHED
    return "not fetched" if None in found else "damaged"


def _fetch(args: argparse.Namespace, folder: Path) -> int:
    for name in args.names or [registry.DEFAULT]:
        model = registry.find(name, args.config, folder)
        fetch(model, folder, _say)
        for network in model.networks:
            _say(f"ready: {ensure_onnx(network, folder)}")
    return 0


def _build(args: argparse.Namespace, folder: Path) -> int:
    for name in args.names or [settings.load(args.config).engine.name]:
        build(registry.find(name, args.config, folder), BuildRequest(folder, open_clip, _say, rebuild=args.again))
    return 0


def open_clip() -> Iterator[Frame]:
    """Yields every frame of the bundled clip."""
    path = paths.find(_CLIP)
    with contextlib.closing(open_source(str(path), SystemClock())) as source:
        while not isinstance(frame := source.read(_FRAME_S), ReadStatus):
            yield frame
        if frame is ReadStatus.STALL:
            raise EngineError(f"{path} stalls: no engine can be tried on it; run: spotter doctor")


def _add(args: argparse.Namespace, folder: Path) -> int:
    adding.add(args.files, args.name, folder, settings.load(args.config), _say, given=args.config)
    return 0


def _remove(args: argparse.Namespace, folder: Path) -> int:
    adding.remove(args.name, folder, settings.load(args.config), args.config)
    _say(f"{args.name} is removed")
    return 0


def _compare(args: argparse.Namespace, folder: Path) -> int:
    names = (args.engines[0], args.engines[1])
    config = settings.load(args.config)
    for line in comparison.compare(names, args.clips, args.exercise, folder, config, given=args.config):
        _say(line)
    return 0


def _bench(args: argparse.Namespace, folder: Path) -> int:
    model = registry.find(args.engine, args.config, folder)
    choice = choose_runtimes(model, folder, args.threads, SystemClock())
    for network, runtime in zip(model.networks, choice.runtimes, strict=True):
        _say(_measured(network, runtime, args.runs))
    return 0


def _measured(network: Network, runtime: Runtime, runs: int) -> str:
    """Measures one network and returns its line. Its input is noise, so that no time is saved on a black picture."""
    noise = np.random.default_rng(0).random(runtime.image.shape, dtype=np.float32)
    runtime.image[:] = noise if np.issubdtype(runtime.image.dtype, np.floating) else 255 * noise
    for _ in range(_WARM_UP):
        runtime.run()
    times = StageTimes(SystemClock())
    for _ in range(runs):
        runtime.run()
        times.lap("run")
    spent = times.table()["run"]
    name = f"{Path(network.file).stem}/{runtime.name}"
    return f"{name}  {runtime.threads or 'GPU'}  p50 {spent.p50_ms:.2f} ms  p95 {spent.p95_ms:.2f} ms  {runs} runs"


def _say(line: str) -> None:
    print(printable(line), flush=True)  # noqa: T201 - what the user asked to see
