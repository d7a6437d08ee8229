from tui.model import answers
from tui.model.health import Health, Link, LogLine, Sight, Spent
from tui.text import health
from tui.text.health import Line, Tone


def _line(group: str, label: str, of: Health) -> Line:
    return next(line for line in health.groups(of)[group] if line.label == label)


def test_what_is_not_known_is_a_dash_with_its_reason() -> None:
    lines = [line for group in health.groups(Health()).values() for line in group]
    assert all(line.value for line in lines)
    assert _line("box", "temperature", Health()).value == "— no sensor is read here"
    assert _line("broker", "link", Health()).value.startswith("— never connected")


def _said(says: str) -> LogLine:
    return LogLine(t="2026-01-31T06:30:00.000000Z", level="warning", says=says)


def test_every_group_has_its_place() -> None:
    assert ["trend", *health.groups(Health())] == list(health.TITLES)


def test_a_slow_box_is_marked() -> None:
    assert _line("speed", "latency p95", Health(latency_p95_ms=30.0)).tone is Tone.GOOD
    assert _line("speed", "latency p95", Health(latency_p95_ms=90.0)).tone is Tone.WARN
    assert _line("speed", "latency p95", Health(latency_p95_ms=300.0)).tone is Tone.BAD


def test_heat_and_throttling_are_marked() -> None:
    hot = Health(temperature_c=97.0, throttled="heat")
    assert (_line("box", "temperature", hot).value, _line("box", "temperature", hot).tone) == ("97 °C", Tone.BAD)
    assert _line("box", "throttled", hot).tone is Tone.BAD


def test_unsaved_events_are_bad_news() -> None:
    assert _line("journal", "not saved", Health(unsaved=3)) == Line("not saved", "3 events", Tone.BAD)
    assert _line("journal", "not saved", Health(unsaved=0)).tone is Tone.GOOD


def test_a_link_that_is_behind_says_by_how_much() -> None:
    assert _line("broker", "behind", Health(link=Link(cursor=7, behind=12))).value == "12 events"


def test_stages_are_bars_to_one_scale() -> None:
    stages = {"wait": Spent(p50_ms=1.0, p95_ms=2.0), "landmarks": Spent(p50_ms=4.0, p95_ms=8.0)}
    lines = health.groups(Health(stages=stages))["stages"]
    assert [line.value.count("█") for line in lines] == [1, 4]
    assert [line.value.count("░") for line in lines] == [1, 4]


def test_the_newest_error_stands_first() -> None:
    lines = health.groups(Health(errors=(_said("old"), _said("new"))))["errors"]
    assert [line.value for line in lines] == ["new", "old"]


def test_a_daemon_of_another_version_is_understood_as_far_as_it_goes() -> None:
    told = answers.read(
        Health, {"fps": 30, "brand_new": {"a": 1}, "stages": {"wait": {"p50_ms": 1, "p95_ms": 2, "laps": 9}}}
    )
    assert told.fps == 30.0
    assert told.stages["wait"] == Spent(p50_ms=1.0, p95_ms=2.0)


def test_the_trend_shows_the_newest_at_the_right() -> None:
    told = [
        Health(fps=fps, latency_p95_ms=10.0, pace=pace, inference_ms=5.0, sight=Sight(pose_score=0.5))
        for fps, pace in ((0.0, None), (15.0, 10.0), (30.0, 20.0))
    ]
    lines = {line.label: line.value.split() for line in health.trend(told, 11)}
    assert lines == {
        "reps / min": ["20", "▄▇"],
        "inference": ["5.0", "ms", "▄▄"],
        "pose score": ["0.50", "▄▄"],
        "frames / s": ["30.0", "▄▇"],
        "latency p95": ["10", "ms", "▁▁"],
    }
    assert [line.value.strip() for line in health.trend([Health()], 20)] == ["—"] * 5


def test_a_plot_of_several_lines_says_what_its_height_is() -> None:
    told = [Health(pace=pace) for pace in (0.0, 10.0, 20.0, 40.0)]
    shown = [(line.label, line.value) for line in health.trend(told, 14, 3)[:3]]
    assert shown == [("reps / min", "40          ▇"), (" ", "top 40     ▄█"), (" ", "          ▆██")]


def test_an_unknown_value_leaves_a_gap_in_the_trend() -> None:
    assert health.trend([Health(), Health(pace=30.0)], 11)[0].value.endswith("  ▇")


def test_the_threads_of_the_pose_model_are_told_where_the_daemon_knows_them() -> None:
    assert _line("speed", "runs on", Health(threads="2 threads")).value == "2 threads"
    assert "runs on" not in {line.label for line in health.groups(Health(engine="blazepose-full/tensorrt"))["speed"]}


def test_what_the_engine_sees_is_told_in_numbers() -> None:
    seen = Health(frames=1000, sight=Sight(presence=0.98, people=2, crop_px=401.6, pose_score=0.87, searches=33))
    told = {line.label: line.value for line in health.groups(seen)["sight"]}
    assert told == {
        "people": "2",
        "presence": "0.98",
        "pose score": "0.87",
        "crop": "402 px",
        "detector": "33 runs  (3 %)",
    }


def test_a_pose_that_is_guessed_more_than_seen_is_marked() -> None:
    assert _line("sight", "pose score", Health(sight=Sight(pose_score=0.4))).tone is Tone.WARN
    assert _line("sight", "pose score", Health(sight=Sight(pose_score=0.6))).tone is Tone.PLAIN


def test_while_nobody_is_seen_the_engine_follows_nobody() -> None:
    nobody = Health(sight=Sight(searches=5))
    assert _line("sight", "people", nobody).value == "nobody"
    assert _line("sight", "presence", nobody).value == "— nobody is followed"
    assert _line("sight", "pose score", nobody).value == "— nobody is seen"
