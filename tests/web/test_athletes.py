"""Who trains, on the page: chosen, taken in and changed there; the board of the week; for every eye, hand and ear."""

import pytest

from daemon.athletes.roster import Roster
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from tests.fakes import browser
from tests.fakes.browser import Page
from tests.fakes.workout import Lifter
from tests.web.exhibit import Exhibit
from tests.web.test_for_everyone import SIZES, commands, go

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it"),
]


def household(exhibit: Exhibit, size: str = "phone", *, dark: bool = True) -> Page:
    """Anna and Bo are known, Anna is willing to be shown and trains; Cy is known by a set alone."""
    roster = Roster(remember=exhibit.box.remember)
    roster.write("Anna", "green", {"squat": 12}, board=True)
    roster.write("Bo", "sky")
    exhibit.box.remember("athlete", "Anna")
    cy = Lifter("Cy")
    exhibit.box.record(cy.starts(), cy.lifts(), cy.ends(1))
    page = exhibit.open(*SIZES[size], dark=dark)
    exhibit.box.show(state="idle", athlete="Anna", athlete_colour="green")
    page.wait("document.querySelector('#choose-athlete').innerText.includes('Anna')")
    return page


def asked(page: Page) -> Page:
    page.click("#choose-athlete")
    page.wait("document.querySelectorAll('.who input').length === 4")
    return page


def done(exhibit: Exhibit, *wanted: Args) -> None:
    """What was asked of the box is this, and no more."""
    commands(exhibit, len(wanted))
    assert exhibit.box.commands == list(wanted)


def test_the_athletes_are_shown_with_their_colours_and_one_is_chosen(exhibit: Exhibit) -> None:
    page = asked(household(exhibit))
    assert page.run("document.querySelector('#choose-athlete .athlete.green') !== null")
    marked = "(each) => [each.innerText, each.querySelector('i')?.className ?? '']"
    assert page.run(f"[...document.querySelectorAll('.who label')].map({marked})") == [
        ["Nobody in particular", ""],
        ["Anna", "athlete green"],
        ["Bo", "athlete sky"],
        ["Cy", ""],
    ]
    assert page.run("document.querySelector('.who :checked').value") == "Anna"
    page.click(".who label:nth-of-type(3) input")
    page.click(".dialog .main")
    done(exhibit, verbs.athletes.Athlete(athlete="Bo"))


def test_somebody_new_is_taken_in_and_trains(exhibit: Exhibit) -> None:
    page = asked(household(exhibit))
    page.run("document.querySelector('#name').value = 'Di'")
    page.click(".dialog .main")
    done(exhibit, verbs.athletes.AthleteSet(athlete="Di", new=True), verbs.athletes.Athlete(athlete="Di"))


def test_what_the_box_knows_is_changed(exhibit: Exhibit) -> None:
    page = asked(household(exhibit))
    page.click("#change")
    page.wait("document.querySelector('#targets')?.value === 'squat 12'")
    page.run("document.querySelector('#targets').value = 'plank 60'")
    page.run("document.querySelector('#colour').value = 'red'")
    page.click("[name=board]")
    exhibit.box.show(state="idle", athlete="Anna", athlete_colour="green", target_reps=7)  # which draws the page again
    page.wait("document.querySelector('#choose-target').innerText.includes('7')")
    page.click(".dialog .main")
    done(
        exhibit,
        verbs.athletes.AthleteSet(athlete="Anna", colour="red", targets={"squat": None, "plank": 60}, board=False),
    )


def test_targets_that_cannot_be_read_keep_the_dialog_open(exhibit: Exhibit) -> None:
    page = asked(household(exhibit))
    page.click("#change")
    page.wait("!!document.querySelector('#targets')")
    page.run("document.querySelector('#targets').value = 'plank sixty'")
    page.click(".dialog .main")
    assert page.run("document.querySelector('#targets').matches(':invalid')")
    assert exhibit.box.commands == []


def test_the_board_shows_whoever_is_willing(exhibit: Exhibit) -> None:
    page = household(exhibit)
    go(page, "history", "#board")
    assert page.text("#board").split("\n") == ["This week", "Anna", "0 reps · 0 min · 0 weeks running"]


def test_a_long_board_leaves_room_for_the_sets(exhibit: Exhibit) -> None:
    roster = Roster(remember=exhibit.box.remember)
    for name in ("Anna", "Bo", "Cy", "Di", "Ed", "Flo", "Gus"):
        roster.write(name, board=True)
        lifter = Lifter(name)
        exhibit.box.record(lifter.starts(), lifter.lifts(), lifter.ends(1))
    page = exhibit.open()
    go(page, "history", "#board details")
    assert page.run("document.querySelectorAll('#board > ol li').length") == 5
    assert page.text("#board summary") == "And 2 more"
    assert page.run("document.querySelector('#board details ol').start") == 6


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("phone-lying", False), ("tv", False)])
def test_it_stands_out_and_fits_everywhere(exhibit: Exhibit, size: str, dark: bool) -> None:  # noqa: FBT001 - a case
    page = asked(household(exhibit, size, dark=dark))
    assert page.run("probes.contrast()") == []
    assert page.run("document.querySelector('.dialog').getBoundingClientRect().bottom <= innerHeight")
    assert page.run("probes.small()") == []
    page.click("#change")
    page.wait("!!document.querySelector('#targets')")
    assert page.run("probes.contrast()") == []
    assert page.run("probes.small()") == []
    page.press("Escape")
    go(page, "history", "#board")
    assert page.run("[...probes.contrast(), ...probes.cutOff()]") == []
