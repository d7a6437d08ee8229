"""The broker's dynamic security: Spotter's roles and users, as commands of mosquitto's plugin. Pure.

Reference: https://mosquitto.org/documentation/dynamic-security/. What no role allows is denied.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

CONTROL = "$CONTROL/dynamic-security/v1"
"""The topic of requests; answers come on the one below it."""
ADMIN = "spotter-admin"
"""The user that may change roles and users, and nothing else."""
PHONE, HUB = "phone", "hub"
PAIRED = (PHONE, HUB)
"""The roles that ``spotter pair`` gives, and takes away. They are for all boxes of a broker."""
_BOX = "box-"

Command = dict[str, Any]
_AclType = Literal["publishClientSend", "publishClientReceive", "subscribePattern"]
_DENIED = ("publishClientSend", "publishClientReceive", "subscribe")


class RoleName(msgspec.Struct, frozen=True):
    """A role of a client, as the plugin names it."""

    rolename: str


class Client(msgspec.Struct, frozen=True):
    """A user of the broker, as the plugin lists it."""

    username: str
    roles: tuple[RoleName, ...] = ()

    @property
    def paired_as(self) -> str | None:
        """The role that ``spotter pair`` gave; None for anybody else, such as the link and the administrator."""
        return next((role.rolename for role in self.roles if role.rolename in PAIRED), None)

    @property
    def boxes(self) -> tuple[str, ...]:
        """The roles of boxes that this user has, as their link."""
        return tuple(role.rolename for role in self.roles if role.rolename.startswith(_BOX))


class Listed(msgspec.Struct, frozen=True):
    """The users of the broker."""

    clients: tuple[Client, ...] = ()


class Answer(msgspec.Struct, frozen=True, rename={"correlation": "correlationData"}):
    """What the plugin says to one command."""

    command: str = ""
    correlation: str = ""
    error: str | None = None
    data: Listed = Listed()


class Answers(msgspec.Struct, frozen=True):
    """What the plugin says to one request, in the order of its commands."""

    responses: tuple[Answer, ...]


def request(commands: Sequence[Command], mark: str) -> bytes:
    """Returns the payload of one request; each answer to it carries the mark."""
    return msgspec.json.encode({"commands": [{**command, "correlationData": mark} for command in commands]})


def list_clients() -> Command:
    """Returns the command that lists the users with their roles."""
    return {"command": "listClients", "verbose": True}


def add_client(name: str, password: str, role: str) -> Command:
    """Returns the command that makes a user."""
    return {"command": "createClient", "username": name, "password": password, "roles": [{"rolename": role}]}


def renew_client(name: str, password: str, roles: Iterable[str]) -> Command:
    """Returns the command that gives a user that exists this password and these roles alone."""
    given = [{"rolename": role} for role in roles]
    return {"command": "modifyClient", "username": name, "password": password, "roles": given}


def delete_client(name: str) -> Command:
    """Returns the command that deletes a user, and cuts its connections."""
    return {"command": "deleteClient", "username": name}


def deny_by_default() -> Command:
    """Returns the command after which only what a role allows is allowed, hearing included."""
    return {"command": "setDefaultACLAccess", "acls": [{"acltype": kind, "allow": False} for kind in _DENIED]}


def box_role(box_id: str) -> str:
    """Returns the role of a box's link: each box has its own, so that several can share a broker."""
    return f"{_BOX}{box_id}"


def roles(base: str, box_id: str, prefix: str) -> dict[str, list[Command]]:
    """Returns what each role may do.

    Args:
        base: First part of Spotter's topics.
        box_id: Of the box that announces itself.
        prefix: First part of Home Assistant's topics.
    """
    everything, answers, commands = f"{base}/#", f"{answers_topic(base)}/#", f"{base}/+/command/+"
    own, device, status, hub = (
        f"{base}/{box_id}/#",
        f"{prefix}/device/{box_id}/config",
        f"{prefix}/status",
        f"{prefix}/#",
    )
    return {
        box_role(box_id): [*_reads(own, device, status), *_writes(own, answers, device)],
        PHONE: [*_reads(everything, answers), *_writes(commands)],
        HUB: [*_reads(everything, answers, hub), *_writes(commands, hub)],
    }


def answers_topic(base: str) -> str:
    """Returns the topic under which a phone may ask for answers to its commands: beside the box's, never under it."""
    return f"{base}-answers"


def make_role(name: str, acls: Sequence[Command]) -> Command:
    """Returns the command that makes a role."""
    return {"command": "createRole", "rolename": name, "acls": list(acls)}


def renew_role(name: str, acls: Sequence[Command]) -> Command:
    """Returns the command that changes what a role that exists may do."""
    return {"command": "modifyRole", "rolename": name, "acls": list(acls)}


def _reads(*topics: str) -> Iterable[Command]:
    for topic in topics:
        yield _allow("subscribePattern", topic)
        yield _allow("publishClientReceive", topic)


def _writes(*topics: str) -> Iterable[Command]:
    return (_allow("publishClientSend", topic) for topic in topics)


def _allow(kind: _AclType, topic: str) -> Command:
    return {"acltype": kind, "topic": topic, "priority": 0, "allow": True}
