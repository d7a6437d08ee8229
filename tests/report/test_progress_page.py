"""The report of an athlete's progress: what it says, and that it needs nothing but itself."""

import re
from datetime import datetime, timezone

import pytest

from daemon.report.progress_page import render
from daemon.trends.report import Progress, progress
from tests.fakes.season import season_sets
from tests.report.test_html import Seen

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def found() -> Progress:
    return progress("Ann <b>", season_sets("Ann <b>", NOON), NOON.date())


def test_it_says_what_can_be_said_and_what_cannot_yet(found: Progress) -> None:
    said = Seen(render(found, {"squat": "Squat"})).said
    for says in (
        "Progress: Ann <b>", "Since 2026-05-25", "Squat", "Lunge", "Push up", "Plank",
        "11° shallower than your usual, seen from the side",
        "right 10° shallower than your usual, seen from the side",
        "too early to say: 8 of 12 sessions",
        "18 % slower than your fastest two",
        "a week",
    ):  # fmt: skip
        assert says in said
    assert "risk" not in said


def test_every_session_and_week_is_a_mark_with_words(found: Progress) -> None:
    page = render(found, {})
    squat = page[page.index("<h2>Squat") : page.index("</table>", page.index("<h2>Squat"))]
    days = len(found.exercises[-1].days)
    assert squat.count("<circle") == 2 * days, "the best set of each day, and its range"
    assert squat.count("<title>2026-") == 2 * days
    assert squat.count("<tr>") == days + 1
    load = page[: page.index("<h2>Lunge")]
    assert load.count("<title>week of 2026-") == sum(
        sum(map(bool, each)) for each in (found.load.sets, found.load.reps, found.load.held_s)
    )


def test_one_set_of_a_week_is_a_set(found: Progress) -> None:
    page = render(found, {})
    plank = page[page.index("<h2>Plank") : page.index("<h2>Push up")]
    assert ": 1 set</title>" in plank
    assert ": 1 sets<" not in page


def test_no_figure_of_an_axis_is_cut_off(found: Progress) -> None:
    page = render(found, {})
    labels = re.findall(r'<text [^>]*x="(\d+)"[^>]*class="tick end"[^>]*>([^<]+)<', page)
    assert "100 kg" in [text for _, text in labels]
    assert all(8 * len(text) <= int(x) for x, text in labels), "at most 8 units a sign, in the plots' 13"


def test_it_has_no_script_and_loads_nothing(found: Progress) -> None:
    page = render(found, {})
    seen = Seen(page)
    assert {name for name, _ in seen.elements} & {"script", "img", "link", "iframe", "object"} == set()
    assert not [attrs for _, attrs in seen.elements if {"src", "href", "style"} & attrs.keys()]
    assert not re.findall(r"url\(|@import|https?:", page)


def test_who_has_no_sets_is_told_so() -> None:
    said = Seen(render(progress(None, [], NOON.date()), {})).said
    assert "Progress: nobody in particular" in said
    assert "No sets since 2026-05-25." in said
