"""The page in a real Chromium, at a real daemon on the bundled clip."""

import re
import time

import pytest

from daemon.pairing import store
from tests.fakes import browser
from tests.fakes.browser import Page
from tests.web.system import System

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it"),
]


def open_page(system: System, page: Page) -> None:
    """Pairs with the code of a daemon that runs; the page shows the set's screen."""
    link = system.link()
    system.wait_for_web()
    page.go(link)
    page.wait("!!document.querySelector('#number')")


def started(system: System, page: Page) -> None:
    """The clip plays, and its set of squats runs."""
    system.start("web")
    system.start("run")
    system.wait_for_daemon()
    open_page(system, page)
    page.click("#start")


def test_a_scanned_code_pairs_and_leaves_the_address(system: System, page: Page) -> None:
    system.start("web")
    link = system.link()
    system.wait_for_web()
    page.go(link)
    assert page.wait("document.querySelector('#number')?.textContent") == "0"
    assert page.run("location.href") == f"{system.url}/"
    assert page.run("document.cookie") == ""
    page.go(f"{system.url}/#phone")
    page.wait("document.body?.innerText.includes('Paired as phone.')")


def test_a_wrong_code_is_refused_in_words(system: System, page: Page) -> None:
    system.start("web")
    system.pair()
    system.wait_for_web()
    page.go(f"{system.url}/#v1.phone.{'x' * 32}")
    page.wait("document.body?.innerText.includes('this code is not valid')")
    page.wait("document.querySelector('h1')?.innerText === 'Pair this phone'")


@pytest.mark.alone  # what is said too late is left out
def test_the_clip_is_counted_live_and_aloud(system: System, page: Page) -> None:
    started(system, page)
    assert page.wait("shown.at(-1) === '4' && shown") == ["0", "1", "2", "3", "4"]
    page.wait("said.some((each) => /^4($|[.])/.test(each))")
    spoken = [re.sub(r"(?<=\d)\..*", "", each) for each in page.run("said")]
    assert [each for each in spoken if each.isdecimal()] == ["1", "2", "3", "4"]
    assert "No rep. not deep enough" in page.wait("said.some((each) => each.startsWith('No rep')) && said")
    assert page.run("document.querySelectorAll('.bars .no').length") >= 1
    assert page.run("document.querySelector('#count').getAttribute('aria-live')") == "assertive"
    drawn = "(() => { const c = document.querySelector('#skeleton'); return c.getContext('2d')"
    assert page.wait(f"{drawn}.getImageData(0, 0, c.width, c.height).data.some(Boolean); }})()")
    page.click("#undo")
    page.wait("document.querySelector('#number').textContent === '3'")
    page.click("#stop")
    page.wait("document.querySelector('#rest')?.innerText.startsWith('Rest 0:0')")
    assert [line for line in page.complaints if "Failed to load" not in line] == []


def test_what_is_lifted_is_typed_into_the_page_and_kept_with_the_set(system: System, page: Page) -> None:
    system.start("web")
    system.start("run")
    system.wait_for_daemon()
    open_page(system, page)
    shown = "document.querySelector('#choose-load').innerText"
    page.wait(f"{shown}.includes('none')")
    page.click("#choose-load")
    page.wait("document.querySelector('#load') !== null")
    page.run("document.querySelector('#load').value = '135 lb'; document.querySelector('.dialog').requestSubmit()")
    page.wait(f"{shown}.includes('61.24 kg') || {shown}.includes('61.23 kg')")
    page.click("#start")
    page.wait("document.querySelector('#number').textContent === '1'")
    page.click("#stop")
    page.wait("document.querySelector('#lifted')?.innerText.startsWith('Last set at 61.2')")
    page.run("location.hash = 'history'")
    page.wait("document.querySelector('.sets')?.innerText.includes('61.2')")
    (done,) = system.ask("history")["sets"]
    assert done["load_kg"] == 61.235


@pytest.mark.parametrize("victim", ["web", "run"])
def test_kill_9_in_mid_set_leaves_no_gap_and_no_repeat_on_the_page(system: System, page: Page, victim: str) -> None:
    started(system, page)
    page.wait("document.querySelector('#number').textContent === '2'")
    system.kill(victim)
    time.sleep(0.5)
    system.start(victim)
    if victim == "run":  # a recording begins again with its process: it is the same set that goes on
        page.wait("document.querySelector('#trouble') !== null")
    shown = [int(each) for each in page.wait("Number(shown.at(-1)) >= 4 && shown")]
    assert shown == list(range(shown[-1] + 1))
    (counted,) = {event["set"] for event in system.events() if event["event_type"] == "rep"}
    assert counted


def test_a_revoked_phone_is_out_at_once(system: System, page: Page) -> None:
    system.start("web")
    system.pair("other")
    open_page(system, page)
    store.revoke(system.pairings, "phone")
    page.wait("document.querySelector('h1')?.innerText === 'Pair this phone'")
