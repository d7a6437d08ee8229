"""The list of scenarios. One more is a function with ``@scenario``, in a module that ``__main__`` imports."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.container.debs import Debs
from tests.fakes.container import Machine

Run = Callable[[Machine, Debs], None]

SCENARIOS: "dict[str, Scenario]" = {}


@dataclass(frozen=True)
class Scenario:
    """One run in a container of its own.

    Attributes:
        name: As it is called on the command line.
        about: One line.
        run: Does it, prints figures by ``say``, raises ``SystemExit`` with a line where something is wrong.
        installed: It begins on a box on which the package is installed already, and counts the bundled clip.
        online: It has this machine's network; without, it has a loopback of its own and nothing else.
        packages: Debian packages that it needs beyond those of the package that is tested.
        booted: In a system that was booted; without, in one of another processor, whose programs are run one by one.
        fetch: Fetches what else it needs, while there is a network.
    """

    name: str
    about: str
    run: Run
    installed: bool = False
    online: bool = False
    packages: tuple[str, ...] = ()
    booted: bool = True
    fetch: Callable[[Debs], object] = lambda _: None


def scenario(
    *,
    installed: bool = False,
    online: bool = False,
    packages: tuple[str, ...] = (),
    booted: bool = True,
    fetch: Callable[[Debs], object] = lambda _: None,
) -> Callable[[Run], Run]:
    """Take a function up as a scenario, by its name and the first line of its docstring."""

    def taken(run: Run) -> Run:
        name = run.__name__.replace("_", "-")
        SCENARIOS[name] = Scenario(
            name, (run.__doc__ or "").splitlines()[0], run, installed, online, packages, booted, fetch
        )
        return run

    return taken


def say(what: str, figure: object) -> None:
    """Print one line of the report."""
    print(f"{what:<58} {figure}", flush=True)


def must(true: object, otherwise: str) -> None:
    """End the scenario with a line where something is not as it must be."""
    if not true:
        raise SystemExit(otherwise)
