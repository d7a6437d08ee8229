"""Which words of a home's own files are names."""

from pathlib import Path

from daemon.setup import notes
from daemon.setup.notes import Notes
from daemon.support import personal


def test_the_box_s_name_is_one_and_the_words_of_the_first_boot_are_not(tmp_path: Path) -> None:
    known = Notes(name="Anna's gym", round=("squat",), done=("place",), left_out=("broker",))
    notes.change(tmp_path / notes.FILE_NAME, lambda _: known)
    nothing = tmp_path / "none"
    assert list(personal.of_files(nothing, [], nothing, tmp_path, nothing)) == ["Anna's gym"]
