"""Boots a Debian 12 with systemd as PID 1 in a container, installs Spotter there and prints what it does.

    python -m tests.container [SCENARIO...] [--package FILE] [--base FOLDER] [--release NAME] [--mirror URL] [--keep]

By hand and as root, no part of ``deploy/test``: it takes minutes and gigabytes, needs the network for Debian's packages
(the package itself is installed without one), and may mount file systems, which a container that runs the tests may
not. Needs ``debootstrap`` and ``systemd-container``. What it makes lies in ``--base`` (used again) and beside it (taken
away, but for ``--keep``). Status 0: all is as it must be. 1: a scenario found something, and says it in one line.
2: this machine cannot boot a container; the line says why.
"""

import argparse
import multiprocessing
import shutil
import sys
import time
from pathlib import Path

from tests.container import checkout, first_boot, services, update  # noqa: F401 - they bring their scenarios
from tests.container.debs import Debs
from tests.container.package import install
from tests.container.scenario import SCENARIOS, Scenario, say
from tests.fakes.container import booted, check, equip, leave_network, prepare


def _run(scenario: Scenario, layers: list[Path], debs: Debs, *, keep: bool) -> None:
    if not scenario.online:
        leave_network()
    with booted(layers, keep=keep) as machine:
        scenario.run(machine, debs)


def _install(layers: list[Path], debs: Debs, into: Path) -> None:
    for older in into.parent.glob(f"{into.name.rpartition('-')[0]}-*"):
        shutil.rmtree(older)
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
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="by default all of them, in their order")
    parser.add_argument("--package", type=Path, metavar="FILE", help="by default deploy/package builds it")
    parser.add_argument("--base", type=Path, default=Path.home() / ".cache/spotter-container/debian", metavar="FOLDER")
    parser.add_argument("--release", default="bookworm", help="debootstrap's name for it; bookworm, jammy or noble")
    parser.add_argument("--mirror", default="", help="for Ubuntu: its archive")
    parser.add_argument("--keep", action="store_true", help="keep the container's files")
    return parser


def main() -> int:
    """Run what was asked for, one after the other."""
    parser = _parser()
    args = parser.parse_args()
    unknown = set(args.scenarios) - set(SCENARIOS)
    if unknown:
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}")
    lacks = check()
    if lacks:
        print(lacks, file=sys.stderr)
        return 2
    wanted = [SCENARIOS[name] for name in args.scenarios or SCENARIOS]
    work = args.base.parent
    work.mkdir(parents=True, exist_ok=True)
    prepare(args.base, args.release, args.mirror)
    debs = Debs(args.package, work / "debs")
    equipped = [equip(args.base, debs.depends(), args.base.with_name(f"{args.base.name}-equipped")), args.base]
    with_package = args.base.with_name(f"{args.base.name}-installed-{debs.mark}")
    failed = []
    for scenario in wanted:
        say(f"-- {scenario.name}", scenario.about)
        layers = equipped
        if scenario.installed:
            if not with_package.exists() and not _apart(_install, equipped, debs, with_package):
                return 1
            layers = [with_package, *equipped]
        began = time.monotonic()
        if not _apart(_run, scenario, [args.base] if scenario.online else layers, debs, keep=args.keep):
            failed.append(scenario.name)
        say(
            f"-- {scenario.name}",
            f"{'failed' if scenario.name in failed else 'done'} after {time.monotonic() - began:.0f} s",
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
