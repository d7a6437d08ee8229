"""Takes commands from the broker one at a time, passes them to the daemon, and answers on the response topic."""

import asyncio
import hashlib

import msgspec

from daemon.errors import SpotterError, UnsavedError, UsageError
from daemon.ipc.daemon_request import ask
from daemon.ipc.failures import code_of
from daemon.link import history
from daemon.link.commands import OLD_S, check_age, parse
from daemon.link.context import Context
from daemon.link.mqtt import Connection, Incoming
from daemon.link.status_log import LOG
from daemon.link.topics import Outgoing

WAITING = 16
"""Most commands that wait; more at once is a mistake of the sender."""

_TOPIC_LIMIT = 1024

_UNSAVED = code_of(UnsavedError())
_encoder = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a command; ``code`` is the kind of error, as ``ipc.failures`` names it."""

    ok: bool
    result: object = None
    error: str | None = None
    code: str | None = None


class CommandConsumer:
    """Takes commands and answers them. Made anew for each connection: what waits when it ends is not carried out."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: asyncio.Queue[tuple[Incoming, float]] = asyncio.Queue(WAITING)

    def take(self, incoming: Incoming) -> None:
        """Queues a message that came; called on the loop."""
        if incoming.retained:
            self._context.status_log.trouble(
                incoming.topic, f"{incoming.topic}: ignored a retained command; publish it without retain"
            )
            return
        try:
            self._waiting.put_nowait((incoming, self._context.clock.monotonic()))
        except asyncio.QueueFull:
            self._context.status_log.trouble(
                "commands", f"{incoming.topic}: ignored: more than {WAITING} commands wait"
            )

    async def run(self, connection: Connection) -> None:
        """Answers until cancelled.

        Raises:
            BrokerLostError: The connection ended.
        """
        while True:
            incoming, arrived_s = await self._waiting.get()
            answer = await self._answer(incoming, arrived_s, connection)
            self._log(incoming.topic, answer)
            if incoming.answer_to:
                await self._reply(incoming.answer_to, incoming.correlation, answer, connection)

    def _log(self, topic: str, answer: Answer) -> None:
        if answer.code == _UNSAVED:
            text = "commands are carried out, but not saved yet: the daemon's log says why"
            self._context.status_log.trouble("saving", text)
        elif answer.error is not None:
            LOG.warning("%s: not carried out: %s", topic, answer.error)
        else:
            self._context.status_log.recovered("saving", "commands are saved again")

    async def _answer(self, incoming: Incoming, arrived_s: float, connection: Connection) -> Answer:
        try:
            return Answer(ok=True, result=await self._execute(incoming, arrived_s, connection))
        except SpotterError as error:
            return Answer(ok=False, error=str(error), code=code_of(error))

    async def _execute(self, incoming: Incoming, arrived_s: float, connection: Connection) -> object:
        answer_to = incoming.answer_to or ""
        if self._context.topics.is_ours(answer_to):
            raise UsageError(f"its response topic, {answer_to[:80]!r}, is one of Spotter's own: name another")
        command = parse(self._context.topics.command(incoming.topic), incoming.payload)
        check_age(command, self._context.clock.now())
        if self._context.clock.monotonic() - arrived_s > OLD_S:
            raise UsageError(f"{command.name}: not carried out: it waited over {OLD_S:.0f} s for its turn")
        if command.name == "history":
            room = connection.room(incoming.answer_to or "", incoming.correlation)
            return await history.page(self._context.path, command.args, room)
        return await ask(self._context.path, command.name, _key(incoming), **command.args)

    async def _reply(self, topic: str, correlation: bytes | None, answer: Answer, connection: Connection) -> None:
        if self._context.topics.is_ours(topic):
            return  # the command was refused, and that was logged
        if "+" in topic or "#" in topic or len(topic.encode()) > _TOPIC_LIMIT:
            self._context.status_log.trouble("answers", f"cannot answer on {topic[:80]!r}: name a valid response topic")
            return
        message = Outgoing(topic, _encoder.encode(answer), correlation=correlation)
        self._context.log_refusal(message, await connection.publish(message))


def _key(incoming: Incoming) -> str | None:
    """What a command and its retry have in common: the correlation data. The response topic may be another one."""
    return hashlib.sha256(incoming.correlation).hexdigest() if incoming.correlation else None
