"""Tempo and view from an attempt whose parts are known."""

import pytest

from daemon.core.counting import measures
from daemon.core.counting.segmenter import Attempt
from daemon.core.facts import Tempo
from daemon.core.features.sample import Sample
from daemon.core.params import MeasureParams
from daemon.core.spec import Part

FPS = 100
BY = MeasureParams()


def attempt(out_s: float, pause_s: float, back_s: float) -> Attempt:
    """Straight out from 0 to 1, a pause, straight back to 0."""
    samples, t = [], 0.0
    for seconds, begin, end in ((out_s, 0.0, 1.0), (pause_s, 1.0, 1.0), (back_s, 1.0, 0.0)):
        frames = round(seconds * FPS)
        for i in range(1, frames + 1):
            t += 1 / FPS
            samples.append(Sample(t, begin + (end - begin) * i / frames, 1.0, ()))
    return Attempt(tuple(samples), low=0.0, top=1.0, left_t=0.0, locked_out=True)


def seconds(tempo: Tempo) -> tuple[float, ...]:
    return tempo.eccentric_s, tempo.bottom_s, tempo.concentric_s, tempo.top_s


def test_a_squat_goes_down_first() -> None:
    tempo = measures.tempo(attempt(2.0, 0.5, 1.0), Part.ECCENTRIC, since=-3.0, params=BY)
    assert seconds(tempo) == pytest.approx((2.0, 0.5, 1.0, 3.0), abs=0.1)


def test_a_pull_up_goes_up_first_and_pauses_at_the_top() -> None:
    tempo = measures.tempo(attempt(1.0, 0.5, 2.0), Part.CONCENTRIC, since=-3.0, params=BY)
    assert seconds(tempo) == pytest.approx((2.0, 3.0, 1.0, 0.5), abs=0.1)


def test_the_first_rep_of_a_set_has_no_pause_before_it() -> None:
    assert measures.tempo(attempt(1.0, 0.2, 1.0), Part.ECCENTRIC, since=None, params=BY).top_s == 0


@pytest.mark.parametrize(("facing", "name"), [(0.1, "side"), (0.6, "oblique"), (0.95, "front")])
def test_a_view_has_a_name(facing: float, name: str) -> None:
    assert measures.view(facing, BY) == name
