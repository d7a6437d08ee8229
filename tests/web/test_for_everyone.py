"""The page for every eye, hand and ear: contrast, sizes, keyboard, screen reader."""

import pytest

from tests.fakes import browser
from tests.fakes.browser import Page
from tests.web.exhibit import Exhibit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it"),
]

SIZES = {"phone": (360, 640), "phone-lying": (640, 360), "tablet": (820, 1180), "tv": (1920, 1080)}
SCREENS = ("live", "plans", "history", "progress", "health", "phone")
DASH = "\u2013"
HAS = {
    "live": ".bars .no",
    "plans": "#begin-emom",
    "history": ".set",
    "progress": ".course",
    "health": ".table",
    "phone": "#leave",
}
"""What is on a screen once its answer has come."""


def opened(exhibit: Exhibit, screen: str, size: str, *, dark: bool = True) -> Page:
    page = exhibit.open(*SIZES[size], dark=dark)
    exhibit.trained()
    go(page, screen)
    return page


def go(page: Page, screen: str, has: str | None = None) -> None:
    page.run(f"location.hash = '{screen}'")
    page.wait(f"!!document.querySelector('main.{screen} {has or HAS[screen]}')")


@pytest.mark.parametrize("size", ["phone", "tv"])
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_all_that_is_written_or_drawn_stands_out(exhibit: Exhibit, size: str, dark: bool) -> None:  # noqa: FBT001 - a case
    page = opened(exhibit, "live", size, dark=dark)
    exhibit.show(reps_pending=2, trouble="the disk is full", view_ok=False)
    page.wait("!!document.querySelector('#trouble')")
    for screen in SCREENS:
        go(page, screen)
        assert (screen, page.run("probes.contrast()")) == (screen, [])
    go(page, "history")
    page.click(".set")
    page.wait("!!document.querySelector('.mark.undone') && !!document.querySelector('.mark.unsure')")
    assert page.run("probes.contrast()") == []
    page.click("#another")
    page.wait("!!document.querySelector('.dialog')")
    assert page.run("probes.contrast()") == []
    page.press("Escape")
    go(page, "phone")
    page.click("#leave")
    page.wait("document.querySelector('h1').innerText === 'Pair this phone'")
    assert page.run("probes.contrast()") == []


@pytest.mark.parametrize("size", SIZES)
def test_all_is_on_the_screen_and_the_count_a_third_of_it(exhibit: Exhibit, size: str) -> None:
    page = opened(exhibit, "live", size)
    width, height = SIZES[size]
    shares = page.run(
        "['.count', '.number'].map((each) => document.querySelector(each).getBoundingClientRect().height)"
    )
    assert shares[0] >= (0.3 if size == "phone-lying" else 0.33) * height
    assert page.run("probes.overlaps()") == []
    exhibit.box.record(*exhibit.box.end(3))
    exhibit.show(state="ended", set=None, rest_s=65.0, target_rest_s=120.0, load_kg=102.5)
    page.wait("!!document.querySelector('#rest') && !!document.querySelector('#start')")
    assert page.run("probes.overlaps()") == []
    for screen in SCREENS:
        go(page, screen)
        assert page.run("document.documentElement.scrollWidth") <= width
        assert (screen, page.run("probes.cutOff()"), page.run("probes.small()")) == (screen, [], [])


def test_a_keyboard_does_all_of_a_set(exhibit: Exhibit) -> None:
    page = opened(exhibit, "live", "tablet")
    exhibit.show(state="ended", set=None, rest_s=3)
    page.wait("!!document.querySelector('#start')")
    tab_to(page, "start")
    page.press("Enter")
    commands(exhibit, 1)
    exhibit.show()
    page.wait("!!document.querySelector('#stop')")
    assert focused(page) == "stop"  # it is the same button, and the focus is where it was
    page.press("Tab")
    assert focused(page) == "undo"
    page.press("Tab", "Enter")
    commands(exhibit, 2)
    assert focused(page) == "add"
    assert [type(command).__name__ for command in exhibit.box.commands] == ["Start", "Add"]


def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(exhibit: Exhibit) -> None:
    page = opened(exhibit, "live", "phone")
    tab_to(page, "choose-target")
    page.press("Enter")
    page.wait("document.activeElement.id === 'reps'")
    page.press("Tab", "Tab", "Tab", "Tab", "Tab")
    assert page.run("!document.activeElement.closest('main, nav')")
    page.press("Escape")
    page.wait("!document.querySelector('.dialog')")
    page.wait("document.activeElement.id === 'choose-target'")


def test_back_leads_from_a_set_to_the_list_and_to_the_same_line(exhibit: Exhibit) -> None:
    page = opened(exhibit, "history", "phone")
    page.click(".set")
    page.wait("!!document.querySelector('.reps')")
    assert page.run("location.hash") == f"#history/{exhibit.box.set}"
    page.run("history.back()")
    page.wait(f"document.activeElement.id === 'set-{exhibit.box.set}'")
    page.go("about:blank")
    page.go(f"{exhibit.link.partition('#')[0]}#history/{exhibit.box.set}")
    page.wait("document.querySelector('.reps li')?.innerText.includes('Rep 1')")


def test_a_screen_reader_is_given_names_roles_and_the_count(exhibit: Exhibit) -> None:
    page = opened(exhibit, "live", "phone")
    heard = page.heard()
    for role, name in (
        ("navigation", "Screens"),
        ("main", ""),
        ("heading", "The set"),
        ("combobox", "Exercise"),
        ("button", "Athlete nobody"),
        ("button", "Target 12 reps"),
        ("image", "The athlete's joints"),
        ("meter", "Depth"),
        ("button", "Stop"),
        ("button", "Undo"),
        ("button", "Add"),
        ("button", "Confirm"),
    ):
        assert any(each[0] == role and each[1] == name for each in heard), (role, name, heard)
    assert page.run("document.title").startswith("Live")
    exhibit.box.record(exhibit.rep(4))
    page.wait("document.querySelector('#count').textContent === '4'")
    exhibit.box.record(exhibit.no_rep())
    page.wait("document.querySelector('#count').textContent === 'No rep: not deep enough'")
    exhibit.show(view_ok=False)
    page.wait("document.querySelector('#said').textContent.startsWith('Step back')")
    exhibit.show(trouble="the disk is full")
    page.wait("document.querySelector('#said').textContent === 'the disk is full'")


def test_each_screen_has_one_heading_and_no_control_without_a_name(exhibit: Exhibit) -> None:
    page = opened(exhibit, "live", "phone")
    controls = ("button", "combobox", "textbox", "link", "img", "image", "meter", "dialog")
    for screen in SCREENS:
        go(page, screen)
        assert page.run("document.querySelectorAll('h1').length") == 1
        assert [each for each in page.heard() if each[0] in controls and not each[1].strip()] == []


def test_what_is_not_known_is_a_dash(exhibit: Exhibit) -> None:
    page = opened(exhibit, "health", "phone")
    page.wait("document.querySelectorAll('.moving .bars li').length >= 3")
    assert f"Runs for\n{DASH}" in page.text("main")  # this box does not tell it
    assert page.run("/undefined|NaN|null/.test(document.body.innerText)") is False
    assert page.run("getComputedStyle(document.querySelector('.moving')).display") == "grid"
    go(page, "live", "#choose-athlete")
    exhibit.show(athlete="Ann", load_kg=60.0)
    page.wait("document.querySelector('#choose-athlete b').innerText === 'Ann'")
    exhibit.box.stop()
    choices = "[...document.querySelectorAll('.choices b')].slice(1).map((each) => each.innerText).join()"
    page.wait(f"{choices} === '{DASH},{DASH},{DASH}'")
    assert page.run("document.querySelector('#exercise').selectedOptions[0].text") == DASH


def test_each_correction_says_which_rep_it_is_about(exhibit: Exhibit) -> None:
    page = opened(exhibit, "history", "phone")
    page.click(".set")
    page.wait("!!document.querySelector('.mark.unsure')")
    names = [name for role, name in page.heard() if role == "button"]
    for name in ("Take back: Rep 1", "It was one: Rep 3", "Add a rep", "It was another exercise"):
        assert name in names


def tab_to(page: Page, identity: str) -> None:
    for _ in range(30):
        page.press("Tab")
        if focused(page) == identity:
            assert page.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard does not reach {identity}")


def focused(page: Page) -> str:
    return str(page.run("document.activeElement.id"))


def commands(exhibit: Exhibit, count: int) -> None:
    exhibit.page.wait("true")
    for _ in range(200):
        if len(exhibit.box.commands) >= count:
            exhibit.page.run("new Promise((done) => setTimeout(done, 100))")
            return
        exhibit.page.run("new Promise((done) => setTimeout(done, 30))")
    raise AssertionError(exhibit.box.commands)
