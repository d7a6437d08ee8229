"""Ids that come out the same whenever they are made of the same thing, so that it is kept once."""

import hashlib
import uuid


def uuid7_of(ms: int, *what: str) -> str:
    """Returns a UUIDv7 (RFC 9562) of a moment, the rest of which is a hash of what it stands for.

    Args:
        ms: The moment, in Unix milliseconds.
        what: What it stands for.
    """
    digest = hashlib.sha256("\x1f".join(what).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:16], "big")
    number = ms << 80 | 7 << 76 | (number >> 64 & 0xFFF) << 64 | 0b10 << 62 | number & (1 << 62) - 1
    return str(uuid.UUID(int=number))
