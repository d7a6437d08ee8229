"""Removes the box from Home Assistant: one empty retained message, on a connection of its own."""

import asyncio
import contextlib
import sys
from dataclasses import replace

from daemon.config.settings import Settings
from daemon.errors import AwayError
from daemon.ipc.timeout import timeout
from daemon.link import discovery
from daemon.link.broker import Broker, of_settings
from daemon.link.mqtt import FAILED, Connection

_ANSWER_S = 10.0


def run(settings: Settings, config: str = "the settings") -> int:
    """Removes the box, and says so.

    Returns:
        The exit status, 0.

    Raises:
        AwayError: The broker is not there, or does not let this user write there.
        ConfigError: The broker refuses user or password.
    """
    topic = asyncio.run(_removed(of_settings(settings, config), settings.mqtt.discovery_prefix, settings.box.id))
    sys.stdout.write(f"Home Assistant is told to remove the box ({topic}); a link that is started announces it again")
    sys.stdout.write(" unless [mqtt] discovery is false\n" if settings.mqtt.discovery else "\n")
    return 0


async def _removed(broker: Broker, prefix: str, box_id: str) -> str:
    message = discovery.removal(prefix, box_id)
    connection = await Connection.open(replace(broker, client_id=f"{box_id}-forget", will=None), lambda _: None)
    try:
        code = await timeout(_ANSWER_S, connection.publish(message))
    except asyncio.TimeoutError as error:
        raise AwayError(f"the broker at {broker} does not answer: look into its log") from error
    finally:
        with contextlib.suppress(AwayError):
            await connection.close()
    if code >= FAILED:
        raise AwayError(
            f"{message.topic}: refused by the broker, 0x{code:02x}: let its ACL allow this user to write there"
        )
    return message.topic
