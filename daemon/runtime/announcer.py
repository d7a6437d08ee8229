"""The box's voice: says what is on the disk, through a thread of its own that the frame loop never waits for."""

from collections.abc import Sequence
from functools import partial

from daemon.config.settings import Sound
from daemon.core.plan.cues import Cue, cues
from daemon.core.plan.outlook import Outlook
from daemon.events import AnyEvent
from daemon.ports import Clock
from daemon.runtime.snapshot import Snapshot
from daemon.sound.loudness import Loudness
from daemon.sound.loudspeaker import GstLoudspeaker
from daemon.sound.outputs import find
from daemon.sound.sayings import Say, Sayings
from daemon.sound.speaker import Means, Speaker
from daemon.sound.speech import Voice


class Announcer:
    """Translates between the frame loop and the speaker.

    Args:
        sayings: What is said of an event.
        speaker: Says it; None: nothing is said.
    """

    def __init__(self, sayings: Sayings, speaker: Speaker | None) -> None:
        self._sayings = sayings
        self._speaker = speaker
        self._target: int | None = None
        self._plan: Outlook | None = None
        self._chosen: str | None = None
        self._seen = False

    @property
    def trouble(self) -> str | None:
        """One line on what is wrong and what to do, or None."""
        return None if self._speaker is None else self._speaker.trouble

    def start(self) -> None:
        """Open the loudspeaker, in the speaker's own thread."""
        if self._speaker is not None:
            self._speaker.start()

    def show(self, snapshot: Snapshot) -> None:
        """Take the reps at which the set ends; tell a plan's clock, and who was chosen.

        Called in the loop's thread, at every turn.
        """
        self._target = snapshot.workout.ends_at
        due = cues(self._plan, snapshot.plan)
        self._plan = snapshot.plan
        another = self._seen and snapshot.chosen != self._chosen
        self._seen, self._chosen = True, snapshot.chosen
        if self._speaker is None:
            return
        if another:
            for utterance in self._sayings.of_athlete(snapshot.chosen, snapshot.t):
                self._speaker.say(utterance)
        for cue in due:
            stopped = None if cue is not Cue.STOPPED or snapshot.plan is None else snapshot.plan.stopped
            for utterance in self._sayings.of_plan(cue, stopped or snapshot.workout.exercise.title, snapshot.t):
                self._speaker.say(utterance)

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Say what is on the disk, and nothing earlier."""
        if self._speaker is None:
            return
        for event in events:
            for utterance in self._sayings.of(event, self._target):
                self._speaker.say(utterance)

    def close(self) -> None:
        """Fall silent."""
        if self._speaker is not None:
            self._speaker.close()


def open_announcer(config: Sound, clock: Clock) -> Announcer:
    """Returns the announcer of these settings, not started: nothing is opened or loaded where nothing is to be said."""
    say = Say(config.say)
    return Announcer(Sayings(say), None if say is Say.OFF else Speaker(means(config, clock), clock))


def means(config: Sound, clock: Clock) -> Means:
    """Returns what these settings speak with."""
    voice = None if Say(config.say) is Say.BEEPS else Voice(config.voice, config.words_per_min)
    loudness = Loudness(config.volume, louder_than_music=config.louder_than_music)
    return Means(partial(find, config.device), partial(GstLoudspeaker, clock=clock), voice, loudness)
