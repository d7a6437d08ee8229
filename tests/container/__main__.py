"""Boots a Debian 12 with systemd as PID 1 in a container, installs Spotter there and prints what it does.

    python -m tests.container [SCENARIO...] [--package FILE] [--base FOLDER] [--release NAME] [--mirror URL] [--keep]

By hand and as root, no part of ``deploy/test``: it takes minutes and gigabytes, needs the network for Debian's packages
(the package itself is installed without one), and may mount file systems, which a container that runs the tests may
not. Needs ``debootstrap`` and ``systemd-container``. What it makes lies in ``--base`` (used again) and beside it (taken
away, but for ``--keep``). Status 0: all is as it must be. 1: a scenario found something, and says it in one line.
2: this machine cannot boot a container; the line says why.

A package of another processor has scenarios of its own: its scripts are run by that processor's programs, emulated by
qemu-user, and nothing is booted, which would take too long. Needs ``qemu-user-static`` and ``mmdebstrap``.
"""

import argparse
import multiprocessing
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.container import arm64, checkout, compile_pycuda, first_boot, network, services, update  # noqa: F401 - they bring their scenarios
from tests.container.debs import Debs
from tests.container.package import install
from tests.container.scenario import SCENARIOS, Scenario, say
from tests.fakes.container import (
    booted,
    check,
    check_foreign,
    equip,
    leave_network,
    prepare,
    prepare_foreign,
    unbooted,
)

NATIVE = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=False).stdout.strip()


def _run(scenario: Scenario, layers: list[Path], debs: Debs, *, keep: bool) -> None:
    if not scenario.online:
        leave_network()
    with booted(layers, keep=keep) if scenario.booted else unbooted(layers, keep=keep) as machine:
        scenario.run(machine, debs)


def _install(layers: list[Path], debs: Debs, into: Path) -> None:
    for older in into.parent.glob(f"{into.name.rpartition('-')[0]}-*"):
        if older.is_dir():
            shutil.rmtree(older)
        else:
            older.unlink()
    leave_network()
    with booted(layers, upper=into) as machine:
        install(machine, debs.package)


def _apart(run: object, *args: object, **named: object) -> bool:
    """Run it in a process of its own, which may leave the network; returns whether it found all as it must be."""
    process = multiprocessing.get_context("fork").Process(target=run, args=args, kwargs=named)  # type: ignore[arg-type] # any of the two above
    process.start()
    process.join()
    return process.exitcode == 0


def _parser() -> argparse.ArgumentParser:
    lines = "\n".join(f"  {each.name:<20} {each.about}" for each in SCENARIOS.values())
    parser = argparse.ArgumentParser(
        prog="python -m tests.container",
        description=(__doc__ or "").splitlines()[0],
        epilog=f"scenarios:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "scenarios", nargs="*", metavar="SCENARIO", help="by default all of the package's processor, in their order"
    )
    parser.add_argument("--package", type=Path, metavar="FILE", help="by default deploy/package builds it")
    parser.add_argument("--base", type=Path, default=Path.home() / ".cache/spotter-container/debian", metavar="FOLDER")
    parser.add_argument("--release", default="bookworm", help="debootstrap's name for it; bookworm, jammy or noble")
    parser.add_argument("--mirror", default="", help="for Ubuntu: its archive")
    parser.add_argument("--keep", action="store_true", help="keep the container's files")
    return parser


def _system(args: argparse.Namespace, debs: Debs) -> list[Path]:
    """Returns the folders of a system with what the package depends on, the upper one first; makes what is missing."""
    if debs.architecture != NATIVE:
        base = args.base.with_name(f"{args.base.name}-{debs.architecture}")
        return [prepare_foreign(base, debs.architecture, args.release, debs.depends())]
    prepare(args.base, args.release, args.mirror)
    return [equip([args.base], debs.depends(), args.base.with_name(f"{args.base.name}-equipped")), args.base]


def _layers(scenario: Scenario, system: list[Path], debs: Debs) -> list[Path]:
    """Returns the folders that a scenario begins with, the upper one first; makes what is not there."""
    base = system[-1]
    if scenario.online:
        return [base]
    layers = system
    if scenario.installed:
        with_package = base.with_name(f"{base.name}-installed-{debs.mark}")
        if not with_package.exists() and not _apart(_install, system, debs, with_package):
            raise SystemExit("the package cannot be installed")
        layers = [with_package, *system]
    if scenario.packages:
        layers = [
            equip(layers, scenario.packages, layers[0].with_name(f"{layers[0].name}-for-{scenario.name}")),
            *layers,
        ]
    return layers


def _succeeds(scenario: Scenario, system: list[Path], debs: Debs, *, keep: bool) -> bool:
    say(f"-- {scenario.name}", scenario.about)
    layers = _layers(scenario, system, debs)
    scenario.fetch(debs)
    began = time.monotonic()
    done = _apart(_run, scenario, layers, debs, keep=keep)
    say(f"-- {scenario.name}", f"{'done' if done else 'failed'} after {time.monotonic() - began:.0f} s")
    return done


def main() -> int:
    """Run what was asked for, one after the other."""
    parser = _parser()
    args = parser.parse_args()
    unknown = set(args.scenarios) - set(SCENARIOS)
    if unknown:
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}")
    lacks = check()
    if lacks is None:
        args.base.parent.mkdir(parents=True, exist_ok=True)
        debs = Debs(args.package, args.base.parent / "debs")
        native = debs.architecture == NATIVE
        unfit = [name for name in args.scenarios if SCENARIOS[name].booted != native]
        if unfit:
            parser.error(f"{', '.join(unfit)}: not for a package of {debs.architecture}")
        lacks = None if native else check_foreign(debs.architecture)
    if lacks is not None:
        print(lacks, file=sys.stderr)
        return 2
    wanted = [SCENARIOS[name] for name in args.scenarios] or [e for e in SCENARIOS.values() if e.booted == native]
    system = _system(args, debs)
    failed = [each.name for each in wanted if not _succeeds(each, system, debs, keep=args.keep)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
