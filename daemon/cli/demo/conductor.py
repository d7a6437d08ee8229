"""Presses the button at the clip's times, on the daemon's own socket, as a dashboard would."""

import asyncio
import contextlib
from pathlib import Path

from daemon.cli.demo.storyboard import Press
from daemon.errors import AwayError, SpotterError, UsageError
from daemon.ipc.client import Client
from daemon.ipc.codec import Telemetry

_RETRY_S = 0.1
_POLL_S = 0.05


class Conductor:
    """Goes through the presses in order; a daemon that is away for a while is waited for.

    Attributes:
        origin: Monotonic time of the clip's second 0, None until the daemon has seen a frame.
    """

    def __init__(self, socket: Path, presses: list[Press]) -> None:
        self.origin: float | None = None
        self._socket = socket
        self._left = sorted(presses, key=lambda press: press.t)

    async def run(self) -> None:
        """Press until nothing is left."""
        while self._left:
            with contextlib.suppress(AwayError):
                async with await Client.connect(self._socket) as client:
                    await self._conduct(client)
            await asyncio.sleep(_RETRY_S)

    async def _conduct(self, client: Client) -> None:
        while self.origin is None:
            health = await client.request("health")
            self.origin = health["first_t"] if health is not None else None
            await asyncio.sleep(_POLL_S)
        await client.watch()
        async for message in client:
            if isinstance(message, Telemetry) and self._left and message.t >= self.origin + self._left[0].t:
                await self._press(client, self._left[0])
                del self._left[0]
            if not self._left:
                return

    @staticmethod
    async def _press(client: Client, press: Press) -> None:
        try:
            await client.request(press.verb, **press.args)
        except UsageError:
            # A daemon that was killed after the commit and before its answer has done it already.
            return
        except AwayError:
            raise
        except SpotterError as error:
            raise SpotterError(f"the daemon refused {press.verb} at {press.t:g} s: {error}") from error
