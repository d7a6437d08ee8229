"""Ids that come out the same whenever they are made of the same thing, so that it is kept once."""

import hashlib
import uuid
from datetime import datetime


def uuid7_of(moment: datetime | str, *what: str) -> str:
    """Returns a UUIDv7 (RFC 9562) of a moment, the rest of which is a hash of what it stands for.

    Args:
        moment: With a time zone; or as an event has it.
        what: What it stands for.
    """
    at = datetime.fromisoformat(moment.replace("Z", "+00:00")) if isinstance(moment, str) else moment
    ms = int(at.timestamp() * 1000)
    digest = hashlib.sha256("\x1f".join(what).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:16], "big")
    number = ms << 80 | 7 << 76 | (number >> 64 & 0xFFF) << 64 | 0b10 << 62 | number & (1 << 62) - 1
    return str(uuid.UUID(int=number))
