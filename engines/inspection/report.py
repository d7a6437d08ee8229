"""What the child process that examines a file says to its parent."""

import msgspec

from engines.signature import Signature


class Report(msgspec.Struct, frozen=True):
    """A signature, or why the file is refused: that goes on after the file's name."""

    signature: Signature | None = None
    refusal: str = ""
