"""What the child process that examines a file says to its parent."""

import msgspec

from engines.signature import Signature


class Examined(msgspec.Struct, frozen=True):
    """A file that was read.

    Attributes:
        signature: What the network is.
        sha256: The hash of what was read, hexadecimal.
    """

    signature: Signature
    sha256: str


class Report(msgspec.Struct, frozen=True):
    """What was read, or why the file is refused: that goes on after the file's name."""

    examined: Examined | None = None
    refusal: str = ""
