"""The page's progress, athlete by athlete, in a real Chromium."""

from datetime import datetime, timedelta, timezone

import pytest

from daemon.web.files import load
from tests.fakes import browser
from tests.fakes.listener import wait_until
from tests.fakes.season import season
from tests.web.exhibit import Exhibit

BUDGET = 150_000
"""Bytes of all of the page's files."""
in_a_browser = pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it")


def test_the_page_is_small() -> None:
    assert sum(len(file.body) for file in load().values()) <= BUDGET


@pytest.mark.slow
@in_a_browser
def test_each_athletes_progress_is_shown_with_what_it_waits_for(exhibit: Exhibit) -> None:
    page = exhibit.open()
    exhibit.box.record(*season("Ann", datetime.now(timezone.utc) - timedelta(hours=3)))
    exhibit.trained()
    page.run("location.hash = 'progress'")
    page.wait("document.querySelector('.findings')?.innerText.includes('too early to say: 1 of 12 sessions')")
    exhibit.show(athlete="Ann")
    page.wait("document.querySelectorAll('.course').length === 7")
    exhibit.show(athlete=None)
    page.wait("document.querySelectorAll('.course').length === 1")
    page.run("whose = document.querySelector('#whose'); whose.value = 'Ann'; whose.dispatchEvent(new Event('change'))")
    page.wait("document.querySelectorAll('.course').length === 7")
    said = page.text("main")
    for words in (
        "Trained 22 weeks in a row.", "11° shallower than your usual, seen from the side",
        "right 10° shallower than your usual, seen from the side", "too early to say: 8 of 12 sessions",
        "18 % slower than your fastest two", "Sets a week", "Reps a week",
    ):  # fmt: skip
        assert words in said
    course = "Squat. Estimated maximum of each day's best set: 44 sessions, from "
    # The browser makes what a screen reader hears a moment after what is seen.
    wait_until(lambda: any(role in ("img", "image") and name.startswith(course) for role, name in page.heard()))
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.run("document.querySelectorAll('tbody tr').length") == 44 + 22 + 8 + 44
    for dark in (True, False):
        page.size(360, 640, dark=dark)
        assert page.run("[probes.contrast(), probes.cutOff(), probes.small()]") == [[], [], []]
    assert page.run("document.documentElement.scrollWidth") <= 360
    page.run("whose.value = ''; whose.dispatchEvent(new Event('change'))")
    page.wait("document.querySelector('.findings')?.innerText.includes('too early to say: 1 of 12 sessions')")
    assert page.complaints == []
