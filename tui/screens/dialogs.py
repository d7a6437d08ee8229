"""Small dialogs: a correction with its reason, and a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option

from daemon.ipc.codec import Telemetry
from tui.model.answers import Aim, ExerciseLine
from tui.rows import exercises
from tui.screens.dismiss_once import DismissOnce

R = TypeVar("R")
REASON_LENGTH = 200
"""The longest reason that the daemon keeps."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user said: the reason, or None; and the exercise where one was to be chosen."""

    reason: str | None
    exercise: str | None = None


class Dialog(DismissOnce[R | None], ModalScreen[R | None]):
    """Two buttons, Enter and Esc; a subclass composes its body into ``rows`` and reads it in ``done``."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]
    DOES = "Do it"
    """What the button says that does it."""

    def compose(self) -> ComposeResult:
        """The body, and two buttons."""
        with Vertical():
            yield from self.rows()
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel")
                yield Button(self.DOES, id="do", variant="primary")

    def rows(self) -> ComposeResult:
        """What is asked."""
        raise NotImplementedError

    def done(self) -> None:
        """Read what was typed, and dismiss with it."""
        raise NotImplementedError

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter does it."""
        event.stop()
        self.done()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do it, or not."""
        event.stop()
        if event.button.id == "do":
            self.done()
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)


class CorrectDialog(Dialog[Correction]):
    """Asks for the reason of a correction, and where ``choices`` are given, for one of them.

    Args:
        question: What is about to be done.
        choices: Name and title of each exercise that can be chosen; none: only the reason is asked.
    """

    DOES = "Correct"

    def __init__(self, question: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._question = question
        self._choices = choices

    def rows(self) -> ComposeResult:
        """The question, the choices, and the reason."""
        yield Label(self._question, classes="title", markup=False)
        if self._choices:
            yield OptionList(*(Option(title, id=name) for name, title in self._choices), markup=False)
        yield Input(placeholder="why (may stay empty)", max_length=REASON_LENGTH, id="reason")

    def on_mount(self) -> None:
        """Begin at the reason, or at the choice."""
        if not self.going:
            (self.query_one(OptionList) if self._choices else self.query_one(Input)).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A choice leads on to the reason."""
        event.stop()
        self.query_one(Input).focus()

    def done(self) -> None:
        """The reason, and what was chosen."""
        reason = self.query_one(Input).value.strip() or None
        self.dismiss(Correction(reason, self._chosen()))

    def _chosen(self) -> str | None:
        if not self._choices:
            return None
        at = self.query_one(OptionList).highlighted
        return self._choices[at or 0][0]


_NOTHING = Aim()


class TargetDialog(Dialog[Aim]):
    """Asks what a set of an exercise is to aim at; what stays empty is the exercise's own.

    Args:
        title: The exercise as shown.
        own: The exercise's own target.
        said: What the user has said before.
    """

    DOES = "Set"

    def __init__(self, title: str, own: Aim, said: Aim = _NOTHING) -> None:
        super().__init__()
        self._title = title
        self._own = own
        self._said = said

    def rows(self) -> ComposeResult:
        """Three fields."""
        own, said = aim_texts(self._own), aim_texts(self._said)
        fields = (
            ("reps", "Reps", f"{own[0] or 'as many as you like'} (ends no set)", said[0]),
            ("tempo", "Tempo, s", own[1] or "as 3-1-1-0", said[1]),
            ("rest", "Rest, s", own[2] or "as 90 or 1:30", said[2]),
        )
        yield Label(f"Target for {self._title}", classes="title", markup=False)
        for name, label, hint, value in fields:
            with Horizontal(classes="field"):
                yield Label(label)
                yield Input(value, placeholder=hint, id=name)
        yield Label("", classes="trouble", markup=False)

    def done(self) -> None:
        """The target; what cannot be read is said, and the dialog stays."""
        try:
            aim = parse_aim(*(self.query_one(f"#{name}", Input).value for name in ("reps", "tempo", "rest")))
        except ValueError as error:
            trouble = self.query_one(".trouble", Label)
            trouble.update(str(error))
            trouble.display = True
        else:
            self.dismiss(aim)


def target_dialog(each: ExerciseLine, telemetry: Telemetry | None) -> TargetDialog:
    """The dialog for an exercise; what the user has said before stands in it where the exercise is the chosen one."""
    said = _NOTHING
    if telemetry is not None and telemetry.exercise == each.name:
        now = telemetry.target_reps, telemetry.target_tempo, telemetry.target_rest_s
        said = exercises.own_word(each.target, *now)
    return TargetDialog(each.title or each.name, each.target, said)


def aim_texts(aim: Aim) -> tuple[str, str, str]:
    """Reps, tempo and rest as they are typed; empty where nothing is asked."""
    return (
        "" if aim.reps is None else str(aim.reps),
        "" if aim.tempo is None else "-".join(f"{each:g}" for each in aim.tempo),
        "" if aim.rest_s is None else f"{aim.rest_s:g}",
    )


def parse_aim(reps: str, tempo: str, rest: str) -> Aim:
    """Read what was typed; what is empty is None.

    Raises:
        ValueError: One cannot be read; says which and how it is written.
    """
    return Aim(reps=_reps(reps.strip()), tempo=_tempo(tempo.strip()), rest_s=_rest(rest.strip()))


def _reps(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 1000:  # noqa: PLR2004 - as the daemon bounds it
        raise ValueError(f"reps: {text!r} is no number from 1 to 1000")
    return int(text)


def _tempo(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        eccentric, bottom, concentric, top = (float(each) for each in text.replace(" ", "-").split("-"))
    except ValueError as error:
        raise ValueError(f"tempo: {text!r} is not four seconds like 3-1-1-0") from error
    return eccentric, bottom, concentric, top


def _rest(text: str) -> float | None:
    if not text:
        return None
    minutes, _, seconds = text.rpartition(":")
    try:
        return float(minutes or 0) * 60 + float(seconds)
    except ValueError as error:
        raise ValueError(f"rest: {text!r} is not seconds like 90, nor minutes like 1:30") from error
