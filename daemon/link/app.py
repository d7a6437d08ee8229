"""The composition root of ``spotter link``: its parts live as long as one connection to the broker."""

import asyncio
import contextlib
import signal

from daemon.backoff import Backoff
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.errors import AwayError
from daemon.ipc.timeout import timeout
from daemon.link.broker import Broker, of_settings
from daemon.link.command_consumer import CommandConsumer
from daemon.link.context import Context
from daemon.link.delivery import Delivery
from daemon.link.mqtt import FAILED, Connection
from daemon.link.status import Status
from daemon.link.tasks import until_first
from daemon.link.topics import OFFLINE, ONLINE, Topics
from daemon.ports import Clock
from daemon.system.sd_notify import Notifier

_STEADY_S = 10.0
"""A connection that lasted longer was a good one (s): the next is tried at once."""
_FAREWELL_S = 0.5


class Link:
    """Keeps a connection to the broker, and opens another whenever it ends."""

    def __init__(self, broker: Broker, context: Context) -> None:
        self._broker = broker
        self._context = context

    async def run(self) -> None:
        """Runs until cancelled.

        Raises:
            ConfigError: The broker refuses the settings.
        """
        backoff = Backoff(0.5, 10.0)
        while True:
            began_s = self._context.clock.monotonic()
            try:
                await self._connected()
            except AwayError as error:
                self._context.status_log.trouble("broker", f"{error}; events wait in the journal")
            if self._context.clock.monotonic() - began_s > _STEADY_S:
                backoff.reset()
            await asyncio.sleep(backoff.next_s())

    async def _connected(self) -> None:
        consumer = CommandConsumer(self._context)
        connection = await Connection.open(self._broker, consumer.take)
        try:
            if not await connection.subscribe(self._context.topics.commands):
                self._context.status_log.trouble(
                    "commands", f"{self._context.topics.commands}: the broker forbids the subscription: mend its ACL"
                )
            await self._greet(connection)
            delivery = Delivery(connection, self._context)
            status = Status(connection, self._context)
            await until_first(connection.closed(), delivery.run(), status.run(), consumer.run(connection))
        finally:
            await self._farewell(connection)

    async def _greet(self, connection: Connection) -> None:
        message = self._context.topics.available(ONLINE)
        self._context.log_refusal(message, await connection.publish(message))
        self._context.status_log.ok(
            "broker", f"connected to the broker at {self._broker}, topics under {self._context.topics.root}"
        )

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
        ConfigError: The settings cannot be used, or the broker refuses user or password.
    """
    topics = Topics(f"{settings.mqtt.base}/{settings.box.id}")
    path = settings.socket.path or paths.socket_path()
    link = Link(of_settings(settings, config), Context(topics, path, clock))
    await until_first(_wait(stop), link.run())


def run(settings: Settings, clock: Clock, config: str = "the settings") -> int:
    """Runs the link until SIGTERM or SIGINT.

    Returns:
        The exit status, 0.

    Raises:
        ConfigError: See ``serve``.
    """

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await serve(settings, clock, stop, config)

    notifier = Notifier()
    notifier.ready("carrying the journal to the broker")  # it is up without broker and daemon too: they may come later
    try:
        asyncio.run(main())
    finally:
        notifier.stopping()
    return 0


async def _wait(stop: asyncio.Event) -> None:
    await stop.wait()
