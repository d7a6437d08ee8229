"""The panels: the card with count and score, the strip with phase and depth, messages and notes."""

from dataclasses import dataclass
from typing import NamedTuple

from daemon.core.spec import Exercise, Part
from daemon.render.drawing import AMBER, RED
from daemon.render.picture import Picture
from daemon.render.placement import Placement, Rect, Sizes
from daemon.render.story import Moment
from daemon.render.text import DARK, GREY, WHITE, Colour, fitting, panel, text_width, wrapped, written
from daemon.render.track import PHASES

SMALLEST_PX = 7
"""Height of a capital letter that can just be read."""
_OF_HEIGHT, _OF_WIDTH = 36, 24
"""Parts of the picture's height and width of which a capital letter is one."""
_CARD, _STRIP, _MESSAGE = (9.5, 9.6), (26.0, 2.9), (18.5, 5.6)
"""Widths and heights, in capital letters' heights; narrower in a narrow picture."""
_SCORE_AT = 6.15
"""Where the score is in the card, in capital letters' heights."""
_MOST_LINES = 4
_LINE = 1.55
"""From one line to the next, of a capital's height."""
_GOOD, _FAIR = 80, 60
"""Scores from which on they are green, and amber."""
_GREEN: Colour = (110, 220, 120)
_CUE: Colour = (255, 225, 140)
_RED_PLATE: Colour = (40, 30, 150)


class Words(NamedTuple):
    """What a moment's panels say beside the moment itself.

    Attributes:
        phase: ``start``, ``eccentric``, ``bottom`` or ``concentric``, or None.
        depth: 0..1, or None.
        held_s: Seconds of a hold.
    """

    phase: str | None
    depth: float | None
    held_s: float


def unit_px(size: tuple[int, int]) -> int:
    """Returns the height of a capital letter in a picture of this width and height, in which all else is measured."""
    width, height = size
    return max(SMALLEST_PX, round(min(height / _OF_HEIGHT, width / _OF_WIDTH)))


def sizes(size: tuple[int, int], unit: int) -> Sizes:
    """Returns how large the panels are in a picture of this width and height."""
    margin = max(2, round(unit * 0.6))
    room = size[0] - 2 * margin

    def px(of: tuple[float, float]) -> tuple[int, int]:
        return min(round(of[0] * unit), room), round(of[1] * unit)

    return Sizes(px(_CARD), px(_STRIP), px(_MESSAGE), margin)


def note_size(text: str, most: int, unit: int) -> tuple[int, int]:
    """Returns how wide and high a note is, of ``most`` pixels' width where it can."""
    px, pad = _note_px(unit), _note_pad(unit)
    lines = wrapped(text, px, most - 2 * pad)
    return max(text_width(line, px) for line in lines) + 2 * pad, round(len(lines) * px * _LINE) + pad


@dataclass(frozen=True, slots=True)
class Panels:
    """Writes into one picture.

    Attributes:
        picture: The picture.
        placed: Where the panels are in it.
        unit: Height of a capital letter (pixels).
    """

    picture: Picture
    placed: Placement
    unit: int

    def card(self, moment: Moment, words: Words) -> None:
        """Writes the exercise, the count and the last rep's score."""
        unit, pad = self.unit, round(self.unit * 0.55)
        room = self.placed.card.width - 2 * pad
        why = self._why_no_score(moment, room)
        place = self._grown(len(why))
        x, y = place.x, place.y
        self._plate(place)
        title = moment.exercise.title + (f"  set {moment.number}" if moment.number > 1 else "")
        self._line(title, (x + pad, y + pad, room), unit, bold=True)
        number, what = _count(moment, words)
        tall = fitting(number, round(unit * 2.9), room * 0.75, bold=True)
        count = written(number, tall, bold=True)
        count.paste(self.picture, x + pad, y + unit * 2)
        beside = count.size[0] + unit // 3
        self._line(what, (x + pad + beside, y + unit * 2 + tall - unit, room - beside), unit)
        if not moment.exercise.is_hold:
            self._score(moment, (x + pad, y + round(unit * _SCORE_AT), room), why)

    def strip(self, exercise: Exercise, words: Words) -> None:
        """Draws the four phases, the present one lit, and below them how deep the athlete is."""
        unit, (x, y, width, height) = self.unit, self.placed.strip
        self._plate(self.placed.strip)
        names = _phases(exercise)
        pad = round(unit * 0.5)
        room = width - 2 * pad
        px = fitting("  ".join(names.values()), unit, room)
        if px >= SMALLEST_PX:
            gap = (room - sum(text_width(name, px) for name in names.values())) / (len(names) - 1)
            left = float(x + pad)
            for phase, name in names.items():
                self._phase(name, (left, y + round(unit * 0.35)), px, lit=phase == words.phase)
                left += text_width(name, px) + gap
        elif words.phase is not None:
            self._phase(names[words.phase], (x + pad, y + round(unit * 0.3)), SMALLEST_PX, lit=True)
        bar = Rect(x + pad, y + height - round(unit * 0.85), room, max(3, round(unit * 0.5)))
        self._gauge(bar, "depth" if exercise.first is Part.ECCENTRIC else "height", words.depth)

    def messages(self, moment: Moment) -> None:
        """Writes why an attempt did not count, and the cue."""
        place = self.placed.message
        edge = place.y + place.height if self.placed.message_low else place.y
        if moment.why_not is not None:
            edge = self._message(("NO REP", moment.why_not), edge, _RED_PLATE, WHITE)
        if moment.cue is not None:
            self._message(("", moment.cue), edge, DARK, _CUE)

    def note(self, text: str, at: Rect) -> None:
        """Writes a sentence on a plate, which ``note_size`` says the size of."""
        px, pad = _note_px(self.unit), _note_pad(self.unit)
        self._plate(at, _RED_PLATE, 0.7)
        for i, line in enumerate(wrapped(text, px, at.width - 2 * pad)):
            written(line, px).paste(self.picture, at.x + pad, at.y + pad // 2 + round(i * px * _LINE))

    @property
    def _small(self) -> int:
        return max(SMALLEST_PX, round(self.unit * 0.75))

    def _why_no_score(self, moment: Moment, room: int) -> list[str]:
        """Returns the lines that say why the last rep has no score."""
        last = moment.last
        why = "" if last is None or last.score is not None else last.withheld.get("score", "")
        return wrapped(why, self._small, room) if why else []

    def _grown(self, lines: int) -> Rect:
        """Returns the card's place, made higher towards the picture's middle where its lines need it."""
        place = self.placed.card
        needed = round(self.unit * (_SCORE_AT + _LINE + 0.3) + lines * self._small * _LINE) if lines else 0
        more = max(needed - place.height, 0)
        low = place.y + place.height / 2 > self.picture.shape[0] / 2
        return place._replace(y=place.y - more if low else place.y, height=place.height + more)

    def _score(self, moment: Moment, at: tuple[int, int, int], why: list[str]) -> None:
        """Writes the score with its uncertainty; where there is none, why not."""
        last, (x, y, room) = moment.last, at
        if last is None:
            return
        small = self._small
        if last.score is not None:
            about = "" if last.score_pm is None else f" ± {last.score_pm:.0f}"
            tall = round(self.unit * 1.5)
            self._line(f"{last.score:.0f}{about}", at, tall, _colour_of(last.score))
            self._line(f"score of rep {moment.reps}", (x, y + round(tall * 1.45), room), small, GREY)
            return
        self._line("no score", at, self.unit, GREY)
        below = y + round(self.unit * _LINE)
        for i, line in enumerate(why):
            self._line(line, (x, below + round(i * small * _LINE), room), small, GREY)

    def _phase(self, name: str, at: tuple[float, float], px: int, *, lit: bool) -> None:
        if lit:
            grown = round(px * 0.3)
            size = text_width(name, px) + 2 * grown, round(px * 1.36) + 2 * grown
            panel(*size, _GREEN, 0.85, grown).paste(self.picture, at[0] - grown, at[1] - grown)
        written(name, px, WHITE if lit else GREY).paste(self.picture, *at)

    def _gauge(self, bar: Rect, name: str, depth: float | None) -> None:
        """Draws a bar that is full at the turning point, with its percentage: as deep, or as high, as it goes."""
        px = max(SMALLEST_PX, round(self.unit * 0.75))
        label = name if depth is None else f"{name} {depth:.0%}"
        length = bar.width - text_width(f"{name} 100%", px) - self.unit // 2
        colour = GREY if depth is None else WHITE
        written(label, px, colour).paste(self.picture, bar.x + length + self.unit // 2, bar.y - px // 2)
        if length > self.unit:
            self._bar(bar._replace(width=length), WHITE, 0.3)
            self._bar(bar._replace(width=round(length * (depth or 0.0))), _GREEN, 0.95)

    def _bar(self, at: Rect, colour: Colour, opacity: float) -> None:
        if at.width > 0:
            panel(at.width, at.height, colour, opacity, at.height // 2).paste(self.picture, at.x, at.y)

    def _message(self, said: tuple[str, str], edge: int, plate: Colour, colour: Colour) -> int:
        """Writes a heading and a sentence at the edge of their place; returns the edge at which the next ones go."""
        unit, place, low = self.unit, self.placed.message, self.placed.message_low
        pad = round(unit * 0.45)
        lines = wrapped(said[1], unit, place.width - 2 * pad)[:_MOST_LINES]
        rows = [(said[0], round(unit * 1.3), True)] * bool(said[0]) + [(line, unit, False) for line in lines]
        wide = max(text_width(text, tall, bold=bold) for text, tall, bold in rows) + 2 * pad
        high = sum(round(tall * 1.6) for _, tall, _ in rows) + 2 * pad
        left = place.x + round((place.width - wide) * self.placed.message_along)
        top = edge - high if low else edge
        self._plate(Rect(left, top, wide, high), plate, 0.75)
        y = top + pad
        for text, tall, bold in rows:
            line = written(text, tall, colour, bold=bold)
            line.paste(self.picture, left + (wide - line.size[0]) // 2, y)
            y += round(tall * 1.6)
        return top - unit // 3 if low else y + pad + unit // 3

    def _plate(self, at: Rect, colour: Colour = DARK, opacity: float = 0.6) -> None:
        panel(at.width, at.height, colour, opacity, self.unit // 2).paste(self.picture, at.x, at.y)

    def _line(
        self, text: str, at: tuple[int, int, int], px: int, colour: Colour = WHITE, *, bold: bool = False
    ) -> None:
        """Writes one line at (x, y), smaller where it is wider than the third number says."""
        x, y, room = at
        px = max(SMALLEST_PX, fitting(text, px, room, bold=bold))
        written(text, px, colour, bold=bold).paste(self.picture, x, y)


def _count(moment: Moment, words: Words) -> tuple[str, str]:
    if moment.exercise.is_hold:
        return f"{words.held_s:.0f}", "s held"
    return str(moment.reps), "rep" if moment.reps == 1 else "reps"


def _phases(exercise: Exercise) -> dict[str, str]:
    """Returns the phases in the order of a rep, with their words; where the way up comes first it turns at the top."""
    if exercise.first is Part.ECCENTRIC:
        return {name: name for name in PHASES}
    return {"start": "start", "concentric": "concentric", "bottom": "top", "eccentric": "eccentric"}


def _note_px(unit: int) -> int:
    return max(SMALLEST_PX, round(unit * 0.9))


def _note_pad(unit: int) -> int:
    return round(unit * 0.35)


def _colour_of(score: float) -> Colour:
    return _GREEN if score >= _GOOD else AMBER if score >= _FAIR else RED
