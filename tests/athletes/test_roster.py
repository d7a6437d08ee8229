"""The athletes whom the box knows: added, changed, told apart and removed."""

import pytest

from daemon.athletes.profile import COLOURS, Profile, decode, encode, key
from daemon.athletes.roster import MOST, Roster
from daemon.errors import UsageError


class Kept(dict[str, str | None]):
    """What the journal would remember."""

    @property
    def profiles(self) -> list[Profile]:
        return [known for kept in self.values() if kept is not None and (known := decode(kept)) is not None]


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def roster(kept: Kept) -> Roster:
    return Roster(remember=kept.__setitem__)


def test_whoever_is_added_is_remembered_with_a_colour_of_their_own(roster: Roster, kept: Kept) -> None:
    for name in ("Bo", "Anna", "Cy"):
        roster.add(name)
    assert [each.name for each in roster.profiles] == ["Anna", "Bo", "Cy"]
    assert len({each.colour for each in roster.profiles}) == 3
    assert Roster(kept.profiles).profiles == roster.profiles
    assert set(kept) == {"athlete:Anna", "athlete:Bo", "athlete:Cy"}


def test_the_ninth_athlete_has_a_colour_too(roster: Roster) -> None:
    names = [f"athlete {n}" for n in range(len(COLOURS) + 1)]
    assert roster.add(names[0], "blue").colour == "blue"
    assert len({roster.add(name).colour for name in names[1 : len(COLOURS)]} | {"blue"}) == len(COLOURS)
    assert roster.add(names[-1]).colour in COLOURS


def test_what_is_given_is_changed_and_all_else_stays(roster: Roster, kept: Kept) -> None:
    roster.add("Anna", "green")
    roster.change("Anna", targets={"squat": 12, "plank": 60}, board=True)
    assert roster.change("anna", targets={"plank": None}) == Profile(
        name="Anna", colour="green", targets={"squat": 12}, board=True
    )
    assert roster.targets("Anna") == {"squat": 12}
    assert roster.targets("nobody known") == roster.targets(None) == {}
    assert kept.profiles == list(roster.profiles)


@pytest.mark.parametrize("same", ["anna", "ANNA", "Anna"])
def test_upper_and_lower_case_are_one_name_s(roster: Roster, same: str) -> None:
    roster.add("Anna")
    assert roster.spelling(same) == "Anna"
    assert roster.spelling("Bo") == "Bo"
    with pytest.raises(UsageError, match="'Anna' is known already"):
        roster.add(same)


def test_a_name_in_two_spellings_of_unicode_is_one(roster: Roster) -> None:
    roster.add("Zoë")
    assert roster.spelling("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    ("name", "why"), [("", "1 to 60"), (" Anna", "no space"), ("x" * 61, "60"), ("Nobody", "no athlete")]
)
def test_a_name_that_cannot_be_is_refused_in_a_line(roster: Roster, name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        roster.add(name)
    assert roster.profiles == ()


def test_a_household_has_an_end(roster: Roster) -> None:
    for n in range(MOST):
        roster.add(f"athlete {n}")
    with pytest.raises(UsageError, match="remove one first"):
        roster.add("Anna")


def test_an_unknown_name_is_refused_with_the_nearest_one(roster: Roster) -> None:
    roster.add("Anna")
    for call in (roster.change, roster.remove, roster.find):
        with pytest.raises(UsageError, match="no athlete 'Ana': did you mean Anna"):
            call("Ana")


def test_whoever_is_removed_is_not_remembered(roster: Roster, kept: Kept) -> None:
    roster.add("Anna")
    roster.add("Bo")
    assert roster.remove("anna").name == "Anna"
    assert kept["athlete:Anna"] is None
    assert [each.name for each in roster.profiles] == ["Bo"]
    roster.drop("Bo")
    assert roster.profiles == ()


def test_a_profile_of_a_newer_version_is_left_alone() -> None:
    assert decode('{"name":"Anna","colour":"tartan"}') is None
    assert decode(encode(Profile(name="Anna", colour="red"))) == Profile(name="Anna", colour="red")
    assert (key("load", None), key("load", "Anna")) == ("load:", "load:Anna")
