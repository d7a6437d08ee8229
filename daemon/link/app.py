"""The composition root of ``spotter link``: its parts live as long as one connection to the broker."""

import asyncio
import contextlib
from dataclasses import replace

from daemon.backoff import Backoff, JitteredBackoff
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.errors import AwayError
from daemon.ipc.timeout import timeout
from daemon.link.broker import Broker, of_settings
from daemon.link.command_consumer import CommandConsumer
from daemon.link.context import Context
from daemon.link.delivery import Delivery
from daemon.link.forgotten import ForgottenNames
from daemon.link.home_hub import Announcing, HomeHub
from daemon.link.mqtt import FAILED, Connection, CutOffError, Incoming, TakenOverError
from daemon.link.rivals import CutOffs, another_box_publishes, is_there, only_link, refuse_second
from daemon.link.status import Status
from daemon.link.tasks import until_first
from daemon.link.topics import OFFLINE, ONLINE, Topics
from daemon.ports import Clock
from daemon.system.service import run_until_stopped

_STEADY_S = 10.0
"""A connection that lasted longer was a good one (s): the next is tried at once."""
_RECONNECT_S = (1.0, 60.0)
"""First and longest pause (s) before a broker that is away is tried again, less the jitter."""
_GREET_S = (0.5, 10.0)
"""First and longest pause (s) before a broker that refused it is told again that the box is online."""
_FAREWELL_S = 0.5
_HOLD_S = 2.0
"""How long a connection must hold (s) after one that was cut off, before the box is said to be online."""
_RIVAL_S = (5.0, 300.0)
"""First and longest pause (s) after another client took our place, and while another box publishes as this one."""


class Link:
    """Keeps a connection to the broker, and opens another whenever it ends."""

    def __init__(self, broker: Broker, context: Context, announcing: Announcing) -> None:
        self._broker = broker
        self._announcing = announcing
        self._context = context
        self._first_id = broker.client_id
        self._ids = 1
        self._cut_offs = CutOffs()
        self._look = False

    async def run(self) -> None:
        """Runs until cancelled.

        Raises:
            BusyError: Another link carries this journal.
            ConfigError: The broker refuses the settings.
        """
        backoff = JitteredBackoff(*_RECONNECT_S)
        rivalry = Backoff(*_RIVAL_S)
        while True:
            began_s = self._context.clock.monotonic()
            try:
                if self._look:
                    await self._look_for_rival(rivalry)
                await self._connected()
            except (TakenOverError, CutOffError) as error:
                await self._lost(error)
            except AwayError as error:
                self._cut_offs.clear()
                self._context.status_log.trouble("broker", f"{error}; events wait in the journal")
            if self._context.clock.monotonic() - began_s > _STEADY_S:
                backoff.reset()
            await asyncio.sleep(backoff.next_s())

    async def _lost(self, error: TakenOverError | CutOffError) -> None:
        text = str(error)
        if isinstance(error, CutOffError) and not await is_there(self._broker):
            self._cut_offs.clear()
        elif self._cut_offs.is_rivals(self._context.clock.monotonic()) or isinstance(error, TakenOverError):
            text = (
                f"another client uses this link's client id, '{self._broker.client_id}', at the broker at "
                f"{self._broker}: stop it, or give one of two boxes its own [box] id"
            )
            self._step_aside()
        self._context.status_log.trouble("broker", f"{text}; events wait in the journal")

    def _step_aside(self) -> None:
        """Takes another client id, so that the two do not put each other out by turns; first looks who it is."""
        self._cut_offs.clear()
        self._ids += 1
        self._broker = replace(self._broker, client_id=f"{self._first_id}-{self._ids}")
        self._look = True

    async def _look_for_rival(self, pause: Backoff) -> None:
        """Returns once nobody else publishes under our topics, as two boxes there would be taken for one."""
        while await another_box_publishes(self._broker, self._context.topics.root):
            self._context.status_log.trouble(
                "broker",
                f"another box publishes under {self._context.topics.root} at the broker at {self._broker}: "
                "give one of them its own [box] id; events wait in the journal",
            )
            await asyncio.sleep(pause.next_s())
        self._look = False

    async def _connected(self) -> None:
        consumer, hub = CommandConsumer(self._context), HomeHub(self._context, self._announcing)
        forgotten = ForgottenNames(self._context)

        def take(incoming: Incoming) -> None:
            if not (hub.take(incoming) or forgotten.take(incoming)):
                consumer.take(incoming)

        connection = await Connection.open(self._broker, take)
        try:
            if not await connection.subscribe(self._context.topics.commands):
                self._context.status_log.trouble(
                    "commands", f"{self._context.topics.commands}: the broker forbids the subscription: correct its ACL"
                )
            if self._cut_offs.suspicious:  # what is said online now may be put out again in a moment
                await until_first(connection.closed(), asyncio.sleep(_HOLD_S))
            refused = not await self._greet(connection)
            delivery = Delivery(connection, self._context)
            status = Status(connection, self._context)
            await until_first(
                connection.closed(),
                delivery.run(),
                status.run(),
                consumer.run(connection),
                hub.run(connection),
                forgotten.run(connection),
                self._greet_again(connection, refused=refused),
            )
        finally:
            await self._farewell(connection)

    async def _greet(self, connection: Connection) -> bool:
        """Publishes "online"; returns whether the broker took it."""
        message = self._context.topics.available(ONLINE)
        code = await connection.publish(message)
        self._context.log_refusal(message, code)
        self._context.status_log.ok(
            "broker", f"connected to the broker at {self._broker}, topics under {self._context.topics.root}"
        )
        return code < FAILED

    async def _greet_again(self, connection: Connection, *, refused: bool) -> None:
        """A hub would take the box for offline as long as "online" was refused, though its events came."""
        backoff = Backoff(*_GREET_S)
        while refused:
            await asyncio.sleep(backoff.next_s())
            refused = not await self._greet(connection)
        await asyncio.Event().wait()  # for ever: what runs beside it ends it

    async def _farewell(self, connection: Connection) -> None:
        """Publishes "offline"; where that fails, leaves it to the last will."""
        published = False
        with contextlib.suppress(AwayError, asyncio.TimeoutError):
            code = await timeout(_FAREWELL_S, connection.publish(self._context.topics.available(OFFLINE)))
            published = code < FAILED
        await connection.close(with_will=not published)


async def serve(settings: Settings, clock: Clock, stop: asyncio.Event, config: str = "the settings") -> None:
    """Runs the link until ``stop`` is set; broker and daemon may come and go, in any order.

    Args:
        settings: ``box``, ``mqtt`` and ``socket`` are used.
        clock: For the age of events and commands.
        stop: Ends it within 2 s, ``available`` being offline.
        config: The file that the settings came from, for messages.

    Raises:
        BusyError: Another link carries this box's journal.
        ConfigError: The settings cannot be used, or the broker refuses user or password.
    """
    topics = Topics(f"{settings.mqtt.base}/{settings.box.id}")
    path = settings.socket.path or paths.socket_path()
    announcing = Announcing(settings.box.id, settings.mqtt.discovery_prefix if settings.mqtt.discovery else None)
    link = Link(of_settings(settings, config), Context(topics, path, clock), announcing)
    async with only_link(path):
        await refuse_second(path)
        await until_first(_wait(stop), link.run())


def run(settings: Settings, clock: Clock, config: str = "the settings") -> int:
    """Runs the link until SIGTERM, SIGINT or SIGHUP.

    Returns:
        The exit status, 0.

    Raises:
        BusyError, ConfigError: See ``serve``.
    """
    # It is up without broker and daemon too: they may come later.
    return run_until_stopped(lambda stop: serve(settings, clock, stop, config), "carrying the journal to the broker")


async def _wait(stop: asyncio.Event) -> None:
    await stop.wait()
