"""The list of exercises as a dashboard gets it."""

from pathlib import Path

import msgspec

from daemon.config.exercise_library import ExerciseLibrary
from daemon.core.pose.skeleton import Joint

LEGS = {Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE, Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE}


def test_the_joints_that_work_are_those_that_the_movement_is_read_from() -> None:
    squat = next(each for each in ExerciseLibrary(None).list("squat").exercises if each.name == "squat")
    assert set(squat.joints) >= LEGS


def test_recognition_can_be_chosen_too() -> None:
    assert ExerciseLibrary(None).list("auto").exercises[0].name == "auto"


def test_a_broken_file_is_listed_with_its_error_and_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    (folder / "zercher.toml").write_text('title = "Zercher"\nangle = "kne"\n[[movement]]\nsignal = "knee"\n')
    found = {each.name: each for each in ExerciseLibrary(tmp_path).list("squat").exercises}
    assert "zercher.toml" in str(found["zercher"].error)
    assert "\n" not in str(found["zercher"].error)
    assert all(each.error is None for name, each in found.items() if name != "zercher")


def test_the_answer_fits_into_a_message_of_the_socket() -> None:
    assert len(msgspec.msgpack.encode(ExerciseLibrary(None).list("squat"))) < 32 * 1024
