"""How it stands, to the broker: the state as it changes, the daemon's health every ten seconds."""

import asyncio
from pathlib import Path

from daemon.errors import AwayError, SpotterError
from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from daemon.link.mqtt import FAILED, BrokerLostError, Connection
from daemon.link.patience import Backoff, Notices, until_first
from daemon.link.topics import AWAY, Outgoing, State, Topics, state_of

STATE_S = 0.2
"""Seconds between two states at least: 5 Hz."""
HEALTH_S = 10.0

_ANSWER_S = 5.0


class Status:
    """Publishes state and health; owns what was said last, so that only a change is said."""

    def __init__(self, connection: Connection, topics: Topics, path: Path, notices: Notices) -> None:
        self._connection = connection
        self._topics = topics
        self._path = path
        self._notices = notices
        self._said: State | None = None

    async def run(self) -> None:
        """Publish until the broker is gone; while the daemon is away the state says so.

        Raises:
            BrokerLostError: The connection ended.
        """
        backoff = Backoff(0.25, 2.0)
        while True:
            try:
                await self._follow(backoff)
            except BrokerLostError:
                raise
            except SpotterError as error:
                self._notices.trouble("status", f"state and health are unknown: {error}")
            await self._say(AWAY)
            await backoff.wait()

    async def _follow(self, backoff: Backoff) -> None:
        async with await Client.connect(self._path) as client:
            await client.watch()
            backoff.reset()
            self._notices.well("status", f"state and health come from {self._path}")
            await until_first(self._states(client), self._health(client))

    async def _states(self, client: Client) -> None:
        async for message in client:
            if isinstance(message, Telemetry) and await self._say(state_of(message)):
                await asyncio.sleep(STATE_S)  # the client keeps only the newest meanwhile

    async def _health(self, client: Client) -> None:
        while True:
            try:
                health = await asyncio.wait_for(client.request("health"), _ANSWER_S)
            except asyncio.TimeoutError as error:
                raise AwayError(f"the daemon at {self._path} does not answer: restart it") from error
            await self._publish(self._topics.health(health))
            await asyncio.sleep(HEALTH_S)

    async def _say(self, state: State) -> bool:
        if state == self._said:
            return False
        await self._publish(self._topics.state(state))
        self._said = state
        return True

    async def _publish(self, message: Outgoing) -> None:
        """Publish what a newer one will soon replace: a refusal is said, and not tried again."""
        code = await self._connection.publish(message)
        if code >= FAILED:
            self._notices.trouble(message.topic, f"{message.topic}: refused by the broker, 0x{code:02x}: mend its ACL")
