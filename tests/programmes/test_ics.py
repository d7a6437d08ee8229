"""A calendar that every program reads: RFC 5545, checked line by line."""

import re
from datetime import date, datetime, timezone

from daemon.programmes.ics import calendar
from daemon.programmes.schedule import Dated, Schedule
from tests.programmes.test_schedule import MONDAY, hiit, made

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=timezone.utc)


def unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n"):
        line.decode()  # no character is cut in two
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def events(data: bytes) -> list[dict[str, str]]:
    lines = unfolded(data)
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Spotter//Programme//EN"]
    assert lines[-1] == "END:VCALENDAR"
    found: list[dict[str, str]] = []
    for line in lines[4:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z]+(;[A-Z]+=[A-Z]+)?", name), line
        if line == "BEGIN:VEVENT":
            found.append({})
        elif line != "END:VEVENT":
            assert name not in found[-1]
            found[-1][name] = value
    return found


def test_each_session_is_an_all_day_event_with_what_rfc_5545_asks_for() -> None:
    found = events(calendar(made("hiit", 2, MONDAY, []), NOW))
    assert len(found) == 6
    first = found[0]
    assert first["DTSTAMP"] == "20261127T030000Z"
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20261130", "20261201")
    assert first["SUMMARY"] == "HIIT\\, three times a week: HIIT\\, week 1"
    assert first["STATUS"] == "TENTATIVE"
    assert len({each["UID"] for each in found}) == 6


def test_a_session_keeps_its_uid_when_it_moves() -> None:
    before = events(calendar(made("hiit", 1, MONDAY, []), NOW))
    after = events(calendar(made("hiit", 1, date(2026, 12, 3), hiit(MONDAY)), NOW))
    assert [each["UID"] for each in before] == [each["UID"] for each in after]
    assert before[1]["DTSTART;VALUE=DATE"] != after[1]["DTSTART;VALUE=DATE"]
    assert after[0]["STATUS"] == "CONFIRMED"


def test_text_is_escaped_and_long_lines_are_folded_between_characters() -> None:
    odd = "Kniebeugen; \\ nach, Plan\nzwei\r\ndrei " + "ü€😀" * 40
    session = Dated(n=1, week=1, day="2026-11-30", first_day="2026-11-30", title=odd, done=False, work=("a",))
    programme = Schedule(
        name="x", title="T", athlete=None, start="2026-11-30", weeks=1, today="2026-11-30", sessions=(session,)
    )
    [event] = events(calendar(programme, NOW))
    assert event["SUMMARY"].startswith("T: Kniebeugen\\; \\\\ nach\\, Plan\\nzwei\\ndrei ")
    assert event["SUMMARY"].endswith("😀\\, week 1")
    assert event["DESCRIPTION"] == "a"
