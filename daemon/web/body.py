"""Reads a request's body: a small JSON object, sent without dawdling."""

import asyncio
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request

from daemon.errors import UsageError
from daemon.ipc.timeout import timeout

LIMIT = 4096
"""Bytes."""
READ_S = 5.0
_decoder = msgspec.json.Decoder(dict[str, Any])


class TooLargeError(UsageError):
    """It has more bytes than any command needs."""


class TooSlowError(UsageError):
    """It does not arrive."""


async def read_object(request: Request) -> dict[str, Any]:
    """Returns the object; none at all is an empty one.

    Raises:
        TooLargeError, TooSlowError: It is over ``LIMIT`` bytes, or takes over ``READ_S`` seconds.
        UsageError: It is no JSON object.
    """
    if request.headers.get("content-type", "application/json").partition(";")[0].strip() != "application/json":
        raise UsageError("send JSON, with the type application/json")
    try:
        raw = await timeout(READ_S, _read(request))
    except asyncio.TimeoutError:
        raise TooSlowError(f"the body did not arrive within {READ_S:g} s") from None
    except ClientDisconnect:
        raise TooSlowError("the body ended early") from None
    try:
        return _decoder.decode(raw) if raw.strip() else {}
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise UsageError(f"not a JSON object: {error}") from error


async def _read(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LIMIT:
        raise TooLargeError(f"at most {LIMIT} bytes")
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > LIMIT:
            raise TooLargeError(f"at most {LIMIT} bytes")
    return found
