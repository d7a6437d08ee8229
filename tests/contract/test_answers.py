"""What the daemon answers and what the dashboard reads are one: every field that it reads is one that is sent."""

import inspect

import msgspec
import pytest

from daemon.athletes import profile
from daemon.config import exercise_list
from daemon.core import placement
from daemon.ipc import backend, queries
from daemon.runtime import health as daemon_health
from daemon.runtime.recent_log import LogLine
from daemon.system.stages import Spent
from daemon.vision import preview
from tui.model import answers, health
from tui.text.placement import TITLES

PAIRS = [
    (answers.Page, queries.Page),
    (answers.Athletes, profile.Athletes),
    (answers.ExerciseLine, exercise_list.Entry),
    (answers.Exercises, exercise_list.Exercises),
    (answers.Placement, preview.View),
    (answers.Check, placement.Check),
    (health.Health, daemon_health.Health),
    (health.Link, backend.Consumer),
    (health.LogLine, LogLine),
    (health.Spent, Spent),
]


@pytest.mark.parametrize(("read", "sent"), PAIRS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_the_dashboard_reads_only_what_the_daemon_sends(read: type[msgspec.Struct], sent: type) -> None:
    fields = set(inspect.get_annotations(sent))
    assert set(read.__struct_fields__) <= fields


def test_a_view_without_pixels_is_a_placement_without_picture() -> None:
    checks = (placement.Check("body", ok=True, says="the whole body is in the picture"),)
    view = preview.View(width=None, height=None, rgb=None, light=0.5, checks=checks)
    told = answers.read(answers.Placement, msgspec.msgpack.decode(msgspec.msgpack.encode(view)))
    assert told.rgb is None
    assert told.checks == (answers.Check(check="body", ok=True, says="the whole body is in the picture"),)


def test_pixels_arrive_as_they_were_sent() -> None:
    view = preview.View(width=1, height=1, rgb=b"\x01\x02\xff", light=0.5, checks=())
    told = answers.read(answers.Placement, msgspec.msgpack.decode(msgspec.msgpack.encode(view)))
    assert told.rgb == b"\x01\x02\xff"


def test_every_check_of_the_list_has_a_title() -> None:
    assert set(TITLES) == {"turn", "people", "body", "distance", "height", "view", "form", "light", "shake"}
