from daemon.cli import columns


def test_what_does_not_fit_stands_below_on_lines_of_its_own() -> None:
    assert list(columns.row("emom     Ten minutes   ", "10 push_up", 40)) == ["emom     Ten minutes    10 push_up"]
    assert list(columns.row("emom     Ten minutes   ", "10 push_up, 15 squat", 24)) == [
        "emom     Ten minutes",
        "    10 push_up, 15 squat",
    ]
    assert list(columns.row("amrap", "10 push_up, 15 squat, 10 sit_up", 20)) == [
        "amrap",
        "    10 push_up, 15",
        "    squat, 10 sit_up",
    ]


def test_a_column_is_as_wide_as_its_widest_text() -> None:
    assert columns.widest(["Anna", "Maximiliane"], 6) == 11
    assert columns.widest([], 6) == 6
