"""``spotter plan``: lists and checks plans, and leads through one in the daemon that runs."""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli import columns, plan_text
from daemon.cli.options import is_file, repeat_config
from daemon.config import exercises, names, paths, plan_list, plans, settings
from daemon.config.plan_list import PlanEntry
from daemon.core.plan.plan import Plan
from daemon.errors import ConfigError, SpotterError
from daemon.ipc.client import ask
from daemon.printable import printable
from daemon.programmes import naming


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("plan")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file or folder that plans lie beside")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="every plan that can be begun")
    listed.add_argument("--json", action="store_true", help="one object, for programs")
    listed.set_defaults(run=_list)
    check = actions.add_parser("check", help="say what is wrong with a file, or what it means")
    check.add_argument("file", metavar="FILE", type=Path, help="a plan's file, or the name of one that is known")
    check.set_defaults(run=_check)
    start = actions.add_parser("start", help="begin a plan")
    start.add_argument("name", metavar="NAME", help="its name, see `spotter plan list`")
    start.set_defaults(run=_start)
    stop = actions.add_parser("stop", help="end the plan that is under way, and the set with it")
    stop.set_defaults(run=lambda args: _command(args, "plan", plan=None))
    take = actions.add_parser("take", help="take the load that a plan's last run proposes")
    take.add_argument("name", metavar="NAME", nargs="?", help="the plan; by default what is proposed for the exercise")
    take.set_defaults(run=_take)
    skip = actions.add_parser("skip", help="go on to the next work or rest")
    skip.add_argument("--block", action="store_true", help="to the next block")
    skip.set_defaults(run=lambda args: _command(args, "skip", block=args.block))
    hold = actions.add_parser("hold", help="stop the clock; with --off: let it go on")
    hold.add_argument("--off", action="store_true", help="let it go on")
    hold.set_defaults(run=lambda args: _command(args, "hold", on=not args.off))
    repeat_config(actions.choices.values())


def _list(args: argparse.Namespace) -> int:
    """Writes every plan; reports a wrong file after the others, so that it hides none of them."""
    known = exercises.units(args.config)
    found = {name: plans.read_or_error(path, known) for name, path in sorted(plans.files(args.config).items())}
    listed = _listed(args)
    wrong = [(name, error) for name, error in found.items() if isinstance(error, ConfigError)]
    if args.json:
        _write([_as_json(found, listed)])
        return ConfigError.exit_status if wrong else 0
    proposed = {each.name: each.proposals for each in listed}
    wide = columns.widest([*found, *(each.name for each in listed)], 20)
    for each in listed:
        if naming.is_session(each.name):
            _write([*plan_text.row(each, columns.terminal(), wide), *plan_text.proposals(each.proposals, "because")])
    for name, plan in found.items():
        if not isinstance(plan, ConfigError):
            rows = plan_text.row(plan_list.entry(name, plan), columns.terminal(), wide)
            _write([*rows, *plan_text.proposals(proposed.get(name, ()))])
    sys.stdout.flush()
    sys.stderr.writelines(f"{name} cannot be begun: {line}\n" for name, error in wrong for line in error.lines)
    return ConfigError.exit_status if wrong else 0


def _as_json(found: Mapping[str, Plan | ConfigError], listed: Sequence[PlanEntry]) -> str:
    """Returns the plans as one object: a programme's session first, then every file with what the daemon proposes."""
    proposed = {each.name: each.proposals for each in listed}
    sessions = [each for each in listed if naming.is_session(each.name)]
    entries = (plan_list.entry(name, plan) for name, plan in found.items())
    plans = [msgspec.structs.replace(each, proposals=proposed.get(each.name, ())) for each in entries]
    return msgspec.json.encode(plan_list.Plans(plans=[*sessions, *plans])).decode()


def _check(args: argparse.Namespace) -> int:
    path = args.file if is_file(args.file) else plans.find(str(args.file), args.config)
    plan = plans.read(path, exercises.units(args.config))
    names.refuse_twin(path, plans.files(args.config))
    entry = plan_list.entry(plan.name, plan)
    lines = [f"{path}: {plan.title}, {plan_text.length(entry)}: no mistake found", *plan_text.blocks(entry)]
    _write(lines)
    return 0


def _start(args: argparse.Namespace) -> int:
    proposed = next(
        (each.proposals for each in _listed(args) if names.folded(each.name) == names.folded(args.name)), ()
    )
    status = _command(args, "plan", plan=args.name)
    _write(plan_text.proposals(proposed, "because" if naming.is_session(args.name) else "proposed"))
    return status


def _take(args: argparse.Namespace) -> int:
    config = settings.load(args.config)
    answer = ask(config.socket.path or paths.socket_path(), "take", {"plan": args.name})
    _write(plan_text.taken(answer["loads"]))
    return 0


def _write(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{printable(line)}\n" for line in lines)


def _listed(args: argparse.Namespace) -> list[PlanEntry]:
    """Returns the plans as the daemon lists them, with what each one proposes and a programme's next session."""
    try:
        answer = ask(settings.load(args.config).socket.path or paths.socket_path(), "plans", {})
    except SpotterError:  # the list of files is told all the same
        return []
    return msgspec.convert(answer, plan_list.Plans).plans


def _command(args: argparse.Namespace, verb: str, **values: Any) -> int:  # noqa: ANN401 - each verb has its own arguments
    config = settings.load(args.config)
    answer = ask(config.socket.path or paths.socket_path(), verb, values)
    sys.stdout.write(f"{printable(plan_text.answer(answer['plan']))}\n")
    return 0
