"""Commands from the broker: taken one at a time, asked of the daemon, answered on the topic that the asker named."""

import asyncio

import msgspec

from daemon.errors import SpotterError, UsageError
from daemon.ipc.failures import code_of
from daemon.link import history
from daemon.link.commands import OLD_S, check_age, parse
from daemon.link.context import Context
from daemon.link.daemon_request import ask
from daemon.link.mqtt import Connection, Incoming
from daemon.link.retry import LOG
from daemon.link.topics import Outgoing

WAITING = 16
"""Commands that wait at most; more at once is a fault of the sender's."""

_TOPIC_LIMIT = 1024

_encoder = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a command; ``code`` is the kind of error, as ``ipc.failures`` names it."""

    ok: bool
    result: object = None
    error: str | None = None
    code: str | None = None


class CommandConsumer:
    """Takes commands and answers them. One for each connection: what waits when it ends was not done, nor answered."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: asyncio.Queue[tuple[Incoming, float]] = asyncio.Queue(WAITING)

    def take(self, incoming: Incoming) -> None:
        """A message came; called on the loop."""
        if incoming.retained:
            self._context.notices.trouble(
                incoming.topic, f"{incoming.topic}: a retained command is never done: clear it, and send it unretained"
            )
            return
        try:
            self._waiting.put_nowait((incoming, self._context.clock.monotonic()))
        except asyncio.QueueFull:
            self._context.notices.trouble(
                "commands", f"{incoming.topic}: over {WAITING} commands wait: this one is left out"
            )

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
        command = parse(self._context.topics.command(incoming.topic), incoming.payload)
        check_age(command, self._context.clock.now())
        if self._context.clock.monotonic() - came_s > OLD_S:
            raise UsageError(f"{command.name}: waited over {OLD_S:.0f} s for its turn, so it is not done")
        if command.name == "history":
            room = connection.room(incoming.answer_to or "", incoming.correlation)
            return await history.page(self._context.path, command.args, room)
        return await ask(self._context.path, command.name, **command.args)

    async def _reply(self, topic: str, correlation: bytes | None, answer: Answer, connection: Connection) -> None:
        if "+" in topic or "#" in topic or len(topic.encode()) > _TOPIC_LIMIT:
            self._context.notices.trouble("answers", f"no answer can be sent to {topic[:80]!r}: name a response topic")
            return
        message = Outgoing(topic, _encoder.encode(answer), correlation=correlation)
        self._context.told(message, await connection.publish(message))
