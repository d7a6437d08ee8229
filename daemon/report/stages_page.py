"""The report of the stages: what each saw of chosen moments, and signals with limits, phases and verdicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daemon.report.html import Html, image, page, tag
from daemon.report.plot import Plot, svg


@dataclass(frozen=True, slots=True)
class StagePicture:
    """What one stage saw.

    Attributes:
        title: The stage.
        says: What is to be known of it.
        data: JPEG or PNG.
        broad: It has the width of two.
    """

    title: str
    says: str
    data: bytes
    broad: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """A moment: ``rep 1, turn``, when it was (s), and what each stage saw of it."""

    name: str
    t: float
    pictures: tuple[StagePicture, ...]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict: when (s), of what, what was decided, by which rule, and its figures in words."""

    start: float
    end: float
    exercise: str
    decision: str
    rule: str
    says: str


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """A stretch of the footage: its heading, and its plots one below the other."""

    heading: str
    plots: tuple[Plot, ...]


@dataclass(frozen=True, slots=True)
class StagesSheet:
    """What is reported.

    Attributes:
        title: Of the whole.
        about: Lines below it.
        notes: What the reader should know, as that a stage is absent.
        sights: Chosen moments, in order.
        chapters: The plots.
        verdicts: All verdicts, in order.
        limits: The settings that decided: key, value, and in words.
        times: Each stage's milliseconds: name, median, 95th percentile, and how often.
    """

    title: str
    about: tuple[str, ...]
    notes: tuple[str, ...]
    sights: tuple[Sight, ...]
    chapters: tuple[Chapter, ...]
    verdicts: tuple[VerdictRow, ...]
    limits: tuple[tuple[str, str, str], ...]
    times: tuple[tuple[str, float, float, int], ...]


_COLOURS = (
    "Detector: green is who was found, grey where it searched, orange the crop that the joints are found in. "
    "Joints: left is orange, right is blue; thin lines and rings are guesses."
)
_PHASES = (("start", "start"), ("eccentric", "down"), ("bottom", "turn"), ("concentric", "up"))
_DECISIONS = (("concentric", "counted"), ("rejected", "not counted"))


def render(sheet: StagesSheet) -> Html:
    """Returns the whole page."""
    about = (tag("p", line, cls="soft") for line in sheet.about)
    notes = (tag("p", note, cls="note") for note in sheet.notes)
    return page(
        sheet.title,
        tag("header", tag("h1", sheet.title), *about),
        *notes,
        *_signals(sheet.chapters),
        *_sights(sheet.sights),
        *_verdicts(sheet.verdicts),
        *_limits(sheet.limits),
        *_times(sheet.times),
    )


def _signals(chapters: Sequence[Chapter]) -> Iterable[Html]:
    if not chapters:
        return
    strip = (tag("li", tag("i", cls=look), f"{name} (strip)") for look, name in _PHASES)
    spans = (tag("li", tag("i", cls=look), f"{name} (shaded)") for look, name in _DECISIONS)
    key = tag("ul", *strip, *spans, tag("li", "dashed: limits"), cls="key")
    yield tag("section", tag("h2", "Signals, phases and verdicts"), key, *map(_chapter, chapters))


def _chapter(chapter: Chapter) -> Html:
    plots = (tag("figure", tag("figcaption", plot.title), tag("div", svg(plot), cls="wide")) for plot in chapter.plots)
    return tag("section", tag("h3", chapter.heading), *plots)


def _sights(sights: Sequence[Sight]) -> Iterable[Html]:
    if sights:
        yield tag("section", tag("h2", "What each stage saw"), tag("p", _COLOURS, cls="soft"), *map(_sight, sights))


def _sight(sight: Sight) -> Html:
    pictures = (_picture(each, sight.name) for each in sight.pictures)
    heading = tag("h3", sight.name.capitalize(), " ", tag("span", f"at {sight.t:.2f} s", cls="soft"))
    return tag("section", heading, tag("div", *pictures, cls="stages"), cls="sight")


def _picture(each: StagePicture, of: str) -> Html:
    caption = tag("figcaption", tag("b", each.title), f": {each.says}" if each.says else "")
    return tag("figure", image(each.data, f"{each.title}, {of}"), caption, cls="broad" if each.broad else None)


def _verdicts(verdicts: Sequence[VerdictRow]) -> Iterable[Html]:
    if verdicts:
        head = tag("tr", *(tag("th", name) for name in ("verdict", "from to, s", "exercise", "rule", "why")))
        rows = tag("table", head, *map(_verdict, verdicts))
        yield tag("section", tag("h2", "Verdicts"), tag("div", rows, cls="wide"))


def _verdict(row: VerdictRow) -> Html:
    cells = (row.decision, f"{row.start:.2f} to {row.end:.2f}", row.exercise, row.rule, row.says)
    return tag("tr", *(tag("td", cell) for cell in cells), cls=row.decision)


def _limits(limits: Sequence[tuple[str, str, str]]) -> Iterable[Html]:
    if limits:
        rows = (
            tag("tr", tag("td", key), tag("td", value, data_key=key, data_value=value, cls="number"), tag("td", says))
            for key, value, says in limits
        )
        head = tag("tr", tag("th", "setting"), tag("th", "value", cls="number"), tag("th", "what it decides"))
        yield tag("section", tag("h2", "Limits"), tag("div", tag("table", head, *rows), cls="wide"))


def _times(times: Sequence[tuple[str, float, float, int]]) -> Iterable[Html]:
    if times:
        names = ("median", "95 %", "times")
        head = tag("tr", tag("th", "stage"), *(tag("th", name, cls="number") for name in names))
        rows = (
            tag(
                "tr", tag("td", name), *(tag("td", each, cls="number") for each in (f"{p50:.2f}", f"{p95:.2f}", f"{n}"))
            )
            for name, p50, p95, n in times
        )
        table = tag("div", tag("table", head, *rows), cls="wide")
        note = tag("p", "Milliseconds of each stage of a frame, slowed by looking at them.", cls="soft")
        yield tag("section", tag("h2", "Where a frame's time went"), note, table)
