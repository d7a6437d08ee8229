"""Commands from the broker: taken one at a time, asked of the daemon, answered on the topic that the asker named."""

import asyncio
from pathlib import Path

import msgspec

from daemon.errors import AwayError, SpotterError, UsageError
from daemon.ipc.client import Client
from daemon.ipc.failures import code_of
from daemon.link import history
from daemon.link.commands import OLD_S, check_age, parse
from daemon.link.mqtt import FAILED, Connection, Incoming
from daemon.link.patience import LOG, Notices
from daemon.link.topics import Outgoing, Topics
from daemon.ports import Clock

WAITING = 16
"""Commands that wait at most; more at once is a fault of the sender's."""

_ANSWER_S = 5.0
_TOPIC_LIMIT = 1024

_encoder = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a command; ``code`` is the kind of error, as ``ipc.failures`` names it."""

    ok: bool
    result: object = None
    error: str | None = None
    code: str | None = None


class Desk:
    """Takes commands and answers them. One for each connection: what waits when it ends was not done, nor answered."""

    def __init__(self, topics: Topics, path: Path, clock: Clock, notices: Notices) -> None:
        self._topics = topics
        self._path = path
        self._clock = clock
        self._notices = notices
        self._waiting: asyncio.Queue[tuple[Incoming, float]] = asyncio.Queue(WAITING)

    def take(self, incoming: Incoming) -> None:
        """A message came; called on the loop."""
        if incoming.retained:
            self._notices.trouble(
                incoming.topic, f"{incoming.topic}: a retained command is never done: clear it, and send it unretained"
            )
            return
        try:
            self._waiting.put_nowait((incoming, self._clock.monotonic()))
        except asyncio.QueueFull:
            self._notices.trouble("commands", f"{incoming.topic}: over {WAITING} commands wait: this one is left out")

    async def run(self, connection: Connection) -> None:
        """Answer until cancelled.

        Raises:
            BrokerLostError: The connection ended.
        """
        while True:
            incoming, came_s = await self._waiting.get()
            answer = await self._answer(incoming, came_s, connection)
            if answer.error is not None:
                LOG.warning("%s: not done: %s", incoming.topic, answer.error)
            if incoming.answer_to:
                await self._reply(incoming.answer_to, incoming.correlation, answer, connection)

    async def _answer(self, incoming: Incoming, came_s: float, connection: Connection) -> Answer:
        try:
            return Answer(ok=True, result=await self._do(incoming, came_s, connection))
        except SpotterError as error:
            return Answer(ok=False, error=str(error), code=code_of(error))

    async def _do(self, incoming: Incoming, came_s: float, connection: Connection) -> object:
        command = parse(self._topics.command(incoming.topic), incoming.payload)
        check_age(command, self._clock.now())
        if self._clock.monotonic() - came_s > OLD_S:
            raise UsageError(f"{command.name}: waited over {OLD_S:.0f} s for its turn, so it is not done")
        if command.name == "history":
            room = connection.room(incoming.answer_to or "", incoming.correlation)
            return await history.page(self._path, command.args, room)
        try:
            return await asyncio.wait_for(self._ask(command.name, command.args), _ANSWER_S)
        except asyncio.TimeoutError as error:
            raise AwayError(
                f"{command.name}: the daemon did not answer in {_ANSWER_S:.0f} s: look at the state"
            ) from error

    async def _ask(self, verb: str, args: dict[str, object]) -> object:
        async with await Client.connect(self._path) as client:
            return await client.request(verb, **args)

    async def _reply(self, topic: str, correlation: bytes | None, answer: Answer, connection: Connection) -> None:
        if "+" in topic or "#" in topic or len(topic.encode()) > _TOPIC_LIMIT:
            self._notices.trouble("answers", f"no answer can be sent to {topic[:80]!r}: name a response topic")
            return
        message = Outgoing(topic, _encoder.encode(answer), correlation=correlation)
        code = await connection.publish(message)
        if code >= FAILED:
            self._notices.trouble(topic, f"{topic}: the broker refuses the answer, 0x{code:02x}: mend its ACL")
