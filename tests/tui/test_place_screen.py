from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.box import go
from tests.fakes.gallery import Gallery, switched_off
from tests.fakes.visitor import dashboard, reads, until
from tui.widgets.picture import Picture

pytestmark = pytest.mark.slow


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path)
    yield running
    running.stop()


def test_the_picture_is_shown_with_what_to_move(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("p")
            await until(lambda: "tilt the camera down" in reads(app, "#verdict"))
            assert "✗ Whole body in the picture" in reads(app, "Checklist")
            assert "✓ Distance" in reads(app, "Checklist")
            assert "○ Side or front" in reads(app, "Checklist")
            middle = app.screen.query_one(Picture).render_line(app.screen.query_one(Picture).size.height // 2)
            colours = {segment.style.bgcolor.triplet for segment in middle if segment.style and segment.style.bgcolor}
            assert any(triplet is not None and triplet.red > 190 for triplet in colours)

    go(scenario)


def test_a_picture_that_is_switched_off_leaves_the_checklist(box: Gallery) -> None:
    box.blind = switched_off()

    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("p")
            await until(lambda: "✓ Distance" in reads(app, "Checklist"))
            await until(lambda: "switched off" in reads(app, "#caption"))
            await until(lambda: len(box.looked) > 3)
            assert [look.pixels for look in box.looked][:3] == [True, False, False]

    go(scenario)


def test_nobody_looks_through_the_camera_once_the_screen_is_left(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("p")
            await until(lambda: len(box.looked) >= 2)
            place = app.screen
            await pilot.press("i")
            await until(lambda: "frames / s" in reads(app, ".group"))
            await until(lambda: all(worker.node is not place for worker in app.workers))
            await app.ask("health")  # answered after what was asked before
            looked, felt = len(box.looked), box.felt
            await until(lambda: box.felt == felt + 2)
            assert len(box.looked) == looked, "in over a second, between two answers of the health that is seen now"

    go(scenario)


def test_the_camera_is_asked_at_most_five_times_a_second(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            asked_at: list[float] = []
            ask = app.ask
            app.ask = lambda verb, **args: (asked_at.append(app.now()), ask(verb, **args))[1]  # type: ignore[method-assign]
            await pilot.press("p")
            await until(lambda: len(asked_at) >= 6)
            assert asked_at[5] - asked_at[0] >= 1.0

    go(scenario)


def test_placing_the_camera_goes_on_when_a_lost_daemon_is_back(box: Gallery, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("p")
            await until(lambda: "✓ Distance" in reads(app, "Checklist"))
            box.stop()
            await until(lambda: "daemon" in reads(app, "#stale"))
            again = Gallery(tmp_path)
            try:
                await until(lambda: len(again.looked) > 0 and reads(app, "#stale") == "")
            finally:
                again.stop()

    go(scenario)
