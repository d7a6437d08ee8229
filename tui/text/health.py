"""The daemon's health as labelled lines in groups; a dash stands for what is not known, with the reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from tui.model import answers
from tui.model.health import Health, Link, Spent
from tui.text.numbers import DASH, or_dash

_SLOW_MS, _TOO_SLOW_MS = 80.0, 200.0
"""Latency from capture to count: above the first it is shown as slow, above the second as bad."""
_WARM_C, _HOT_C = 80.0, 95.0
"""A Jetson slows down by itself between 95 and 100 °C."""
_LOW_SCORE = 0.5
"""Mean score of the joints under which more of them are guessed than seen."""
_BAR = 8
_PACE, _INFERENCE_MS = 20.0, 10.0
"""Reps a minute, and milliseconds, whose bar is full in the trend where nothing was more."""
_NOW = 9
"""Cells of the newest value, in front of its course."""


class Tone(Enum):
    """What a line's value means: good, a warning, bad."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its label, its value, and what the value means."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN


TITLES = {
    "trend": "While this screen is open",
    "speed": "Speed",
    "stages": "A frame's time, ms",
    "sight": "What the engine sees",
    "box": "Box",
    "journal": "Journal",
    "broker": "Broker",
    "versions": "Versions",
    "errors": "Last errors",
}
_STEPS = " ▁▂▃▄▅▆▇█"


def groups(health: Health) -> dict[str, tuple[Line, ...]]:
    """Returns the lines of every group, by the group's name in ``TITLES``."""
    made: dict[str, Iterable[Line]] = {
        "speed": _speed(health),
        "stages": _stages(health.stages),
        "sight": _sight(health),
        "box": _box(health),
        "journal": _journal(health),
        "broker": _broker(health.link),
        "versions": _versions(health),
        "errors": _errors(health),
    }
    return {name: tuple(lines) for name, lines in made.items()}


def _speed(health: Health) -> Iterable[Line]:
    camera = health.camera or DASH
    yield Line("camera", camera, Tone.GOOD if camera == "ok" else Tone.WARN)
    yield Line("frames / s", DASH if health.fps is None else f"{health.fps:.1f}")
    yield Line("latency p50", _ms(health.latency_p50_ms), _slow(health.latency_p50_ms))
    yield Line("latency p95", _ms(health.latency_p95_ms), _slow(health.latency_p95_ms))
    if health.dropped is None:
        yield Line("dropped", f"{DASH} not told by this daemon", Tone.FAINT)
    else:
        share = health.dropped / health.frames * 100 if health.frames else 0.0
        yield Line("dropped", f"{health.dropped}  ({share:.1f} %)", Tone.WARN if share > 1 else Tone.PLAIN)
    yield Line("engine", health.engine or DASH)
    if health.threads is not None:
        yield Line("runs on", health.threads)
    yield Line("running", _span(health.uptime_s))


def _stages(stages: Mapping[str, Spent]) -> Iterable[Line]:
    shown = {name: spent for name, spent in stages.items() if name != "latency"}
    most = max((spent.p95_ms for spent in shown.values()), default=0.0)
    if not shown:
        yield Line("", f"{DASH} no frame yet", Tone.FAINT)
    for name, spent in shown.items():
        yield Line(name, f"{spent.p50_ms:>5.2f} {spent.p95_ms:>5.2f} {bar(spent.p50_ms, spent.p95_ms, most)}")


def _sight(health: Health) -> Iterable[Line]:
    seen = health.sight
    if seen is None:
        yield Line("", f"{DASH} no frame yet", Tone.FAINT)
        return
    yield Line("people", f"{seen.people}" if seen.people else "nobody")
    yield Line("presence", *_known(None if seen.presence is None else f"{seen.presence:.2f}", "nobody is followed"))
    yield Line("pose score", *_scored(seen.pose_score))
    yield Line("crop", *_known(None if seen.crop_px is None else f"{seen.crop_px:.0f} px", "nobody is followed"))
    share = f"  ({seen.searches / health.frames * 100:.0f} %)" if health.frames else ""
    yield Line("detector", f"{seen.searches} runs{share}")


def _scored(score: float | None) -> tuple[str, Tone]:
    if score is None:
        return f"{DASH} nobody is seen", Tone.FAINT
    return f"{score:.2f}", Tone.WARN if score < _LOW_SCORE else Tone.PLAIN


def bar(p50: float, p95: float, most: float, width: int = _BAR) -> str:
    """Returns a solid bar up to the median, and a light one up to the 95th percentile."""
    if most <= 0:
        return ""
    solid, whole = round(p50 / most * width), round(p95 / most * width)
    return "█" * solid + "░" * max(whole - solid, 0)


def trend(samples: Sequence[Health], width: int, high: int = 1) -> tuple[Line, ...]:
    """Returns the course of pace, speed and pose: what it is now, then a cell an answer, the newest at the right.

    Pace, inference and score are ``high`` lines each; below what it is now stands what the full height is.
    """
    score = [None if each.sight is None else each.sight.pose_score for each in samples]
    return (
        *_course("reps / min", [each.pace for each in samples], width, "{:.0f}", _PACE, high),
        *_course("inference", [each.inference_ms for each in samples], width, "{:.1f} ms", _INFERENCE_MS, high),
        *_course("pose score", score, width, "{:.2f}", 1.0, high),
        *_course("frames / s", [each.fps for each in samples], width, "{:.1f}", 1.0),
        *_course("latency p95", [each.latency_p95_ms for each in samples], width, "{:.0f} ms", _SLOW_MS),
    )


def _course(  # noqa: PLR0913, PLR0917 - what is drawn, and how
    label: str, values: Sequence[float | None], width: int, form: str, least: float, high: int = 1
) -> Iterator[Line]:
    shown = [value or 0.0 for value in values[-(width - _NOW) :]]
    most = max([least, *shown])
    now = or_dash(values[-1] if values else None, form)
    beside = [now, f"top {form.split(maxsplit=1)[0].format(most)}", *[""] * high][:high]
    for at, (text, bars) in enumerate(zip(beside, plot(shown, most, high), strict=True)):
        yield Line(" " if at else label, f"{text:<{_NOW}}{bars}")


def plot(values: Sequence[float], most: float, high: int) -> list[str]:
    """Returns bars as ``high`` lines, the topmost first; one of ``most`` fills them but for a gap to what is above."""
    steps = len(_STEPS) - 1
    filled = [round(value / most * (steps * high - 1)) for value in values]
    return ["".join(_STEPS[min(max(bar - steps * row, 0), steps)] for bar in filled) for row in reversed(range(high))]


def _box(health: Health) -> Iterable[Line]:
    heat = health.temperature_c
    if heat is None:
        yield Line("temperature", f"{DASH} no sensor is read here", Tone.FAINT)
    else:
        tone = Tone.BAD if heat >= _HOT_C else Tone.WARN if heat >= _WARM_C else Tone.GOOD
        yield Line("temperature", f"{heat:.0f} °C", tone)
    yield Line("power mode", *_known(health.power_mode, "not a Jetson"))
    yield Line("GPU load", *_known(None if health.gpu_load is None else f"{health.gpu_load * 100:.0f} %", "not told"))
    if health.power_w is not None:
        yield Line("power", f"{health.power_w:.1f} W")
    if health.fan is not None:
        yield Line("fan", f"{health.fan * 100:.0f} %")
    if health.throttled:
        yield Line("throttled", health.throttled, Tone.BAD)
    else:
        yield Line("throttled", "no", Tone.GOOD if heat is not None else Tone.FAINT)


def _journal(health: Health) -> Iterable[Line]:
    unsaved = health.unsaved or 0
    yield Line("not saved", f"{unsaved} events" if unsaved else "none", Tone.BAD if unsaved else Tone.GOOD)
    yield Line("file", *_known(health.journal, "not told"))
    if health.trouble:
        yield Line("trouble", health.trouble, Tone.BAD)


def _broker(link: Link | None) -> Iterable[Line]:
    if link is None:
        yield Line("link", f"{DASH} never connected: start `spotter link`", Tone.FAINT)
        return
    if link.connected is not None:
        yield Line("link", "connected" if link.connected else "away", Tone.GOOD if link.connected else Tone.WARN)
    yield Line("behind", f"{link.behind} events" if link.behind else "no", Tone.WARN if link.behind else Tone.GOOD)
    yield Line("delivered", f"up to event {link.cursor}")


def _versions(health: Health) -> Iterable[Line]:
    versions: dict[str, str | None] = {} if health.version is None else {"spotter": health.version}
    versions.update(health.versions or {})
    for name, version in versions.items():
        yield Line(name, *_known(version, "not installed"))
    if not versions:
        yield Line("", f"{DASH} not told", Tone.FAINT)


def _errors(health: Health) -> Iterable[Line]:
    if health.errors is None:
        yield Line("", f"{DASH} not told by this daemon", Tone.FAINT)
    elif not health.errors:
        yield Line("", "none", Tone.GOOD)
    for error in reversed(health.errors or ()):
        tone = Tone.WARN if error.level == "warning" else Tone.BAD
        yield Line(f"{answers.moment(error.t):%H:%M:%S}", error.says, tone)


def _known(value: str | None, why: str) -> tuple[str, Tone]:
    return (value, Tone.PLAIN) if value is not None else (f"{DASH} {why}", Tone.FAINT)


def _ms(value: float | None) -> str:
    return f"{DASH} no frame yet" if value is None else f"{value:.1f} ms"


def _slow(value: float | None) -> Tone:
    if value is None:
        return Tone.FAINT
    return Tone.BAD if value > _TOO_SLOW_MS else Tone.WARN if value > _SLOW_MS else Tone.GOOD


def _span(seconds: float | None) -> str:
    if seconds is None:
        return DASH
    minutes, hours = int(seconds) // 60, int(seconds) // 3600
    if hours >= 24:  # noqa: PLR2004 - a day
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min {int(seconds) % 60} s"
