"""A plan on the page: begun, led through and ended there; on every screen, for every eye, hand and ear."""

from typing import Any

import pytest

from daemon.config.plan_list import Plans
from daemon.core.plan.plan_facts import Phase, PlanEnding
from daemon.events import PlanEnded
from daemon.ipc import verbs
from tests.fakes import browser
from tests.fakes.browser import Page
from tests.web.exhibit import PLANS, Exhibit
from tests.web.system import System
from tests.web.test_for_everyone import SIZES, commands, go, tab_to

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it"),
]

SQUATS = """
title = "Two short sets"
lead = 1
[[block]]
kind = "sets"
exercise = "squat"
sets = 2
reps = 2
rest = 300
"""
STOPPED = "stopped at 20 %, as you asked"
MOMENTS: dict[str, dict[str, Any]] = {
    "work": {"blocks": 4, "steps": 3, "step": 2},
    "work-soon": {"left_s": 2.5},
    "work-held": {"held": True},
    "work-rounds": {"round_reps": (12, 9, 10, 8, 4)},
    "rest-rounds": {"phase": Phase.REST, "left_s": 17.0, "round_reps": (12, 9, 10, 8, 4), "stopped": STOPPED},
    "no-clock": {"left_s": None, "block_left_s": None, "rounds": None, "next": None},
    "ready": {"phase": Phase.READY},
    "rest": {"phase": Phase.REST, "left_s": 754.0},
    "rest-soon": {"phase": Phase.REST, "left_s": 1.5},
    "rest-held": {"phase": Phase.REST, "held": True},
}


def clock(page: Page, text: str) -> None:
    page.wait(f"document.querySelector('#plan-clock')?.textContent === '{text}'")


def after_double_tap(page: Page) -> None:
    """Waits until the next tap is one of its own."""
    page.run("new Promise((done) => setTimeout(done, 800))")


def test_a_plan_is_begun_counted_skipped_and_ended_on_the_page(system: System, page: Page) -> None:
    (system.folder / "plans").mkdir()
    (system.folder / "plans" / "short.toml").write_text(SQUATS)
    system.start("web")
    system.start("run")
    system.wait_for_daemon()
    link = system.link()
    system.wait_for_web()
    page.go(link)
    page.wait("!!document.querySelector('#number')")
    assert page.run("document.querySelector('.plan, #skip')") is None
    go(page, "plans", "#begin-short")
    assert "2 x 2 squat, rest 5:00" in page.text("main")
    page.click("#begin-short")
    page.wait("document.querySelector('main.live #where')?.innerText.startsWith('Sets, round 1 of 2')")
    page.wait("document.querySelector('#number')?.textContent === '1'")
    page.wait("document.querySelector('#next')?.innerText === 'Next: 2 Squat'")
    clock(page, "4:59")
    assert "Rest. Next: 2 Squat" in page.run("said")
    page.click("#hold")
    page.wait("document.querySelector('#hold').innerText === 'Go on'")
    after_double_tap(page)
    page.click("#hold")
    page.wait("document.querySelector('#hold').innerText === 'Hold'")
    after_double_tap(page)
    page.click("#skip")
    page.wait("document.querySelector('#where').innerText.startsWith('Sets, round 2 of 2')")
    page.wait("said.includes('Last round: Squat')")
    go(page, "plans", "#end")
    assert page.run("document.querySelector('#begin-short').disabled")
    page.click("#end")
    page.wait("!document.querySelector('#end')")
    go(page, "live", "#number")
    assert page.run("document.querySelector('.plan, #skip')") is None


def test_a_plan_that_is_broken_says_why_and_is_not_begun(exhibit: Exhibit) -> None:
    page = exhibit.open()
    go(page, "plans", "#begin-emom")
    assert "about 5:10" in page.text(".list > :last-child")
    assert "'hurry' is none of" in page.text(".list > :first-child")
    assert page.run("document.querySelectorAll('.begin').length") == 1
    assert "more plans" not in page.text("main")
    exhibit.box.plans = lambda: Plans(plans=PLANS, left_out=12)
    go(page, "live", "#number")
    go(page, "plans", "#begin-emom")
    page.wait("document.querySelector('main').innerText.includes('And 12 more plans: spotter plan list.')")
    page.click("#begin-emom")
    page.wait("!!document.querySelector('main.live')")
    assert exhibit.box.commands == [verbs.plans.Plan(plan="emom")]


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_every_moment_of_a_plan_is_whole_on_every_screen(exhibit: Exhibit, size: str, dark: bool) -> None:  # noqa: FBT001 - a case
    page = exhibit.open(*SIZES[size], dark=dark)
    exhibit.trained()
    for moment, changed in MOMENTS.items():
        exhibit.lead(**({"left_s": 41.2} | changed))
        counts = "false" if "phase" in changed else "true"
        page.wait(f"document.querySelector('.plan') && {counts} === (document.querySelector('#number') !== null)")
        page.run("new Promise((done) => setTimeout(done, 150))")
        for probe in ("overlaps", "cutOff", "small", "contrast"):
            assert (moment, probe, page.run(f"probes.{probe}()")) == (moment, probe, [])
        assert page.run("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert (
            page.run(
                "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('main'))"
            )
            == 0
        )
    go(page, "plans", "#end")
    assert page.run("[...probes.cutOff(), ...probes.small(), ...probes.contrast()]") == []


def test_the_last_seconds_and_what_comes_are_said_and_no_screen_reader_hears_each_second(exhibit: Exhibit) -> None:
    page = exhibit.open()
    page.tap("#choose-sound")
    exhibit.lead(left_s=31.0, phase_s=29.0)
    clock(page, "0:31")
    exhibit.lead(left_s=30.0, phase_s=30.0)
    page.wait("said.at(-1) === 'Half way'")
    exhibit.lead(left_s=6.0)
    clock(page, "0:06")
    for left in (5.0, 4.0, 3.0, 2.0, 1.0):
        exhibit.lead(left_s=left)
        clock(page, f"0:0{left:.0f}")
    assert page.run("said.slice(-3)") == ["3", "2", "1"]
    assert page.run("document.querySelector('#count').textContent") == "Go: Squat"  # as the work began
    exhibit.lead(phase=Phase.REST, left_s=20.0, exercise="plank", target=None)
    page.wait("said.at(-1) === 'Rest. Next: Plank'")
    assert page.run("document.querySelector('#count').textContent") == "Rest. Next: Plank"
    assert "timer" in [role for role, _ in page.heard()]  # a role that is not read aloud by itself
    exhibit.lead(round=5, left_s=60.0)
    page.wait("said.at(-1) === 'Last round: Squat'")
    says = "Twelve-minute AMRAP: 4 rounds and 12 reps in 12:00"
    of_plan = exhibit.box.envelope(exhibit.box.clock.monotonic()) | {"set": None}
    ended = PlanEnded(**of_plan, name="amrap", why=PlanEnding.DONE, rounds=4, extra_reps=12, time_s=720.0, says=says)
    exhibit.box.record(ended)
    exhibit.show(state="idle", set=None)
    page.wait(f"said.at(-1) === {says!r} && !document.querySelector('.plan')")
    page.wait(f"document.querySelector('#result').textContent === {says!r}")


def test_pace_and_rounds_are_told_and_in_the_rest_the_rounds_are_bars(exhibit: Exhibit) -> None:
    page = exhibit.open()
    exhibit.lead(round_reps=(12, 9, 4))
    page.wait("document.querySelector('#rounds')?.innerText === '24 reps a minute · rounds: 12, 9, 4'")
    exhibit.lead(phase=Phase.REST, left_s=20.0, round_reps=(12, 9, 4))
    page.wait("document.querySelectorAll('.bars .round').length === 3")
    heights = page.run(
        "[...document.querySelectorAll('.bars .round')].map((each) => each.style.getPropertyValue('--tall'))"
    )
    assert [round(float(each), 2) for each in heights] == [1.0, 0.75, 0.33]


def test_in_the_rest_the_clock_has_the_screen_and_what_comes_is_read_from_afar(exhibit: Exhibit) -> None:
    page = exhibit.open(*SIZES["tablet"])
    exhibit.lead(phase=Phase.REST, left_s=17.0)
    clock(page, "0:17")
    assert page.run("document.querySelector('#plan-clock').getBoundingClientRect().height") > 0.4 * SIZES["tablet"][1]
    assert page.run("parseFloat(getComputedStyle(document.querySelector('#next')).fontSize)") >= 40
    exhibit.lead()
    clock(page, "0:42")
    assert page.run("document.querySelector('.body').getBoundingClientRect().height") > 100


def test_a_page_that_comes_into_a_plan_says_nothing_of_it(exhibit: Exhibit) -> None:
    page = exhibit.open()
    exhibit.lead()
    clock(page, "0:42")
    page.run("window.before = true; location.reload()")
    page.wait("!window.before && document.querySelector('#plan-clock')?.textContent === '0:42'")
    assert page.run("said") == []


def test_a_keyboard_leads_on_and_the_focus_stays(exhibit: Exhibit) -> None:
    page = exhibit.open()
    exhibit.lead(phase=Phase.REST, left_s=30.0)
    clock(page, "0:30")
    tab_to(page, "hold")
    page.press("Enter")
    commands(exhibit, 1)
    exhibit.lead(phase=Phase.REST, left_s=30.0, held=True)
    page.wait("document.querySelector('#hold').innerText === 'Go on'")
    exhibit.lead()
    clock(page, "0:42")
    assert page.run("document.activeElement.id") == "hold"
    after_double_tap(page)
    page.press("Tab", "Enter")
    commands(exhibit, 2)
    assert exhibit.box.commands == [verbs.plans.Hold(on=True), verbs.plans.Skip()]
