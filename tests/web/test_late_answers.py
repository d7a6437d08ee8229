"""Answers that come late: none is shown in place of a newer one, and what a person typed stays."""

from typing import Any

import pytest

from daemon.athletes.roster import Roster
from daemon.config.exercise_list import Exercises
from daemon.config.plan_list import Plans
from tests.fakes import browser
from tests.fakes.browser import Page
from tests.web.exhibit import PLANS, SQUAT, Exhibit
from tests.web.test_for_everyone import go

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it"),
]

HOLD = """
const ask = fetch;
let held = null;
window.late = 0;
window.hold = (path) => { held = { path, asked: false }; };
window.fetch = async (path, options) => {
  const found = await ask(path, options);
  if (held && !held.asked && path.startsWith(held.path)) {
    const mine = held;
    mine.asked = true;
    await new Promise((resolve) => { mine.go = resolve; });
    setTimeout(() => { late += 1; }, 150); // it was taken in, or dropped
  }
  return found;
};
window.letGo = () => { held.go(); held = null; };
window.isHeld = () => held?.go !== undefined;
"""
"""``hold(path)`` keeps the next answer to such a question back until ``letGo()``."""


def visit(page: Page, screen: str) -> None:
    page.run(f"location.hash = '{screen}'")
    page.wait(f"!!document.querySelector('main.{screen}')")


def asked_early(page: Page, path: str, screen: str) -> None:
    """Goes to a screen whose answer is held back, and away."""
    page.run(f"hold('{path}')")
    visit(page, screen)
    page.wait("isHeld()")
    visit(page, "phone")


def let_go(page: Page) -> None:
    page.run("late = 0; letGo()")
    page.wait("late === 1")


def test_no_screen_shows_what_was_asked_before_what_it_shows(exhibit: Exhibit) -> None:
    page, box = exhibit.page, exhibit.box
    page.before_load(HOLD)
    exhibit.open()
    exhibit.trained()

    asked_early(page, "/api/history", "history")
    box.record(*box.end(3), *box.begin(), exhibit.rep(1), *box.end(1))
    visit(page, "history")
    page.wait("document.querySelectorAll('.set').length === 2")
    let_go(page)
    assert page.run("document.querySelectorAll('.set').length") == 2

    asked_early(page, "/api/plans", "plans")
    box.plans = lambda: Plans(plans=PLANS[1:])
    visit(page, "plans")
    page.wait("document.querySelectorAll('.list > li').length === 1")
    let_go(page)
    assert page.run("document.querySelectorAll('.list > li').length") == 1

    asked_early(page, "/api/progress", "progress")
    box.record(*box.begin(), exhibit.rep(1), exhibit.rep(2), exhibit.rep(3), exhibit.rep(4), *box.end(4))
    visit(page, "progress")
    page.wait("document.querySelector('.chart small')?.innerText === '4 reps'")
    let_go(page)
    assert page.text(".chart small") == "4 reps"


def test_a_set_does_not_lose_a_correction_to_an_older_answer(exhibit: Exhibit) -> None:
    page, box = exhibit.page, exhibit.box
    page.before_load(HOLD)
    exhibit.open()
    exhibit.trained()
    go(page, "history")
    page.run("hold('/api/set')")
    page.click(".set")
    page.wait("isHeld()")
    box.record(exhibit.rep(4))
    page.wait("document.querySelectorAll('.reps .mark.rep').length === 3")
    let_go(page)
    assert page.run("document.querySelectorAll('.reps .mark.rep').length") == 3


def test_the_choices_are_the_newest(exhibit: Exhibit) -> None:
    page, box = exhibit.page, exhibit.box
    page.before_load(HOLD)
    exhibit.open()
    page.run("hold('/api/exercises')")
    page.click("#choose-athlete")
    page.wait("isHeld()")
    page.press("Escape")
    box.exercises = lambda: Exercises(exercises=[SQUAT], chosen="squat")
    page.click("#choose-athlete")
    page.wait("document.querySelectorAll('#exercise option').length === 1")
    let_go(page)
    assert page.run("document.querySelectorAll('#exercise option').length") == 1


def test_progress_keeps_what_the_box_knows_of_the_athletes(exhibit: Exhibit) -> None:
    Roster(remember=exhibit.box.remember).write("Ann", "sky")
    page = exhibit.open()
    go(page, "progress", "#whose")
    page.wait("document.querySelectorAll('#whose option').length === 2")
    page.run("location.hash = 'live'")
    page.run("fetch = () => new Promise(() => {})")  # nothing is answered any more
    page.click("#choose-athlete")
    page.wait("!!document.querySelector('.who .athlete.sky')")


def test_a_failure_is_said_until_the_box_answers(exhibit: Exhibit) -> None:
    page = exhibit.open()
    page.run("window.ask = fetch; fetch = () => Promise.reject(new TypeError('no network'))")
    visit(page, "health")
    page.wait("document.querySelector('.note.bad')?.innerText.startsWith('the box does not answer')")
    page.run("fetch = ask")
    page.wait("!!document.querySelector('.table') && !document.querySelector('.note')")


def test_a_refusal_from_before_the_pairing_does_not_end_it(exhibit: Exhibit) -> None:
    page = exhibit.page
    page.before_load(HOLD)
    page.before_load("hold('/api/me')")
    page.go(exhibit.link.partition("#")[0])
    page.wait("isHeld()")
    page.run(f"location.hash = '{exhibit.link.partition('#')[2]}'")
    page.wait("!!document.querySelector('#number')")
    let_go(page)
    page.run("new Promise((done) => setTimeout(done, 200))")
    assert page.run("document.querySelector('#number') !== null")


@pytest.mark.parametrize("field", ["reps", "rest"])
def test_what_is_typed_stays_while_the_box_goes_on(exhibit: Exhibit, field: str) -> None:
    page = exhibit.open()
    exhibit.trained()
    page.click("#choose-target")
    page.wait("document.activeElement.id === 'reps'")
    page.run(f"document.querySelector('#{field}').focus(); document.querySelector('#{field}').select()")
    page.send("Input.insertText", text="15")
    page.run(f"document.querySelector('#{'rest' if field == 'reps' else 'reps'}').focus()")
    exhibit.show(target_reps=20, target_rest_s=90.0)
    page.wait("document.querySelector('.under .unit').innerText === 'of 20'")
    values: Any = page.run("[document.querySelector('#reps').value, document.querySelector('#rest').value]")
    assert values == (["15", "90"] if field == "reps" else ["20", "15"])
