"""The dialog for an exercise's target."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from daemon.core.spec import Target
from daemon.ipc.codec import Telemetry
from tui.model.answers import ExerciseLine
from tui.screens.dialog import Dialog
from tui.text import exercises
from tui.text.target import parse_target, target_texts

_NOTHING = Target()


class TargetDialog(Dialog[Target]):
    """Asks for the target of an exercise; an empty field means the exercise's own.

    Args:
        title: The exercise's title.
        own: The exercise's own target.
        said: What the user has set before.
    """

    DOES = "Set"

    def __init__(self, title: str, own: Target, said: Target = _NOTHING) -> None:
        super().__init__()
        self._title = title
        self._own = own
        self._said = said

    def rows(self) -> ComposeResult:
        """Composes three fields."""
        own, said = target_texts(self._own), target_texts(self._said)
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
        """Dismisses the dialog with the target; where a field cannot be read, says so and stays open."""
        try:
            target = parse_target(*(self.query_one(f"#{name}", Input).value for name in ("reps", "tempo", "rest")))
        except ValueError as error:
            trouble = self.query_one(".trouble", Label)
            trouble.update(str(error))
            trouble.display = True
        else:
            self.dismiss(target)


def target_dialog(each: ExerciseLine, telemetry: Telemetry | None) -> TargetDialog:
    """Returns the dialog for an exercise; for the chosen one, with what the user has set before."""
    said = _NOTHING
    if telemetry is not None and telemetry.exercise == each.name:
        now = telemetry.target_reps, telemetry.target_tempo, telemetry.target_rest_s
        said = exercises.set_by_user(each.target, *now)
    return TargetDialog(each.title or each.name, each.target, said)
