"""A widget of the athlete, live: skeleton, working joints, and the ghost of the target depth."""

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from daemon.ipc.codec import Outline
from tui.drawing import figure
from tui.drawing.canvas import Canvas
from tui.host import host_of
from tui.model.state import State

_INKS = ("", "ghost", "body", "lit")


class SkeletonView(Widget):
    """Draws the newest telemetry's outline; draws only the rows that changed."""

    DEFAULT_CSS = "SkeletonView { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._canvas: Canvas | None = None
        self._keys: list[bytes] = []
        self._strips: list[Strip] = []
        self._window: figure.Window | None = None
        self._drawn: tuple[object, object, bool] | None = None

    def on_resize(self) -> None:
        """Draws on a canvas of the new size."""
        self.forget()
        self.show(host_of(self).state)

    def forget(self) -> None:
        """Draws everything again, because the size or the theme changed."""
        self._canvas = None
        self._drawn = None

    def show(self, state: State) -> None:
        """Draws the newest outline."""
        telemetry = state.telemetry
        outline = telemetry.outline if telemetry is not None and telemetry.person else None
        ghost = state.ghost.outline if state.ghost is not None and outline is not None else None
        now = (id(outline), id(ghost), state.stale)
        if now == self._drawn or not self.size:
            return
        self._drawn = now
        if self._canvas is None:
            self._begin()
        canvas = self._canvas
        if canvas is not None:
            canvas.clear()
            if outline is not None:
                working = frozenset(state.exercise.joints) if state.exercise is not None else frozenset()
                self._figures(canvas, figure.points(outline), ghost, working)
            self._compare(canvas)

    def _begin(self) -> None:
        self._canvas = Canvas(self.size.width, self.size.height, plain=host_of(self).plain)
        self._keys = [b""] * self.size.height
        self._strips = [Strip.blank(self.size.width, self.visual_style.rich_style)] * self.size.height
        self.refresh()

    def _figures(
        self,
        canvas: Canvas,
        now: dict[int, figure.Point],
        ghost: Outline | None,
        working: frozenset[int],
    ) -> None:
        target = figure.planted(figure.points(ghost), now) if ghost is not None else {}
        self._window = figure.follow(self._window, [*now.values(), *target.values()])
        if self._window is not None:
            scale = figure.Scale.fit(self._window, canvas)
            figure.draw(canvas, scale, target, working, ghost=True)
            figure.draw(canvas, scale, now, working, ghost=False)

    def _compare(self, canvas: Canvas) -> None:
        """Asks Textual to draw the rows that changed."""
        base = self.visual_style.rich_style
        inks = host_of(self).inks
        styles = [base, *(base + inks.ink(name) for name in _INKS[1:])]
        changed = []
        for row in range(len(self._keys)):
            key = canvas.key(row)
            if key != self._keys[row]:
                self._keys[row] = key
                cells = [Segment(signs, styles[ink]) for ink, signs in canvas.runs(row)]
                self._strips[row] = Strip(cells, self.size.width)
                changed.append(Region(0, row, self.size.width, 1))
        if changed:
            self.refresh(Region.from_union(changed))

    def render_line(self, y: int) -> Strip:
        """Returns a row as it was drawn last."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.visual_style.rich_style)
