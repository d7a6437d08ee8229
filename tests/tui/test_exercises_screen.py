import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Static

from daemon.core.spec import Target
from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.verbs.command import Command
from tests.fakes.box import go
from tests.fakes.gallery import Gallery
from tests.fakes.visitor import dashboard, opened, reads, toasts, until
from tui.screens.target_dialog import TargetDialog
from tui.text.target import parse_target
from tui.widgets.footer import Footer

pytestmark = pytest.mark.slow


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path)
    yield running
    running.stop()


def test_the_chosen_exercise_is_marked_and_described(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            words = reads(app, "#words")
            assert "the side (best), an angle, the front" in words
            assert "hips, knees" in words
            assert "10 reps" in words
            assert "2-0-1-0" in words

    go(scenario)


def test_enter_chooses(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            await pilot.press("down", "enter")
            command = await box.command()
            command.answer({})
            await until(lambda: "● Push-up" in reads(app, "#list"))
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.sets.Exercise)
    assert args.exercise == "push_up"


def test_a_refusal_is_one_line_and_changes_nothing(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            await pilot.press("down", "enter")
            (await box.command()).answer(UsageError("not in the middle of a rep"))
            await until(lambda: toasts(app) == "not in the middle of a rep")
            assert "● Squat" in reads(app, "#list")

    go(scenario)


def test_a_broken_exercise_file_says_what_to_mend(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            await pilot.press("end")
            await until(lambda: "did you mean 'knee'?" in reads(app, "#words"))

    go(scenario)


def test_a_target_is_set_from_here(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            await pilot.press("t")
            await opened(app, TargetDialog)
            await pilot.press(*"12", "tab", *"3-1-1-0", "tab", *"1:30", "enter")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.sets.Target)
    assert (args.reps, args.tempo, args.rest_s) == (12, (3.0, 1.0, 1.0, 0.0), 90.0)


def test_an_answer_that_comes_while_the_screen_is_removed_is_dropped(box: Gallery) -> None:
    async def scenario() -> None:
        answer: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()

        class LastWidget(Static):
            def on_unmount(self) -> None:
                if not answer.done():
                    answer.set_result(box.listed)

        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            await app.screen.mount(LastWidget())
            asked: list[str] = []
            app.ask = lambda verb, **_: (asked.append(verb), answer)[1]  # type: ignore[assignment,method-assign]
            app.screen.on_screen_resume()  # type: ignore[attr-defined]
            await until(lambda: asked == ["exercises"])
        assert answer.cancelled()

    go(scenario)


def test_keys_are_not_laid_out_on_a_screen_that_was_left_before_its_first_picture(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            footer = app.screen.query_one(Footer)
            await footer.remove()
            laid_out = footer.text
            footer.fill()
            assert footer.text == laid_out

    go(scenario)


def test_a_target_that_cannot_be_read_can_be_mended(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("e")
            await until(lambda: "● Squat" in reads(app, "#list"))
            await pilot.press("t")
            await opened(app, TargetDialog)
            await pilot.press(*"many", "enter")
            await until(lambda: "no number from 1 to 1000" in reads(app, ".trouble"))
            await pilot.press(*["backspace"] * 4, *"12", "enter")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.sets.Target)
    assert args.reps == 12


def test_what_stays_empty_is_the_exercises_own() -> None:
    assert parse_target("", " ", "") == Target()


@pytest.mark.parametrize(("tempo", "rest"), [("3-1-1", ""), ("a-b-c-d", ""), ("", "soon"), ("", "1:2:3")])
def test_nonsense_is_refused(tempo: str, rest: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse_target("", tempo, rest)
