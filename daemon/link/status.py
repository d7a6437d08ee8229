"""How it stands, to the broker: the state as it changes, the daemon's health every ten seconds."""

import asyncio

from daemon.backoff import Backoff
from daemon.errors import SpotterError
from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from daemon.link.context import Context
from daemon.link.daemon_request import answered
from daemon.link.mqtt import BrokerLostError, Connection
from daemon.link.retry import until_first
from daemon.link.topics import AWAY, Outgoing, State, state_of

STATE_S = 0.2
"""Seconds between two states at least: 5 Hz."""
HEALTH_S = 10.0


class Status:
    """Publishes state and health; owns what was said last, so that only a change is said."""

    def __init__(self, connection: Connection, context: Context) -> None:
        self._connection = connection
        self._context = context
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
                self._context.lost("status", error)
            await self._say(AWAY)
            await asyncio.sleep(backoff.next_s())

    async def _follow(self, backoff: Backoff) -> None:
        async with await Client.connect(self._context.path) as client:
            await client.watch(hz=1 / STATE_S)
            backoff.reset()
            self._context.notices.well("daemon", f"the daemon answers at {self._context.path}")
            self._context.notices.mended("status", "state and health are published again")
            await until_first(self._states(client), self._health(client))

    async def _states(self, client: Client) -> None:
        async for message in client:
            if isinstance(message, Telemetry) and await self._say(state_of(message)):
                await asyncio.sleep(STATE_S)  # the client keeps only the newest meanwhile

    async def _health(self, client: Client) -> None:
        while True:
            health = await answered(self._context.path, client.request("health"))
            await self._publish(self._context.topics.health(health))
            await asyncio.sleep(HEALTH_S)

    async def _say(self, state: State) -> bool:
        if state == self._said:
            return False
        await self._publish(self._context.topics.state(state))
        self._said = state
        return True

    async def _publish(self, message: Outgoing) -> None:
        """Publish what a newer one will soon replace: a refusal is said, and not tried again."""
        self._context.told(message, await self._connection.publish(message))
