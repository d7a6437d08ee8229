"""Announces the box to Home Assistant, and publishes the day's total."""

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial

import msgspec

from daemon.backoff import Backoff
from daemon.config.exercise_list import Exercises
from daemon.config.plan_list import Plans
from daemon.events import ClockSet, Rep, RepCorrected, SetEnded
from daemon.ipc.client import Client
from daemon.ipc.codec import Recorded
from daemon.ipc.daemon_request import wait_for_answer
from daemon.ipc.timeout import timeout
from daemon.link import discovery
from daemon.link.components.box import UNNAMED
from daemon.link.context import Context
from daemon.link.mqtt import FAILED, Connection, Incoming
from daemon.link.tasks import until_first, while_connected
from daemon.link.topics import Outgoing

LOOK_S = 10.0
"""How often exercises, athletes, plans, version and the date are looked at (s)."""
GATHER_S = 0.2
"""How long reps are gathered before the day's total is published (s)."""


class Athletes(msgspec.Struct, frozen=True):
    """The daemon's answer to ``athletes``."""

    athletes: list[str]


class Named(msgspec.Struct, frozen=True):
    """The daemon's answer to ``setup``, as far as it is announced."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Announcing:
    """How the box is announced.

    Attributes:
        box_id: The box's stable id.
        prefix: First part of Home Assistant's topics; None: it is not announced.
    """

    box_id: str
    prefix: str | None

    @property
    def status(self) -> str:
        """The topic on which Home Assistant says that it has started."""
        return f"{self.prefix}/status"

    @property
    def topic(self) -> str:
        """The topic on which the box is announced."""
        return discovery.topic(self.prefix or "", self.box_id)


class HomeHub:
    """Publishes the announcement when it changes and when Home Assistant starts, and the day's total on each rep.

    A device that is removed in Home Assistant, or by ``spotter link --forget-hub``, is announced again only by a link
    that is started anew. Made for each connection to the broker.
    """

    def __init__(self, context: Context, announcing: Announcing) -> None:
        self._context = context
        self._announcing = announcing
        self._changed = asyncio.Event()
        self._published: dict[str, bytes] = {}

    def take(self, incoming: Incoming) -> bool:
        """Returns whether a message is for us, and acts on it; called on the loop."""
        if self._announcing.prefix is None:
            return False
        if incoming.topic == self._announcing.status:
            if incoming.payload == b"online":
                self._published.clear()
                self._changed.set()
            return True
        if incoming.topic == self._announcing.topic:
            if not incoming.payload:
                self._context.status_log.trouble(
                    "hub", "Home Assistant's device was removed: start the link again to announce the box again"
                )
                self._context.removed.set()
            return True
        return False

    async def run(self, connection: Connection) -> None:
        """Publishes until the broker is gone; waits for a daemon that is away.

        Raises:
            BrokerLostError: The connection ended.
        """
        if self._announcing.prefix is not None:
            for topic in (self._announcing.status, self._announcing.topic):
                await connection.subscribe(topic, live=True)
        await while_connected(self._context, "hub", partial(self._follow, connection))

    async def _follow(self, connection: Connection, backoff: Backoff) -> None:
        async with await Client.connect(self._context.path) as client:
            await client.subscribe(after=client.hello.last_seq)
            backoff.reset()
            await until_first(self._watch(client), self._publish_changes(client, connection))

    async def _watch(self, client: Client) -> None:
        async for message in client:
            if isinstance(message, Recorded) and isinstance(message.event, Rep | RepCorrected | SetEnded | ClockSet):
                self._changed.set()

    async def _publish_changes(self, client: Client, connection: Connection) -> None:
        while True:
            self._changed.clear()
            await self._publish(self._context.topics.today(await self._ask(client, "today")), connection)
            await self._announce(client, connection)
            with contextlib.suppress(asyncio.TimeoutError):
                await timeout(LOOK_S, self._changed.wait())
                await asyncio.sleep(GATHER_S)

    async def _announce(self, client: Client, connection: Connection) -> None:
        if self._announcing.prefix is None or self._context.removed.is_set():
            return
        try:
            box = await self._box(client)
        except msgspec.ValidationError as error:
            self._context.status_log.trouble(
                "hub", f"the box is not announced: the daemon is of another version ({error})"
            )
            return
        await self._publish(discovery.announcement(self._announcing.prefix, box), connection)

    async def _box(self, client: Client) -> discovery.Box:
        known = msgspec.convert(await self._ask(client, "exercises"), Exercises)
        named = msgspec.convert(await self._ask(client, "athletes"), Athletes)
        planned = msgspec.convert(await self._ask(client, "plans"), Plans)
        called = msgspec.convert(await self._ask(client, "setup"), Named)
        return discovery.Box(
            self._announcing.box_id,
            self._context.topics,
            client.hello.version,
            exercises=tuple((each.name, each.title) for each in known.exercises if each.error is None),
            athletes=tuple(named.athletes),
            plans=tuple((each.name, each.title) for each in planned.plans if each.error is None),
            name=called.name or UNNAMED,
        )

    async def _ask(self, client: Client, verb: str) -> object:
        return await wait_for_answer(self._context.path, client.request(verb))

    async def _publish(self, message: Outgoing, connection: Connection) -> None:
        """Publishes a message that differs from the last one that the broker took on its topic."""
        if self._published.get(message.topic) == message.payload:
            return
        code = await connection.publish(message)
        self._context.log_refusal(message, code)
        if code < FAILED:
            self._published[message.topic] = message.payload
