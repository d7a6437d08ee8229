"""Reads what a phone that slept has missed: a page of the journal, as large as the broker takes."""

from pathlib import Path
from typing import Annotated, Any

import msgspec

from daemon import events
from daemon.errors import UsageError
from daemon.ipc.client import Client
from daemon.ipc.codec import Recorded
from daemon.ipc.daemon_request import wait_for_answer

PAGE_LIMIT = 64 * 1024
"""Most bytes of a page, whatever the broker takes."""

_ENVELOPE = 128
"""Bytes around a page's events."""


class HistoryArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arguments of ``history``: the last ``seq`` that the client has, 0 for none."""

    after_seq: Annotated[int, msgspec.Meta(ge=0, le=2**62)] = 0


class Page(msgspec.Struct, frozen=True):
    """Events in order.

    Attributes:
        events: Each as it went to its topic.
        next: What to ask for as ``after_seq`` to go on.
        more: There are more now.
    """

    events: list[msgspec.Raw]
    next: int
    more: bool


async def page(path: Path, args: dict[str, Any], room: int) -> Page:
    """Reads the events after ``after_seq`` that fit into ``room`` bytes.

    Raises:
        UsageError: The arguments are wrong.
        AwayError: The daemon is away.
    """
    try:
        checked = msgspec.convert(args, HistoryArgs)
    except msgspec.ValidationError as error:
        raise UsageError(f'history: {error}: send {{"after_seq": 17}}') from error
    return await wait_for_answer(path, _read(path, checked.after_seq, min(room, PAGE_LIMIT) - _ENVELOPE))


async def _read(path: Path, after_seq: int, room: int) -> Page:
    found: list[msgspec.Raw] = []
    last_seq = after_seq
    async with await Client.connect(path) as client:
        await client.subscribe(after=after_seq)
        async for message in client:
            if not isinstance(message, Recorded):
                break  # live: the backlog is done
            body = events.encode(message.event)
            room -= len(body) + 1
            if room < 0 and found:
                return Page(found, last_seq, more=True)
            if room >= 0:
                found.append(msgspec.Raw(body))
            last_seq = message.event.seq
    return Page(found, last_seq, more=False)
