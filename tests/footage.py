"""A real daemon on the bundled clip, and what a dashboard gets from it: states of chosen moments, and answers."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from daemon.cli.demo import storyboard
from daemon.cli.demo.conductor import Conductor
from daemon.cli.demo.storyboard import Press
from daemon.ipc.client import Client
from daemon.system.clock import SystemClock
from tests.boxes import Box
from tui.client import Feed
from tui.model import messages, reducer
from tui.model.state import State

CLIP = Path(__file__).parent.parent / "configs" / "clip" / "demo.mp4"
LONGEST_S = 240.0
"""The clip takes 29 s; more is for a busy machine, never a promise of speed."""
When = Callable[[State], bool]
Answers = Mapping[tuple[str, str], Any]
"""What the daemon answered, by verb and, for ``set``, the set's id."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a dashboard knew at a moment, and what the daemon answered then.

    Attributes:
        state: All that it shows.
        now: Seconds of its clock.
        answers: The answers to the questions of its screens; of what was watched they are numbered.
    """

    state: State
    now: float
    answers: Answers = field(default_factory=dict)


class DatedBox(Box):
    """A box whose daemon runs some days ago."""

    days = 0.0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.config.write_text(self.config.read_text().replace('"test"', '"garage"'))

    def argv(self, verb: str, *args: str) -> list[str]:
        spotter = [sys.executable, "-m", "tests.fakes.other_day", str(self.days), verb]
        return [*spotter, "--config", str(self.config), *args]


class Recorder:
    """Follows a daemon as a dashboard does, and keeps the states of the moments that are looked for.

    Args:
        box: The daemon's.
        wanted: What to wait for, one after the other, by the moment's name.
    """

    def __init__(self, box: Box, wanted: Mapping[str, When]) -> None:
        self.moments: dict[str, Moment] = {}
        self.state = State()
        self._box = box
        self._wanted = wanted
        self._clock = SystemClock()

    @asynccontextmanager
    async def following(self) -> AsyncIterator["Recorder"]:
        """Follows while the block lasts."""
        feed = asyncio.ensure_future(Feed(self._box.socket, self._take, self._clock).run())
        try:
            yield self
        finally:
            feed.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await feed

    @property
    def moment(self) -> Moment:
        """This moment."""
        self._take(messages.Tick())
        return Moment(self.state, self._clock.monotonic())

    async def until(self, *names: str) -> None:
        """Waits until these moments have come.

        Raises:
            AssertionError: One of them did not.
        """
        for _ in range(round(LONGEST_S / 0.05)):
            if self.moments.keys() >= set(names):
                return
            self._take(messages.Tick())
            await asyncio.sleep(0.05)
        raise AssertionError(f"never came: {set(names) - self.moments.keys()}")

    async def ask(self, name: str, *verbs: str) -> None:
        """Asks for what the screens ask for, and keeps it with a moment, which is now."""
        async with await Client.connect(self._box.socket) as client:
            found = {(verb, ""): await client.request(verb, **_ARGS.get(verb, {})) for verb in verbs}
            for each in found.get(("history", ""), {"sets": []})["sets"]:
                found["set", each["set"]] = await client.request("set", set=each["set"])
        before = self.moments[name]
        self.moments[name] = Moment(self.state, self._clock.monotonic(), {**before.answers, **found})

    async def watch(self, verb: str, name: str) -> None:
        """Asks once a second until a moment has come, and keeps the answers with it, numbered."""
        found: list[Any] = []
        async with await Client.connect(self._box.socket) as client:
            while name not in self.moments:
                found.append(await client.request(verb))
                await asyncio.sleep(1.0)
        before = self.moments[name]
        numbered = {(verb, str(at)): each for at, each in enumerate(found)}
        self.moments[name] = Moment(before.state, before.now, {**before.answers, **numbered})

    def _take(self, message: messages.Message) -> None:
        now = self._clock.monotonic()
        self.state = reducer.reduce(self.state, message, now)
        name = next((name for name in self._wanted if name not in self.moments), None)
        if name is not None and self._wanted[name](self.state):
            self.moments[name] = Moment(self.state, now)


_ARGS: Mapping[str, dict[str, Any]] = {"history": {"limit": 150}}


@contextmanager
def playing(box: Box, days: float = 0.0) -> "Iterator[subprocess.Popen[str]]":
    """The daemon on the clip, begun some days ago."""
    if isinstance(box, DatedBox):
        box.days = days
    with box.running("--source", str(CLIP), "--exercise", "squat") as process:
        yield process


def presses(*exercises: str) -> list[Press]:
    """Returns what is pressed in the clip: the whole storyboard, or only the sets of these exercises."""
    found, chosen = [], "squat"
    for press in storyboard.read(CLIP.with_suffix(".json")).commands:
        chosen = press.args.get("exercise", chosen)
        if not exercises or chosen in exercises or press.verb == "exercise":
            found.append(press)
    return found


async def train(box: Box, *exercises: str) -> None:
    """Presses the buttons of the clip, and waits for the last one."""
    await asyncio.wait_for(Conductor(box.socket, presses(*exercises)).run(), LONGEST_S)
