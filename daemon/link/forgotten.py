"""Replaces the summary of the last workout that the broker keeps, where it names somebody who was forgotten."""

import asyncio
from contextlib import suppress

import msgspec

from daemon.errors import SpotterError
from daemon.ipc.daemon_request import ask
from daemon.link.context import Context
from daemon.link.home_hub import Athletes
from daemon.link.mqtt import Connection, Incoming
from daemon.link.summary import last_summary

LOOK_S = 10.0
"""How often the names are looked at (s)."""


class _Set(msgspec.Struct, frozen=True):
    """A set of the summary, as far as it matters here."""

    athlete: str | None = None


class _Kept(msgspec.Struct, frozen=True):
    """The summary, likewise."""

    sets: list[_Set] = []


class ForgottenNames:
    """Follows what the broker keeps, also what it kept while this link was away. Made for each connection to it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._topic = context.topics.last_workout(None).topic
        self._names: frozenset[str] = frozenset()

    def take(self, incoming: Incoming) -> bool:
        """Returns whether a message is for us, and acts on it; called on the loop."""
        if incoming.topic != self._topic:
            return False
        self._names = _names(incoming.payload)
        return True

    async def run(self, connection: Connection) -> None:
        """Looks at the names until cancelled; a daemon that is away is asked the next time.

        Raises:
            BrokerLostError: The connection ended.
        """
        await connection.subscribe(self._topic)
        while True:
            await asyncio.sleep(LOOK_S)
            with suppress(SpotterError, msgspec.ValidationError):
                await self._look(connection)

    async def _look(self, connection: Connection) -> None:
        if not self._names:
            return
        known = msgspec.convert(await ask(self._context.path, "athletes"), Athletes)
        if self._names <= set(known.athletes):
            return
        async with self._context.summarising:
            message = self._context.topics.last_workout(await last_summary(self._context.path))
            self._context.log_refusal(message, await connection.publish(message))


def _names(payload: bytes) -> frozenset[str]:
    """Returns who is named in a summary; nobody where it cannot be read."""
    try:
        kept = msgspec.json.decode(payload, type=_Kept)
    except msgspec.MsgspecError:
        return frozenset()
    return frozenset(each.athlete for each in kept.sets if each.athlete is not None)
