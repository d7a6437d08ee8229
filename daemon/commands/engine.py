"""``spotter engine``: lists, fetches, builds and measures pose engines."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from daemon import paths
from daemon.service.clock import SystemClock
from daemon.service.stages import StageTimes
from engines import build, files, zoo
from engines.fetch import fetch
from engines.zoo import Model, Network

_WARM_UP = 5


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("engine", help="lists, fetches, builds and measures pose engines")
    deeds = parser.add_subparsers(metavar="WHAT", required=True)
    for name, deed, about in (
        ("list", _list, "every engine: licence, size, and whether it is here"),
        ("fetch", _fetch, "downloads the pose models and prepares them for this machine"),
        ("build", _build, "prepares downloaded models for this machine"),
        ("bench", _bench, "measures each network of an engine"),
    ):
        verb = deeds.add_parser(name, help=about)
        verb.add_argument("--models", metavar="FOLDER", type=Path, help="where the models are")
        verb.set_defaults(run=run, deed=deed)
        if name == "bench":
            verb.add_argument("--engine", metavar="NAME", default=zoo.DEFAULT, help=f"default: {zoo.DEFAULT}")
            verb.add_argument("--threads", metavar="N", type=_positive, default=2, help="cores to use; default: 2")
            verb.add_argument("--runs", metavar="N", type=_positive, default=100, help="runs of each; default: 100")


def run(args: argparse.Namespace) -> int:
    """Do what was asked for; errors are one line (see ``daemon.errors``)."""
    folder = args.models or paths.models_folder()
    return int(args.deed(args, folder))


def _list(_: argparse.Namespace, folder: Path) -> int:
    for model in zoo.MODELS:
        size = sum(network.size for network in model.networks) / 1e6
        _say(f"{model.name}  {model.licence}  {size:.1f} MB  {_state(model, folder)}  {model.about}")
    return 0


def _state(model: Model, folder: Path) -> str:
    found = [files.sha256(folder / network.file) for network in model.networks]
    if found == [network.sha256 for network in model.networks]:
        return "fetched"
    return "not fetched" if None in found else "damaged"


def _fetch(args: argparse.Namespace, folder: Path) -> int:
    fetch(folder, _say)
    return _build(args, folder)


def _build(_: argparse.Namespace, folder: Path) -> int:
    for model in zoo.MODELS:
        for network in model.networks:
            _say(f"ready: {build.converted(network, folder)}")
    return 0


def _bench(args: argparse.Namespace, folder: Path) -> int:
    model = zoo.find(args.engine)
    for network in model.networks:
        _say(_measured(network, folder, args.threads, args.runs))
    return 0


def _measured(network: Network, folder: Path, threads: int, runs: int) -> str:
    """One network's line: noise goes in, so that no time is saved on a black picture."""
    from engines.runtimes.onnx import OnnxRuntime  # noqa: PLC0415 - listing must not load ONNX Runtime

    runtime = OnnxRuntime(build.converted(network, folder), threads)
    runtime.image[:] = np.random.default_rng(0).random(runtime.image.shape, dtype=np.float32)
    for _ in range(_WARM_UP):
        runtime.run()
    times = StageTimes(SystemClock())
    for _ in range(runs):
        runtime.run()
        times.lap("run")
    spent = times.table()["run"]
    name = f"{Path(network.file).stem}/{runtime.name}"
    return f"{name}  {threads} threads  p50 {spent.p50_ms:.2f} ms  p95 {spent.p95_ms:.2f} ms  {runs} runs"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the user asked to see
