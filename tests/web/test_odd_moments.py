"""A page that slept, a clock that is wrong, hasty fingers, two tabs: what is shown and said is still right."""

import time

import pytest

from daemon.events import Held, Record, RecordWithdrawn
from tests.fakes import browser
from tests.fakes.browser import Browser, Page
from tests.web.conftest import WATCH
from tests.web.exhibit import Exhibit, standing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it"),
]


def counts(page: Page, number: int) -> None:
    page.wait(f"document.querySelector('#number').textContent === '{number}'")


def wait_for_commands(exhibit: Exhibit, count: int) -> list[str]:
    """What the box was told, once it was told so much and had time to be told more."""
    end = time.monotonic() + 20
    while len(exhibit.box.commands) < count and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    return [type(command).__name__ for command in exhibit.box.commands]


def test_a_page_that_slept_through_a_set_shows_all_of_it_and_says_nothing_of_it(exhibit: Exhibit) -> None:
    page, box = exhibit.open(), exhibit.box
    box.record(*box.begin(), box.rep(1))
    page.wait("said.includes('1')")
    page.send("Debugger.enable")
    page.send("Debugger.pause")  # not a line of the page runs, as on a phone that sleeps
    box.record(*(box.rep(n, age_s=60) for n in range(2, 9)))
    time.sleep(1)
    page.send("Debugger.resume")
    counts(page, 8)
    assert page.run("said") == ["1"]
    box.record(box.rep(9))
    page.wait("said.at(-1) === '9'")


def test_a_page_that_wakes_with_a_dead_connection_asks_again_at_once(exhibit: Exhibit) -> None:
    exhibit.page.before_load(OPENED)
    page = exhibit.open()
    assert page.run("opened.length") == 1
    page.run("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.run("opened.length") == 1  # it heard the box just now
    exhibit.box.record(*exhibit.box.begin(), exhibit.box.rep(1))
    counts(page, 1)
    page.run("Date.now = () => 4102444800000; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait("opened.length === 2")
    assert page.run("opened[1]").endswith(f"?after={3}")
    exhibit.box.record(exhibit.box.rep(2))
    counts(page, 2)
    assert page.run("shown.slice(shown.indexOf('1'))") == ["1", "2"]


@pytest.mark.parametrize("days", [-3, 3])
def test_a_phone_whose_clock_is_wrong_counts_aloud(exhibit: Exhibit, days: int) -> None:
    exhibit.page.before_load(f"const now = Date.now; Date.now = () => now() + {days} * 86400000")
    page = exhibit.open()
    exhibit.box.record(*exhibit.box.begin(), exhibit.box.rep(1))
    page.wait("said.includes('1')")


def test_a_double_tap_on_start_does_not_stop_and_each_tap_on_add_is_a_rep(exhibit: Exhibit) -> None:
    page, box = exhibit.open(), exhibit.box
    exhibit.show(state="idle", set=None)
    page.tap("#start")
    exhibit.show()
    page.wait("!!document.querySelector('#stop')")
    page.tap("#stop")
    assert wait_for_commands(exhibit, 1) == ["Start"]
    box.record(*box.begin(), box.rep(1))
    counts(page, 1)
    for _ in range(3):
        page.tap("#add")
    assert wait_for_commands(exhibit, 4) == ["Start", "Add", "Add", "Add"]
    page.tap("#stop")
    assert wait_for_commands(exhibit, 5)[-1] == "Stop"


def test_two_tabs_show_the_same_and_one_goes_on_without_the_other(exhibit: Exhibit, chromium: Browser) -> None:
    one, box = exhibit.open(), exhibit.box
    other = chromium.page(beside=one)
    other.before_load(WATCH)
    other.go(exhibit.link.partition("#")[0])
    other.wait("!!document.querySelector('#number')")
    box.record(*box.begin(), box.rep(1), box.rep(2))
    for page in (one, other):
        counts(page, 2)
    one.go("about:blank")
    box.record(box.undoes())
    counts(other, 1)


def test_the_end_of_the_rest_is_said_and_felt(exhibit: Exhibit) -> None:
    page = exhibit.open()
    page.tap("#choose-sound")  # a browser lets no page vibrate before it was touched
    exhibit.show(state="ended", set=None, rest_s=58.0, target_rest_s=60.0)
    page.wait("document.querySelector('#rest')?.textContent === 'Rest 0:58 of 1:00'")
    exhibit.show(state="ended", set=None, rest_s=60.5, target_rest_s=60.0)
    page.wait("document.querySelector('#rest').textContent === 'Rest 1:00 of 1:00 \u2013 go'")
    page.wait("said.at(-1) === 'The rest is over' && buzzed.length === 1")
    exhibit.show(state="ended", set=None, rest_s=61.5, target_rest_s=60.0)
    page.wait("document.querySelector('#rest').textContent.startsWith('Rest 1:01')")
    assert page.run("said.filter((each) => each.startsWith('The rest')).length") == 1


def test_a_hold_is_counted_in_seconds_while_and_after_it_is_held(exhibit: Exhibit) -> None:
    page, box = exhibit.open(), exhibit.box
    box.record(*box.begin())
    exhibit.show(exercise="plank", held_s=31.7)
    counts(page, 31)
    now = box.clock.monotonic()
    box.record(Held(**box.envelope(now), exercise="plank", start=now - 32, end=now, held_s=32.0))
    exhibit.show(exercise="plank", state="ended", set=None, rest_s=2.0, held_s=None)
    page.wait("document.querySelector('.under').textContent.startsWith('seconds')")
    counts(page, 32)


def test_the_skeleton_moves_with_each_pose_that_comes(exhibit: Exhibit) -> None:
    exhibit.page.before_load(DRAWN)
    page = exhibit.open()
    exhibit.show()
    page.wait("drawn > 0")
    for step in range(20):  # each once the one before is drawn: how many a second is the machine's, not the page's
        before = page.run("drawn")
        exhibit.show(outline=standing(0.01 * (step + 1)))
        page.wait(f"drawn > {before}")


OPENED = """
window.opened = [];
const Real = EventSource;
window.EventSource = class extends Real {
  constructor(url) {
    super(url);
    opened.push(url);
  }
};
"""
"""Keeps where each stream was asked for."""
DRAWN = """
window.drawn = 0;
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) { drawn += 1; return clear.apply(this, box); };
"""
"""Counts how often the skeleton was drawn."""


def test_a_record_is_shown_and_said_in_the_rest_until_it_is_taken_back(exhibit: Exhibit) -> None:
    page, box = exhibit.open(), exhibit.box
    page.tap("#choose-sound")
    box.record(*box.begin(), box.rep(1))
    envelope = box.envelope(box.clock.monotonic())
    record = Record(**envelope, exercise="squat", reps=1, beats=(), says="1 squat: your best; it was 0 on 3 March")
    box.record(record)
    exhibit.show(state="ended", set=None, rest_s=2.0)
    page.wait("document.querySelector('#best')?.textContent === '1 squat: your best; it was 0 on 3 March'")
    page.wait("said.at(-1).startsWith('1 squat: your best')")
    box.record(RecordWithdrawn(**box.envelope(box.clock.monotonic()), refers=record.id, exercise="squat"))
    page.wait("document.querySelector('#best') === null")


def test_a_proposed_load_is_taken_on_the_page(exhibit: Exhibit) -> None:
    page = exhibit.open()
    exhibit.show(state="idle", set=None, proposal="Squat, all three sets at 12: next time 62.5 kg", proposed_kg=62.5)
    page.wait("document.querySelector('#take')?.textContent === 'Take 62.5 kg'")
    page.tap("#take")
    assert wait_for_commands(exhibit, 1) == ["Take"]
