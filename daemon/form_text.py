"""How good a rep was, in words: the same on every surface. Knows no terminal; ``±`` is half of a 95 % interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daemon.core.facts import Fault, ScorePart, Standard
from daemon.core.form.views import WHERE
from daemon.events import Held, Rep

PARTS = {"rom": "range", "stability": "stability", "tempo": "tempo"}
"""The parts of the score, in the order in which they are shown."""
_AT_MOST = frozenset({"stability"})
"""Parts of which less is better."""
_NAMES = {
    **PARTS,
    "rom_deg": "range",
    "rom_share": "share of own range",
    "standard": "standard",
    "score": "score",
    "symmetry": "left and right",
    "slowing": "slowing",
    "velocity": "velocity",
}
_FORM = frozenset(_NAMES) - {"rom_deg", "rom_share"}
"""What only a version that measures form withholds."""
_OLDER = "not measured: an older version of Spotter recorded this rep"
_PHASES = ("down", "hold", "up", "top")
_SHARES = ("", "share")
_SMALL, _LARGE = 0.1, 10.0
"""Numbers up to and from which on there is one decimal more or less."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of what is said of a rep: what it is about, and what was measured."""

    label: str
    value: str


def is_measured(rep: Rep) -> bool:
    """Returns whether the form of the rep was looked at; it was not where an older version recorded it."""
    found = (rep.score, rep.tempo_pm, rep.velocity, rep.stability, rep.symmetry, rep.standard, *rep.angles[:1])
    return any(each is not None for each in found) or bool(rep.parts or rep.faults or _FORM & rep.withheld.keys())


def name(measure: str) -> str:
    """Returns a measure as it is called: ``rom_deg`` as ``range``, a fault's rule ``heels_up`` as ``heels up``."""
    return _NAMES.get(measure, measure.replace("_", " "))


def number(value: float, unit: str) -> str:
    """Returns a value with its unit: ``98°``, ``1.20 s``, ``93 %``, ``0.12 torso lengths``."""
    return _with_unit(_digits(value, unit), unit)


def within(value: float, pm: float | None, unit: str) -> str:
    """Returns a value with its uncertainty and its unit: ``98 ± 5°``; without ``±`` where that is not known."""
    figures = _digits(value, unit) if pm is None else f"{_digits(value, unit)} ± {_digits(pm, unit, beside=value)}"
    return _with_unit(figures, unit)


def score(rep: Rep) -> str:
    """Returns the score, ``84 ± 6``, or an empty text where it is withheld."""
    return "" if rep.score is None else within(rep.score, rep.score_pm, "points").removesuffix(" points")


def brief(done: Rep | Held) -> str:
    """Returns the form in one line: score, the worst fault, and what the athlete is told; may be empty."""
    fault = done.faults[0].says if done.faults else ""
    known = f"score {score(done)}" if isinstance(done, Rep) and done.score is not None else ""
    parts = (known, fault, done.cue or "")
    return "; ".join(dict.fromkeys(each for each in parts if each))


def ordered(rep: Rep) -> tuple[tuple[str, ScorePart], ...]:
    """Returns the parts of the score by their keys, in their order."""
    known = [*PARTS, *(key for key in rep.parts if key not in PARTS)]
    return tuple((key, rep.parts[key]) for key in known if key in rep.parts)


def part(rep: Rep, key: str) -> str:
    """Returns what a part of the rep's score was made of: ``98 ± 5°, full score from 110°``."""
    part, reach = rep.parts[key], "up to" if key in _AT_MOST else "from"
    steady_pm = None if rep.stability is None else rep.stability.pm
    pm = {"rom": rep.rom_pm, "tempo": rep.tempo_pm, "stability": steady_pm}.get(key)
    return f"{within(part.value, pm, part.unit)}, full score {reach} {number(part.limit, part.unit)}"


def measures(rep: Rep) -> tuple[Row, ...]:
    """Returns every measure of the rep that is known, with its ± where it has one."""
    rows = [("range", "" if rep.rom_deg is None else within(rep.rom_deg, rep.rom_pm, "°"))]
    rows.append((name("rom_share"), "" if rep.rom_share is None else number(rep.rom_share, "share")))
    rows.append(("tempo", tempo(rep)))
    rows.append(("velocity", _velocity(rep)))
    rows.append(("slowing", slowing(rep)))
    rows.append(("stability", _stability(rep)))
    even = "" if rep.symmetry is None else f"{within(rep.symmetry, rep.symmetry_pm, 'share')} (100 % is even)"
    rows.append((name("symmetry"), even))
    rows.append((name("standard"), "" if rep.standard is None else _standard(rep.standard)))
    return tuple(Row(label, value) for label, value in rows if value)


def tempo(rep: Rep) -> str:
    """Returns the four parts of the tempo: ``down 0.95, hold 0.00, up 0.85, top 0.00, each ± 0.05 s``."""
    parts = rep.tempo
    seconds = (parts.eccentric_s, parts.bottom_s, parts.concentric_s, parts.top_s)
    phases = ", ".join(f"{phase} {each:.2f}" for phase, each in zip(_PHASES, seconds, strict=True))
    return f"{phases} s" if rep.tempo_pm is None else f"{phases}, each ± {rep.tempo_pm:.2f} s"


def slowing(rep: Rep) -> str:
    """Returns how much slower the rep was than the fastest of its set; empty where that is not known."""
    return "" if rep.slowing is None else f"{max(rep.slowing, 0.0) * 100:.0f} % slower than your fastest two"


def fault(found: Fault) -> str:
    """Returns what was measured of a fault, and what is allowed: ``0.14 ± 0.03 s, at most 0.08 s``."""
    bound = "at most" if found.value > found.limit else "at least"
    return f"{within(found.value, found.pm, found.unit)}, {bound} {number(found.limit, found.unit)}"


def faults(done: Rep | Held) -> tuple[Row, ...]:
    """Returns the faults that were seen, with value, ± and limit."""
    return tuple(Row(name(each.rule), f"{each.says} ({fault(each)})") for each in done.faults)


def withheld(rep: Rep) -> tuple[Row, ...]:
    """Returns what could not be measured, and why; the reason names the camera position that would do."""
    if not is_measured(rep):
        return (Row("score", _OLDER),)
    return tuple(Row(name(measure), why) for measure, why in sorted(rep.withheld.items()))


def elsewhere(rep: Rep, measures: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
    """Returns which measures the rep's view does not show, and where the camera would see them.

    Args:
        rep: The rep.
        measures: The measures of its exercise, with the views that show each.
    """
    missing = dict[str, list[str]]()
    for measure, seen in measures.items():
        if rep.view not in seen and seen and is_measured(rep):
            missing.setdefault(WHERE[next(view for view in WHERE if view in seen)], []).append(measure)
    rows = (f"{', '.join(names)}: put the camera {where}" for where, names in missing.items())
    return tuple(Row("" if at else f"not from the {rep.view}", text) for at, text in enumerate(rows))


def to_hundred(rep: Rep) -> tuple[Row, ...]:
    """Returns what would have made the score 100: the dearest part first, each with the points it would give."""
    costly = sorted((each for each in ordered(rep) if each[1].lost > 0), key=lambda each: -each[1].lost)
    return tuple(Row(name(key), f"{_wanted(key, part)}: +{points(part.lost)}") for key, part in costly)


def points(lost: float) -> str:
    """Returns points as they are said: ``9 points``, ``0.5 points``."""
    return f"{lost:.0f} point{'' if round(lost) == 1 else 's'}" if lost >= 1 or not lost else f"{lost:.1f} points"


def _wanted(key: str, part: ScorePart) -> str:
    """Returns the value that is asked for; where that is reached and points were lost otherwise, for what they were."""
    least = key not in _AT_MOST
    if part.value == part.limit or (part.value > part.limit) == least:
        return part.says.partition(", \N{MINUS SIGN}")[0]
    return f"{number(part.limit, part.unit)} {'or more' if least else 'or less'}, not {number(part.value, part.unit)}"


def _velocity(rep: Rep) -> str:
    if rep.velocity is None:
        return ""
    found = rep.velocity
    return f"{within(found.mean, found.pm, 'body-lengths/s')} in the concentric half, {found.peak:.2f} at most"


def _stability(rep: Rep) -> str:
    if rep.stability is None:
        return ""
    found = rep.stability
    jitter, sway = (within(each, found.pm, "share") for each in (found.jitter, found.sway))
    return f"jitter {jitter}, sway {sway} of the torso's length"


def _standard(standard: Standard) -> str:
    verdict = "met" if standard.met else "not met"
    found = within(standard.value, standard.pm, standard.unit)
    bound = "at most" if (standard.value > standard.limit) != standard.met else "at least"
    return f"{name(standard.name)}: {verdict}, {found}, asked {bound} {number(standard.limit, standard.unit)}"


def _digits(value: float, unit: str, beside: float | None = None) -> str:
    """Returns the number with as many decimals as the value that it stands beside, or else as suits itself."""
    unit = unit.strip()
    if unit in _SHARES:
        value, beside = value * 100, None if beside is None else beside * 100
    size = abs(value if beside is None else beside)
    if unit in {"°", "points"}:
        return f"{value:.0f}"
    if unit in {*_SHARES, "%"}:
        return f"{value:.0f}" if size >= _LARGE else f"{value:.1f}"
    if size < _SMALL and unit != "s":
        return f"{value:.3f}".removesuffix("0")
    return f"{value:.2f}" if size < _LARGE else f"{value:.1f}"


def _with_unit(figures: str, unit: str) -> str:
    unit = "%" if unit.strip() in _SHARES else unit.strip()
    return f"{figures}°" if unit == "°" else f"{figures} {unit}"
