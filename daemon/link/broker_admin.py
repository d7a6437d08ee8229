"""Changes who may use the broker: one request to its dynamic security, on a connection of its own."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from daemon.config import settings as config_settings
from daemon.config.settings import Mqtt, Settings
from daemon.errors import AwayError, ConfigError, SpotterError, UsageError
from daemon.ipc.timeout import timeout
from daemon.link import dynsec
from daemon.link.broker import RefusedError, of_settings
from daemon.link.mqtt import FAILED, Connection, Incoming
from daemon.link.topics import Outgoing

_ANSWER_S = 5.0
_EXISTS = frozenset({"Client already exists", "Role already exists"})
_NOT_FOUND = "Client not found"
_SET_UP = "sudo /opt/spotter/current/deploy/broker sets one up, local or lan"
Asker = Callable[[Sequence[dynsec.Command]], Awaitable[tuple[dynsec.Answer, ...]]]
T = TypeVar("T")


class BrokerAdmin:
    """Pairs phones and hubs with the broker that the settings name.

    Args:
        settings: ``box`` and ``mqtt`` are used.
        password_file: A file that holds the administrator's password.
        config: The file that the settings came from, for messages.

    Raises:
        ConfigError: The password file cannot be used.
    """

    def __init__(self, settings: Settings, password_file: Path, config: str) -> None:
        self._settings = settings
        self._password_file = password_file
        mqtt = msgspec.structs.replace(settings.mqtt, username=dynsec.ADMIN, password_file=password_file)
        broker = of_settings(msgspec.structs.replace(settings, mqtt=mqtt), config)
        self._broker = replace(broker, client_id=f"{settings.box.id}-pair-{secrets.token_hex(4)}", will=None)

    def add(self, name: str, password: str, role: str) -> None:
        """Makes a user.

        Raises:
            UsageError: There is a user of this name.
            AwayError, ConfigError: The broker is away, has no dynamic security, or refuses the administrator.
        """
        (answer,) = self._ask([dynsec.add_client(name, password, role)])
        if answer.error in _EXISTS:
            raise UsageError(f"{name}: the broker has this user already: choose another name, or --revoke {name} first")
        if answer.error is not None:
            raise SpotterError(
                f"the broker at {self._broker} does not make the user {name} ({answer.error}): "
                "run `spotter pair --prepare`, then this again"
            )

    def remove(self, name: str) -> bool:
        """Deletes a phone's or hub's user and cuts its connections; returns whether there was one.

        Raises:
            UsageError: The user is none that ``spotter pair`` made.
            AwayError, ConfigError: See ``add``.
        """

        async def work(ask: Asker) -> bool:
            found = next((each for each in await _clients(ask) if each.username == name), None)
            if found is None:
                return False
            if found.paired_as is None:
                raise UsageError(f"{name}: a user of the broker that `spotter pair` did not make: nothing was changed")
            (answer,) = await ask([dynsec.delete_client(name)])
            if answer.error not in (None, _NOT_FOUND):
                raise SpotterError(f"the broker at {self._broker} does not delete the user {name} ({answer.error})")
            return True

        return self._run(work)

    def paired(self) -> dict[str, str]:
        """Returns the names of those who are paired, and the role of each.

        Raises:
            AwayError, ConfigError: See ``add``.
        """

        async def work(ask: Asker) -> dict[str, str]:
            return {each.username: each.paired_as for each in await _clients(ask) if each.paired_as is not None}

        return self._run(work)

    def prepare(self) -> None:
        """Makes the roles and the link's own user, or brings them up to date; other users and other boxes stay.

        Raises:
            AwayError, ConfigError: See ``add``; or the link has no password of its own in the settings, or its user is
                another box's.
        """
        username, password = _links_own(self._settings.mqtt)
        acls = dynsec.roles(self._settings.mqtt.base, self._settings.box.id, self._settings.mqtt.discovery_prefix)

        async def work(ask: Asker) -> None:
            await self._demand(ask, dynsec.deny_by_default())
            for role, allowed in acls.items():
                await self._make(ask, dynsec.make_role(role, allowed), dynsec.renew_role(role, allowed))
            role = dynsec.box_role(self._settings.box.id)
            others = await self._boxes_of(ask, username, role)
            renewed = dynsec.renew_client(username, password, [*others, role])
            await self._make(ask, dynsec.add_client(username, password, role), renewed)

        self._run(work)

    async def _boxes_of(self, ask: Asker, username: str, own: str) -> list[str]:
        """Returns the roles of other boxes that the link's user has: this box was called so, or shares the user.

        Raises:
            ConfigError: The user has another password: a new one would put that box's link out.
        """
        others = [
            role for each in await _clients(ask) if each.username == username for role in each.boxes if role != own
        ]
        if others and not await self._lets_link_in():
            raise ConfigError(
                f"the user '{username}' of the broker at {self._broker} is another box's, with another password: "
                "give this box a user of its own in mqtt.username"
            )
        return others

    async def _lets_link_in(self) -> bool:
        """Whether the broker takes the link's user and password as they are."""
        broker = of_settings(self._settings, self._broker.config)
        try:
            connection = await Connection.open(
                replace(broker, client_id=f"{self._broker.client_id}-try", will=None), lambda _: None
            )
        except RefusedError:
            return False
        await connection.close()
        return True

    async def _make(self, ask: Asker, new: dynsec.Command, renewed: dynsec.Command) -> None:
        (answer,) = await ask([new])
        if answer.error in _EXISTS:
            await self._demand(ask, renewed)
        elif answer.error is not None:
            raise self._refused(new, answer.error)

    async def _demand(self, ask: Asker, command: dynsec.Command) -> None:
        (answer,) = await ask([command])
        if answer.error is not None:
            raise self._refused(command, answer.error)

    def _refused(self, command: dynsec.Command, error: str) -> SpotterError:
        return SpotterError(f"the broker at {self._broker} refuses {command['command']} ({error}): look into its log")

    def _ask(self, commands: Sequence[dynsec.Command]) -> tuple[dynsec.Answer, ...]:
        async def work(ask: Asker) -> tuple[dynsec.Answer, ...]:
            return await ask(commands)

        return self._run(work)

    def _run(self, work: Callable[[Asker], Awaitable[T]]) -> T:
        async def main() -> T:
            mark = secrets.token_hex(8)
            answers: asyncio.Queue[bytes] = asyncio.Queue()
            connection = await self._open(lambda incoming: answers.put_nowait(incoming.payload))
            try:
                subscribed = await connection.subscribe(f"{dynsec.CONTROL}/response", live=True)

                async def ask(commands: Sequence[dynsec.Command]) -> tuple[dynsec.Answer, ...]:
                    code = await connection.publish(Outgoing(dynsec.CONTROL, dynsec.request(commands, mark)))
                    if code >= FAILED or not subscribed:
                        raise self._no_plugin()
                    return await self._answers_to(mark, answers)

                return await work(ask)
            finally:
                with contextlib.suppress(AwayError):
                    await connection.close()

        return asyncio.run(main())

    async def _open(self, take: Callable[[Incoming], None]) -> Connection:
        try:
            return await Connection.open(self._broker, take)
        except RefusedError as error:
            raise ConfigError(
                f"the broker at {self._broker} refuses the administrator '{dynsec.ADMIN}': {self._password_file} "
                f"has another password, or the broker is not Spotter's: {_SET_UP}"
            ) from error

    async def _answers_to(self, mark: str, answers: "asyncio.Queue[bytes]") -> tuple[dynsec.Answer, ...]:
        """Returns the answers to our request; those to somebody else's come on the same topic."""
        try:
            while True:
                found = msgspec.json.decode(await timeout(_ANSWER_S, answers.get()), type=dynsec.Answers).responses
                if all(answer.correlation == mark for answer in found):
                    return found
        except asyncio.TimeoutError:
            raise self._no_plugin() from None
        except msgspec.MsgspecError as error:
            raise SpotterError(f"the broker at {self._broker} gives an answer that is none ({error})") from error

    def _no_plugin(self) -> ConfigError:
        return ConfigError(
            f"the broker at {self._broker} has no dynamic security, or '{dynsec.ADMIN}' may not use it: "
            f"{_SET_UP}, or pair the page alone with --page-only"
        )


def _links_own(mqtt: Mqtt) -> tuple[str, str]:
    password = config_settings.password(mqtt)
    if mqtt.username is None or password is None:
        raise ConfigError("mqtt.username and mqtt.password_file: the link has no user of its own: set both")
    return mqtt.username, password


async def _clients(ask: Asker) -> tuple[dynsec.Client, ...]:
    (answer,) = await ask([dynsec.list_clients()])
    return answer.data.clients
