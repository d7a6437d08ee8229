"""Publishes the state as it changes, and the daemon's health every ten seconds."""

import asyncio

from daemon.backoff import Backoff
from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry
from daemon.ipc.daemon_request import wait_for_answer
from daemon.link.context import Context
from daemon.link.mqtt import Connection
from daemon.link.tasks import until_first, while_connected
from daemon.link.topics import AWAY, Outgoing, State, state_of

STATE_S = 0.2
"""Least time between two states (s): 5 Hz."""
HEALTH_S = 10.0


class Status:
    """Publishes state and health; remembers the last state, so that only a change is published."""

    def __init__(self, connection: Connection, context: Context) -> None:
        self._connection = connection
        self._context = context
        self._published: State | None = None

    async def run(self) -> None:
        """Publishes until the broker is gone; while the daemon is away the state says so.

        Raises:
            BrokerLostError: The connection ended.
        """
        await while_connected(self._context, "status", self._follow, self._publish_away)

    async def _follow(self, backoff: Backoff) -> None:
        async with await Client.connect(self._context.path) as client:
            await client.watch(hz=1 / STATE_S)
            backoff.reset()
            self._context.status_log.ok("daemon", f"the daemon answers at {self._context.path}")
            self._context.status_log.recovered("status", "state and health are published again")
            await until_first(self._states(client), self._health(client))

    async def _states(self, client: Client) -> None:
        async for message in client:
            if isinstance(message, Telemetry) and await self._publish_state(state_of(message)):
                await asyncio.sleep(STATE_S)  # the client keeps only the newest meanwhile

    async def _health(self, client: Client) -> None:
        while True:
            health = await wait_for_answer(self._context.path, client.request("health"))
            if health is not None:  # a daemon that has just started has none yet
                await self._publish(self._context.topics.health(health))
            await asyncio.sleep(HEALTH_S if health is not None else STATE_S)

    async def _publish_away(self) -> None:
        await self._publish_state(AWAY)

    async def _publish_state(self, state: State) -> bool:
        """Publishes the state if it has changed; returns whether it has."""
        if state == self._published:
            return False
        await self._publish(self._context.topics.state(state))
        self._published = state
        return True

    async def _publish(self, message: Outgoing) -> None:
        """Publishes what a newer message will soon replace; logs a refusal and does not try again."""
        self._context.log_refusal(message, await self._connection.publish(message))
