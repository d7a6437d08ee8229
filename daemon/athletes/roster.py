"""Everybody whom the box knows: held by the one who may write the journal, which remembers every change."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from daemon.athletes.profile import COLOURS, KIND, Athletes, Colour, Profile, encode, key
from daemon.core.nearest import suggestion
from daemon.core.spec import Exercise, Kind
from daemon.errors import UsageError

MOST = 50
"""Athletes: more is no household, and the list must fit into one message."""
LONGEST = 60
"""Characters of a name."""
RESERVED = ("nobody",)
"""What the choice is called that names no athlete."""


class Roster:
    """The athletes by name, in the order of the alphabet. Belongs to one thread.

    Args:
        profiles: Whom the journal remembers.
        remember: Keeps a value across restarts; None removes it.
    """

    def __init__(
        self, profiles: Iterable[Profile] = (), remember: Callable[[str, str | None], None] = lambda *_: None
    ) -> None:
        self._remember = remember
        self._known = _sorted(profiles)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Everybody, in the order of the alphabet; the same object until somebody changes."""
        return self._known

    def get(self, name: str | None) -> Profile | None:
        """Returns an athlete's profile; None where the box does not know the name."""
        return next((each for each in self._known if each.name == name), None)

    def spelling(self, name: str) -> str:
        """Returns the name as the box knows it: upper and lower case are one name's."""
        meant = _folded(name)
        return next((each.name for each in self._known if _folded(each.name) == meant), name)

    def targets(self, name: str | None) -> Mapping[str, int]:
        """Returns an athlete's default targets, by exercise."""
        found = self.get(name)
        return {} if found is None else found.targets

    def check_new(self, name: str) -> None:
        """Make sure that a name can be added.

        Raises:
            UsageError: It cannot; says why.
        """
        if not name or name != tidy(name) or len(name) > LONGEST:
            raise UsageError(f"an athlete's name has 1 to {LONGEST} characters, and no space around it")
        if _folded(name) in RESERVED:
            raise UsageError(f"{name!r} stands for no athlete: choose another name")
        known = self.spelling(name)
        if self.get(known) is not None:
            raise UsageError(f"{known!r} is known already: change it with `spotter athlete set`")
        if len(self._known) >= MOST:
            raise UsageError(f"{MOST} athletes are known already: remove one first")

    def add(self, name: str, colour: Colour | None = None) -> Profile:
        """Take in somebody new; without a colour, in the first that nobody has.

        Raises:
            UsageError: The name cannot be added; says why.
        """
        self.check_new(name)
        return self._keep(Profile(name=name, colour=colour or self._free_colour()))

    def write(
        self,
        name: str,
        colour: Colour | None = None,
        targets: Mapping[str, int | None] | None = None,
        *,
        board: bool | None = None,
        new: bool | None = None,
    ) -> Profile:
        """Change what is given, of an athlete who may be new.

        Args:
            name: Who.
            colour: See ``change``.
            targets: Likewise.
            board: Likewise.
            new: True: refused where the name is known already; False: where it is not; None: either.

        Raises:
            UsageError: The name cannot be added, or is not known; says why.
        """
        name = tidy(name)
        known = self.get(self.spelling(name)) is not None
        if new or (new is None and not known):
            self.add(name, colour)
        return self.change(name, colour, targets, board=board)

    def change(
        self,
        name: str,
        colour: Colour | None = None,
        targets: Mapping[str, int | None] | None = None,
        *,
        board: bool | None = None,
    ) -> Profile:
        """Change what is given; a target that is None is removed.

        Raises:
            UsageError: The box does not know the name; suggests the nearest.
        """
        before = self.find(name)
        wanted = {**before.targets, **(targets or {})}
        return self._keep(
            replace(
                before,
                colour=colour or before.colour,
                targets={exercise: reps for exercise, reps in sorted(wanted.items()) if reps is not None},
                board=before.board if board is None else board,
            )
        )

    def find(self, name: str) -> Profile:
        """Returns an athlete's profile.

        Raises:
            UsageError: The box does not know the name; suggests the nearest.
        """
        found = self.get(self.spelling(name))
        if found is None:
            known = [each.name for each in self._known]
            raise UsageError(f"no athlete {name!r}: {suggestion(name, known)}")
        return found

    def remove(self, name: str) -> Profile:
        """Forget the profile, and no set; returns it.

        Raises:
            UsageError: The box does not know the name; suggests the nearest.
        """
        found = self.find(name)
        self._known = tuple(each for each in self._known if each is not found)
        self._remember(key(KIND, found.name), None)
        return found

    def drop(self, name: str | None) -> None:
        """Forget a profile that the journal has forgotten already; None: all of them."""
        self._known = () if name is None else tuple(each for each in self._known if each.name != name)

    def _free_colour(self) -> Colour:
        """Returns a colour that the fewest athletes have."""
        taken = [each.colour for each in self._known]
        return min(COLOURS, key=taken.count)

    def _keep(self, profile: Profile) -> Profile:
        others = (each for each in self._known if each.name != profile.name)
        self._known = _sorted((*others, profile))
        self._remember(key(KIND, profile.name), encode(profile))
        return profile


def tidy(name: str) -> str:
    """Returns a name as it is kept: composed characters, and one space between two words."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def as_known(name: str, known: Athletes) -> str:
    """Returns the name of whoever can be chosen and is called so, the box's own athletes first; else ``name``.

    Upper and lower case are one name's, also where only sets have it.
    """
    if name in known.athletes:
        return name
    names = (*(each.name for each in known.profiles), *known.athletes)
    return next((each for each in names if _folded(each) == _folded(name)), name)


def target_of(exercise: Exercise) -> str:
    """Returns the name under which an exercise can have a target.

    Raises:
        UsageError: It stands for several.
    """
    if exercise.kind is Kind.AUTO:
        raise UsageError(f"{exercise.name!r} has no target of its own: name the exercise")
    return exercise.name


def _folded(name: str) -> str:
    return tidy(name).casefold()


def _sorted(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    return tuple(sorted(profiles, key=lambda each: _folded(each.name)))
