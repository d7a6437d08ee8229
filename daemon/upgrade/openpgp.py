"""The public keys in a file of OpenPGP: plain packets, as gpgv reads them, or in ASCII armor (RFC 4880, 4 and 6).

Which key has signed what is gpgv's business. Here a file is only looked at, so that a person sees whose keys it holds.
gpgv names no keys, and gpg, which does, is not on every box that is installed without a network.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ARMOR = re.compile(rb"-----BEGIN PGP ([A-Z ]+)-----\r?\n(.*?)-----END PGP \1-----", re.DOTALL)
_PUBLIC = b"PUBLIC KEY BLOCK"
_CRC_INIT, _CRC_POLYNOMIAL = 0xB704CE, 0x1864CFB
_SIGNATURE, _SECRET, _KEY, _SECRET_SUBKEY, _TRUST, _USER, _SUBKEY, _ATTRIBUTE = 2, 5, 6, 7, 12, 13, 14, 17
"""Tags of packets (RFC 4880, 4.3)."""
_PARTS = {_SIGNATURE, _KEY, _TRUST, _USER, _SUBKEY, _ATTRIBUTE}
"""What may stand in a file of public keys."""
_PACKET, _NEW, _VERSION = 0x80, 0x40, 4
"""The bit that begins each packet, the bit of the new format, and the version of a key that every gpgv knows."""
_DAMAGED = "is damaged or cut off"
_NO_KEYS = "holds no public keys"
_SECRET_KEY = "holds a secret key, which belongs on the publisher's machine alone"  # noqa: S105 - what is said of one


@dataclass(frozen=True, slots=True)
class Key:
    """A public key.

    Attributes:
        fingerprint: 40 hexadecimal digits.
        owner: Whose it says it is, or empty. Anybody may write any name: only the fingerprint counts.
    """

    fingerprint: str
    owner: str = ""


def packets_of(content: bytes) -> bytes:
    """Returns the packets of a file, without their armor.

    Raises:
        ValueError: It holds something else; says what.
    """
    if b"-----BEGIN PGP " not in content:
        return content
    blocks = _ARMOR.findall(content)
    if any(b"PRIVATE" in kind for kind, _ in blocks):
        raise ValueError(_SECRET_KEY)
    if not blocks:
        raise ValueError(_DAMAGED)
    if any(kind != _PUBLIC for kind, _ in blocks):
        raise ValueError(_NO_KEYS)
    return b"".join(_unarmored(body) for _, body in blocks)


def keys_of(packets: bytes) -> tuple[Key, ...]:
    """Returns the keys, without their subkeys.

    Raises:
        ValueError: These are no public keys; says what they are.
    """
    if packets.startswith(b"untrusted comment:"):
        raise ValueError("is of minisign, and not of OpenPGP")
    if not packets or not packets[0] & _PACKET:
        raise ValueError(_NO_KEYS)
    try:
        parts = list(_packets(packets))
    except IndexError as error:
        raise ValueError(_DAMAGED) from error
    tags = {tag for tag, _ in parts}
    if tags & {_SECRET, _SECRET_SUBKEY}:
        raise ValueError(_SECRET_KEY)
    if parts[0][0] != _KEY or not tags <= _PARTS:
        raise ValueError(_NO_KEYS)
    return tuple(_named(parts))


def _named(parts: list[tuple[int, bytes]]) -> Iterator[Key]:
    """Yields each primary key with the first name that follows it."""
    for place, (tag, body) in enumerate(parts):
        if tag != _KEY:
            continue
        if body[:1] != bytes([_VERSION]):
            raise ValueError(f"holds a key of a version that gpgv may not know; it must be version {_VERSION}")
        later = (each for each in parts[place + 1 :] if each[0] in (_KEY, _USER))
        next_tag, text = next(later, (_KEY, b""))
        yield Key(_fingerprint(body), text.decode("utf-8", "replace") if next_tag == _USER else "")


def _fingerprint(body: bytes) -> str:
    """Returns the fingerprint of a key's packet (RFC 4880, 12.2)."""
    digest = hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False)
    return digest.hexdigest().upper()


def _unarmored(body: bytes) -> bytes:
    """Returns the packets of one block of armor; the lines before the first empty one are headers."""
    lines = [line.strip() for line in body.splitlines()]
    text = lines[lines.index(b"") + 1 :] if b"" in lines else lines
    try:
        packets = base64.b64decode(b"".join(line for line in text if not line.startswith(b"=")), validate=True)
        checksums = [base64.b64decode(line[1:], validate=True) for line in text if line.startswith(b"=")]
    except binascii.Error as error:
        raise ValueError(_DAMAGED) from error
    if any(int.from_bytes(said, "big") != _crc24(packets) for said in checksums):
        raise ValueError(_DAMAGED)
    return packets


def _crc24(data: bytes) -> int:
    """Returns the armor's checksum (RFC 4880, 6.1)."""
    crc = _CRC_INIT
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (_CRC_POLYNOMIAL if crc & 0x800000 else 0)
    return crc


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields tag and body of each packet (RFC 4880, 4.2).

    Raises:
        IndexError, ValueError: It ends in the middle, or is none.
    """
    at = 0
    while at < len(data):
        if not data[at] & _PACKET:
            raise ValueError(_DAMAGED)
        tag, begins, size = (_new if data[at] & _NEW else _old)(data, at)
        at = begins + size
        if at > len(data):
            raise ValueError(_DAMAGED)
        yield tag, data[begins:at]


def _old(data: bytes, at: int) -> tuple[int, int, int]:
    """Returns tag, beginning and length of a packet in the old format."""
    width = (1, 2, 4, 0)[data[at] & 3]
    if not width:
        raise ValueError(_NO_KEYS)  # without a length: of data that is no key
    return (data[at] >> 2) & 0x0F, at + 1 + width, int.from_bytes(data[at + 1 : at + 1 + width], "big")


def _new(data: bytes, at: int) -> tuple[int, int, int]:
    """Returns tag, beginning and length of a packet in the new format."""
    tag, first = data[at] & 0x3F, data[at + 1]
    if first < 192:  # noqa: PLR2004 - of these three: RFC 4880, 4.2.2
        return tag, at + 2, first
    if first < 224:  # noqa: PLR2004
        return tag, at + 3, ((first - 192) << 8) + data[at + 2] + 192
    if first == 255:  # noqa: PLR2004
        return tag, at + 6, int.from_bytes(data[at + 2 : at + 6], "big")
    raise ValueError(_NO_KEYS)  # in parts: of data that is no key
