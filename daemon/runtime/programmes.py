"""Takes down which programme an athlete chose, and gives its sessions as plans."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from daemon.core.plan.plan import Plan
from daemon.core.state import RefusedError
from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.results import Programmed
from daemon.programmes import naming
from daemon.programmes.template import Choice, Template, kept, key
from daemon.runtime.programme_cache import ProgrammeCache

_YEARS = range(2000, 2200)
"""Of a first day: beyond them a calendar ends, and nobody trains. A box whose clock is not set begins in any year."""


@dataclass(frozen=True, slots=True)
class Programmes:
    """Belongs to the frame loop's thread.

    Attributes:
        cache: Knows which sessions come.
        load: Returns a template by its name; reads one small file. Raises ``UsageError`` or ``ConfigError``.
        remember: Keeps a choice across restarts.
        today: Returns the day in the box's time zone.
    """

    cache: ProgrammeCache
    load: Callable[[str], Template]
    remember: Callable[[str, str | None], None]
    today: Callable[[], date]

    def choose(self, args: verbs.plans.Programme, athlete: str | None) -> Programmed:
        """Takes down what was chosen.

        Args:
            args: The programme, or none.
            athlete: Whose it is where the arguments do not say.

        Raises:
            UsageError: There is no such programme.
            ConfigError: Its file is wrong.
        """
        whose = args.athlete or athlete
        choice = chosen(args, self.load, self.today())
        self.remember(key(whose), None if choice is None else kept(choice))
        self.cache.choose(whose, choice)
        name, start = (None, None) if choice is None else (choice.template.name, choice.start)
        return {"athlete": whose, "programme": name, "start": start}

    def plan(self, name: str, athlete: str | None) -> Plan | None:
        """Returns the session of a programme that is called so; None: it is the name of a plan's file.

        Raises:
            RefusedError: It is the name of a session, and there is none.
        """
        if not naming.is_session(name):
            return None
        name = name.casefold()
        coming = self.cache.of(athlete)
        if name not in coming.plans:
            when = "today" if name == naming.TODAY else f"on {name}"
            raise RefusedError(f"no session {when}: {coming.otherwise}")
        return coming.plans[name]

    def look(self, athlete: str | None) -> None:
        """Have it looked up what comes, where that is not known: whoever asks for it later does not wait."""
        self.cache.of(athlete)


def chosen(args: verbs.plans.Programme, load: Callable[[str], Template], today: date) -> Choice | None:
    """Returns the choice that the arguments mean; None: none.

    Raises:
        UsageError: There is no such programme, or the day is none.
        ConfigError: The programme's file is wrong.
    """
    if args.programme is None:
        return None
    try:
        start = today if args.start is None else date.fromisoformat(args.start)
    except ValueError as error:
        raise UsageError(f"start: {args.start!r} is no day: write 2026-11-30") from error
    if args.start is not None and start.year not in _YEARS:
        raise UsageError(f"start: {args.start} is too far off: name a day from {_YEARS[0]} to {_YEARS[-1]}")
    return Choice(template=load(args.programme), start=start.isoformat(), weeks=args.weeks)
