"""FIT files, as Garmin Connect and Strava take them: one activity a workout, its sets with reps, load and rest between.

After Garmin's FIT profile (https://developer.garmin.com/fit/): an activity is a file id, a start event, its sets, and
the lap, session and activity that sum it up.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime

from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile import profile_type as profile
from fit_tool.profile.messages.activity_message import ActivityMessage
from fit_tool.profile.messages.event_message import EventMessage
from fit_tool.profile.messages.exercise_title_message import ExerciseTitleMessage
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.messages.set_message import SetMessage

from daemon.cli.formats import names
from daemon.cli.formats.done import Workout, began, ended
from daemon.set_record import SetRecord

_DEVELOPMENT = profile.Manufacturer.DEVELOPMENT.value
"""Who has no number of Garmin's own."""
_EPOCH_S = 631065600
"""The profile's year zero, 31 December 1989, in Unix seconds; fit_tool knows it for every time but a local one."""
_MOST_KG = 4095.0
"""The heaviest weight that the profile's sixteenths of a kilogram can say."""


def file_name(workout: Workout) -> str:
    """Returns the name of a workout's file; the same workout always has the same."""
    return f"{workout.began:%Y-%m-%d-%H%M}-{_number(workout):08x}.fit"


def content(workout: Workout) -> bytes:
    """Returns a workout as a FIT file."""
    builder = FitFileBuilder(auto_define=True)
    builder.add(_file_id(workout))
    builder.add(_event(workout.began, profile.EventType.START))
    own = _own(workout)
    builder.add_all([*_titles(own), *_sets(workout, own)])
    builder.add(_event(workout.ended, profile.EventType.STOP_ALL))
    builder.add_all([_lap(workout), _session(workout), _activity(workout)])
    return bytes(builder.build().to_bytes())


def _file_id(workout: Workout) -> FileIdMessage:
    message = FileIdMessage()
    message.type = profile.FileType.ACTIVITY
    message.manufacturer = _DEVELOPMENT
    message.product = 0
    message.serial_number = _number(workout)
    message.time_created = _ms(workout.began)
    return message


def _event(at: datetime, kind: profile.EventType) -> EventMessage:
    message = EventMessage()
    message.timestamp = _ms(at)
    message.event = profile.Event.TIMER
    message.event_type = kind
    return message


def _number(workout: Workout) -> int:
    """Returns a number that is the workout's own, and its athlete's; never 0, which is none."""
    return zlib.crc32(f"{workout.id} {workout.athlete}".encode()) or 1


def _own(workout: Workout) -> dict[str, int]:
    """Returns a number for each exercise that the profile has none for."""
    return {name: at for at, name in enumerate(sorted({each.exercise for each in workout.sets} - set(names.KNOWN)))}


def _titles(own: dict[str, int]) -> Iterator[ExerciseTitleMessage]:
    """Yields the names of those exercises."""
    for exercise, number in own.items():
        message = ExerciseTitleMessage()
        message.message_index = number
        message.exercise_category = profile.ExerciseCategory.UNKNOWN
        message.exercise_name = number
        message.workout_step_name = names.title(exercise)
        yield message


def _sets(workout: Workout, own: dict[str, int]) -> Iterator[SetMessage]:
    """Yields each set and the rest before it, in order and numbered."""
    index, free = 0, workout.began
    for record in workout.sets:
        if (began(record) - free).total_seconds() >= 1:
            yield _set(index, free, began(record), profile.SetType.REST)
            index += 1
        yield _lifted(_set(index, began(record), ended(record), profile.SetType.ACTIVE), record, own)
        index += 1
        free = max(free, ended(record))


def _set(index: int, start: datetime, end: datetime, kind: profile.SetType) -> SetMessage:
    message = SetMessage()
    message.message_index = index
    message.timestamp = _ms(end)
    message.start_time = _ms(start)
    message.duration = max((end - start).total_seconds(), 0.0)
    message.set_type = kind
    return message


def _lifted(message: SetMessage, record: SetRecord, own: dict[str, int]) -> SetMessage:
    category, subtype = _exercise(record.exercise, own)
    message.category = [category]
    if subtype is not None:
        message.category_subtype = [subtype]
    if record.count:
        message.repetitions = record.count
    if record.load_kg is not None and 0 <= record.load_kg <= _MOST_KG:
        message.weight = record.load_kg
        message.weight_display_unit = profile.FitBaseUnit.KILOGRAM
    return message


def _exercise(exercise: str, own: dict[str, int]) -> tuple[int, int | None]:
    """Returns the category, and the exercise's number in it, or None: the profile has no such exercise."""
    known = names.KNOWN.get(exercise)
    if known is None:
        return profile.ExerciseCategory.UNKNOWN.value, own[exercise]
    category, subtype = known.fit
    number = profile.ExerciseCategory[category].value
    if subtype is None:
        return number, None
    those = getattr(profile, f"{category.title().replace('_', '')}ExerciseName")
    return number, those[subtype].value


def _lap(workout: Workout) -> LapMessage:
    message = LapMessage()
    message.message_index = 0
    message.timestamp = _ms(workout.ended)
    message.start_time = _ms(workout.began)
    message.total_elapsed_time = message.total_timer_time = _duration_s(workout)
    message.event, message.event_type = profile.Event.LAP, profile.EventType.STOP
    return message


def _session(workout: Workout) -> SessionMessage:
    message = SessionMessage()
    message.message_index = 0
    message.timestamp = _ms(workout.ended)
    message.start_time = _ms(workout.began)
    message.total_elapsed_time = message.total_timer_time = _duration_s(workout)
    message.sport = profile.Sport.TRAINING
    message.sub_sport = profile.SubSport.STRENGTH_TRAINING
    message.first_lap_index, message.num_laps = 0, 1
    message.event, message.event_type = profile.Event.SESSION, profile.EventType.STOP
    return message


def _activity(workout: Workout) -> ActivityMessage:
    message = ActivityMessage()
    message.timestamp = _ms(workout.ended)
    offset = workout.ended.utcoffset()
    message.local_timestamp = (
        _ms(workout.ended) // 1000 - _EPOCH_S + (0 if offset is None else round(offset.total_seconds()))
    )
    message.total_timer_time = _duration_s(workout)
    message.num_sessions = 1
    message.type = profile.Activity.MANUAL
    message.event, message.event_type = profile.Event.ACTIVITY, profile.EventType.STOP
    return message


def _duration_s(workout: Workout) -> float:
    return (workout.ended - workout.began).total_seconds()


def _ms(at: datetime) -> int:
    """Returns whole seconds since 1970, in milliseconds: the profile's times are of whole seconds."""
    return int(at.timestamp()) * 1000
