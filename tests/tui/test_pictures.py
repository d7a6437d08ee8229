"""What the screens beside the set look like. Look at the report's pictures before you take new ones."""

from collections.abc import Awaitable, Callable, Sequence

import pytest
from textual.pilot import Pilot

from tests.fakes.exhibit import Exhibit
from tests.fakes.visitor import still, until
from tui.model.messages import Fetched

pytestmark = pytest.mark.slow

Compare = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _utc(travel_to: Callable[[str], None]) -> None:
    """The wall's clock shows UTC."""
    travel_to("UTC")


def _seen(keys: Sequence[str], selector: str) -> Before:
    """Press keys, and wait until something is to be seen."""

    async def before(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await until(lambda: bool(pilot.app.screen.query(selector)))
        await still(pilot)

    return before


def test_place(snap_compare: Compare) -> None:
    assert snap_compare(Exhibit(), terminal_size=(120, 36), run_before=_seen("p", "#verdict"))


def test_history(snap_compare: Compare) -> None:
    assert snap_compare(Exhibit(), terminal_size=(120, 36), run_before=_seen("h", "#sets"))


@pytest.mark.parametrize(("size", "plain"), [((120, 36), False), ((80, 24), True)])
def test_a_rep_explained(snap_compare: Compare, size: tuple[int, int], *, plain: bool) -> None:
    keys = ("h", "tab", "up", "enter")
    assert snap_compare(Exhibit(plain=plain), terminal_size=size, run_before=_seen(keys, "RepReport"))


@pytest.mark.parametrize(
    ("size", "keys", "plain"),
    [((120, 36), "hw", False), ((80, 24), ("h", "w", "down"), True), ((80, 24), ("h", "w", "down", "down"), False)],
)
def test_progress(snap_compare: Compare, size: tuple[int, int], keys: Sequence[str], *, plain: bool) -> None:
    assert snap_compare(Exhibit(plain=plain), terminal_size=size, run_before=_seen(keys, "#progress Option, #findings"))


def test_exercises_in_a_small_terminal(snap_compare: Compare) -> None:
    assert snap_compare(Exhibit(), terminal_size=(80, 24), run_before=_seen("e", "#words"))


@pytest.mark.parametrize(("size", "plain"), [((120, 36), False), ((80, 24), True)])
def test_athletes(snap_compare: Compare, size: tuple[int, int], *, plain: bool) -> None:
    assert snap_compare(Exhibit(plain=plain), terminal_size=size, run_before=_seen("m", "#now"))


def test_health(snap_compare: Compare) -> None:
    assert snap_compare(Exhibit(), terminal_size=(120, 36), run_before=_seen("i", "#group-speed"))


def test_the_guide_on_a_console_without_signs(snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, Exhibit)
        app.take(Fetched(any_set=False))
        await until(lambda: bool(app.screen.query("#step-3")))
        await still(pilot)

    assert snap_compare(Exhibit(plain=True), terminal_size=(80, 24), run_before=before)


@pytest.mark.parametrize(("size", "plain"), [((120, 36), False), ((80, 24), True)])
def test_the_first_boot(snap_compare: Compare, size: tuple[int, int], *, plain: bool) -> None:
    assert snap_compare(
        Exhibit(plain=plain), terminal_size=size, run_before=_seen(("7", "down", "down", "down"), "#words")
    )
