"""``spotter demo``: daemon, private broker and link on the bundled clip; the dashboard, or one line an event."""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli import event_text
from daemon.cli.demo import broker, storyboard
from daemon.cli.demo.children import Child
from daemon.cli.demo.conductor import Conductor
from daemon.cli.demo.dashboard import Dashboard, has_terminal
from daemon.cli.demo.listener import Listener
from daemon.config import paths, settings
from daemon.config.settings import Sound
from daemon.errors import AwayError
from daemon.events import AnyEvent
from daemon.journal.reader import JournalReader
from daemon.system.stop_signals import stop_signals

BOX = "demo"
_CLIP = "clip/demo.mp4"
_LAST_S = 60.0
"""For what never comes, no promise of speed."""
_POLL_S = 0.02
_log = logging.getLogger(__name__)


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("demo")
    parser.add_argument("--clip", metavar="FILE", type=Path, help="another clip, with its storyboard (.json) beside it")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.add_argument("--no-tui", action="store_true", help="print a line for each event in place of the dashboard")
    parser.add_argument(
        "--say", choices=("beeps", "count", "cues"), default="off", help="speak too, with the settings' voice"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Play the clip to its end, whatever dies in between."""
    with Dashboard() if has_terminal(os.environ) and not args.no_tui else contextlib.nullcontext() as dashboard:
        stream = sys.stderr if dashboard is None else dashboard.log
        logging.basicConfig(level=logging.INFO, format="%(message)s", stream=stream)
        return _play(args, dashboard)


def _play(args: argparse.Namespace, dashboard: Dashboard | None) -> int:
    clip = args.clip or paths.find(_CLIP, args.config if args.config and args.config.is_dir() else None)
    config = settings.load(args.config)
    presses = storyboard.read(clip.with_suffix(".json")).commands
    with tempfile.TemporaryDirectory(prefix="spotter-demo-") as folder:
        Path(folder).chmod(0o755)  # mosquitto reads its configuration as a user of its own
        sound = msgspec.structs.replace(config.sound, say=args.say)
        stage = _Stage(Path(folder), clip, config.engine.models or paths.models_folder(), sound, dashboard)
        try:
            asyncio.run(_interruptible(stage.play(presses)))
        except asyncio.CancelledError:
            return 130
    return 0


async def _interruptible(play: Any) -> None:  # noqa: ANN401 - a coroutine
    """Stop everything in order on SIGTERM and SIGINT, and with the terminal that it is on."""
    task = asyncio.ensure_future(play)
    for number in stop_signals():
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await task


class _Stage:
    """The three processes, their folder, and the phone that listens."""

    def __init__(self, folder: Path, clip: Path, models: Path, sound: Sound, dashboard: Dashboard | None) -> None:
        self._dashboard = dashboard
        self._out = sys.stdout.fileno() if dashboard is None else dashboard.log.fileno()
        output = None if dashboard is None else self._out
        self._port = broker.free_port()
        self._journal = folder / "journal.db"
        self._socket = folder / "spotter.sock"
        self._clip = clip
        self._config = folder / settings.FILE_NAME
        self._config.write_text(
            f'box.id = "{BOX}"\njournal.path = "{self._journal}"\nsocket.path = "{self._socket}"\n'
            f'engine.models = "{models}"\nmqtt.host = "{broker.HOST}"\nmqtt.port = {self._port}\n{_table(sound)}',
            encoding="utf-8",
        )
        mosquitto = broker.prepare(folder, self._port)
        self._mosquitto = Child("mosquitto", lambda: mosquitto, output)
        self._daemon = Child("spotter run", self._run_argv, output)
        self._link = Child("spotter link", lambda: self._spotter("link"), output)
        self._conductor: Conductor | None = None

    async def play(self, presses: list[storyboard.Press]) -> None:
        """Start everything, wait for the clip's end and the last event, stop everything."""
        self._conductor = Conductor(self._socket, presses)
        async with contextlib.AsyncExitStack() as stack:
            mosquitto = self._start(self._mosquitto, stack)
            await self._until(lambda: broker.answers(self._port), mosquitto)
            listener = Listener(f"spotter/{BOX}", self._port, self._tell)
            listener.start()
            stack.callback(listener.stop)
            _log.info("to listen too: mosquitto_sub -h %s -p %d -t 'spotter/#' -v", broker.HOST, self._port)
            daemon = self._start(self._daemon, stack)
            await self._until(self._socket.exists, daemon)
            link = self._start(self._link, stack)
            conducting = asyncio.ensure_future(self._conductor.run())
            stack.callback(conducting.cancel)
            playing = self._first_failure(daemon, link, mosquitto, conducting)
            if await self._watched(playing, stack):
                await self._until(lambda: listener.seq >= self._last_seq(), link)
                _log.info("the clip is over; the demo keeps nothing. Next: `spotter doctor`, `spotter count VIDEO`")

    async def _watched(self, playing: Coroutine[Any, Any, None], stack: contextlib.AsyncExitStack) -> bool:
        """Wait for the clip's end; False: whoever watched has left the dashboard before."""
        if self._dashboard is None:
            await playing
            return True
        task = asyncio.ensure_future(playing)
        stack.callback(task.cancel)
        watching = asyncio.ensure_future(self._dashboard.watch(self._spotter("tui")))
        stack.push_async_callback(self._dashboard.close)
        await asyncio.wait({task, watching}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        return task.done()

    @staticmethod
    async def _first_failure(daemon: "asyncio.Task[None]", *others: "asyncio.Future[None]") -> None:
        """Wait for the daemon's end; what goes wrong elsewhere before it is raised at once."""
        waiting: set[asyncio.Future[None]] = {daemon, *others}
        while not daemon.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()

    async def _until(self, true: Any, process: "asyncio.Task[None]") -> None:  # noqa: ANN401 - () -> bool
        """Wait until it is so, or the process that it depends on has failed.

        Raises:
            AwayError: It took too long.
        """
        for _ in range(round(_LAST_S / _POLL_S)):
            if true():
                return
            if process.done():
                process.result()
            await asyncio.sleep(_POLL_S)
        raise AwayError("the last events did not arrive: see the messages above")

    def _start(self, child: Child, stack: contextlib.AsyncExitStack) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(child.run())
        stack.push_async_callback(child.stop)
        return task

    def _tell(self, event: AnyEvent) -> None:
        """On paho's thread. Times are the clip's own."""
        zero = self._conductor.origin if self._conductor is not None else None
        with contextlib.suppress(BrokenPipeError):
            os.write(self._out, (event_text.line(event, zero or 0.0) + "\n").encode())

    def _last_seq(self) -> int:
        with contextlib.closing(JournalReader(self._journal)) as journal:
            return journal.last_seq()

    def _run_argv(self) -> list[str]:
        origin = self._conductor.origin if self._conductor is not None else None
        again = [] if origin is None else ["--origin", repr(origin)]
        return [*self._spotter("run"), "--source", str(self._clip), *again]

    def _spotter(self, verb: str) -> list[str]:
        return [sys.executable, "-m", "daemon.cli", verb, "--config", str(self._config)]


def _table(sound: Sound) -> str:
    """Returns ``[sound]`` as TOML, whose texts, numbers and truths are written as JSON's are."""
    given = {name: value for name, value in msgspec.structs.asdict(sound).items() if value is not None}
    return "[sound]\n" + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in given.items())
