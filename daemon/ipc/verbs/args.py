"""What the arguments of all verbs share: their base, and the types of their fields."""

from typing import Annotated

from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Seq = Annotated[int, Meta(ge=0, le=2**62)]


class Args(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The arguments of a verb."""
