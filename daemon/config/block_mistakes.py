"""What is wrong with a block of a plan or a programme: a table whose ``kind`` or ``rule`` says which keys it has."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import msgspec

from daemon.config.exercises import Units
from daemon.config.table import Context, Table, mistakes
from daemon.core import spec
from daemon.core.nearest import suggestion


class Repeated(NamedTuple):
    """An exercise of which reps are asked.

    Attributes:
        exercise: Its name.
        mend: What to write where it is held, and has none.
    """

    exercise: str
    mend: str


class Block(Protocol):
    """A block that was read."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks that a file may hold.

    Attributes:
        header: How one begins, for example ``[[block]]``.
        tag: The key that says which it is.
        tag_is: What that is called.
        tables: What each may say.
        convert: Reads one without a mistake in its keys.
        file_is: What the whole file is called.
    """

    header: str
    tag: str
    tag_is: str
    tables: Mapping[str, type[Table]]
    convert: Callable[[Mapping[str, Any]], Block]
    file_is: str

    def mistakes(self, block: object, key: str, context: Context, known: Units) -> Iterator[str]:
        """Yields what is wrong with one block.

        Args:
            block: As TOML gave it.
            key: Where it stands.
            context: Of the file.
            known: The exercises that there are.
        """
        if not isinstance(block, dict):
            yield f"{key} is no table: write {self.header}"
            return
        tag = block.get(self.tag)
        if tag is None:
            yield f"{key}.{self.tag} is missing: add one of {', '.join(self.tables)}"
        elif not isinstance(tag, str) or tag not in self.tables:
            yield f"{key}.{self.tag}: no {self.tag_is} {tag!r}: {suggestion(str(tag), self.tables)}"
        else:
            others = [*self._of_others(block, tag)]
            own = {name: value for name, value in block.items() if name not in others}
            found = [*self._misplaced(others, tag, key), *mistakes(own, self.tables[tag], context, key)]
            yield from found or self._contradictions(self.convert(block), key, known)

    def _of_others(self, block: Mapping[str, object], tag: str) -> Iterator[str]:
        """Yields the block's keys that only other blocks have, but for a plural: its nearest key was not meant."""
        own, known = self._keys(tag), self._keys(*self.tables)
        return (name for name in block if name in known and not {name, f"{name}s", name[:-1]}.intersection(own))

    def _misplaced(self, names: Iterable[str], tag: str, key: str) -> Iterator[str]:
        for name in names:
            yield f"{key}.{name}: {tag} has no {name}: use one of {', '.join(self._keys(tag))}"

    def _keys(self, *tags: str) -> list[str]:
        return [field.encode_name for tag in tags for field in msgspec.structs.fields(self.tables[tag])]

    def _contradictions(self, block: Block, key: str, known: Units) -> Iterator[str]:
        yield from block.wrong(key)
        for place, name in block.named().items():
            if name in spec.RESERVED:
                yield f"{key}.{place}: {name!r} is no exercise of its own: a {self.file_is} says what is done"
            elif name not in known:
                yield f"{key}.{place}: no exercise {name!r}: {suggestion(name, known)}"
        for place, (name, mend) in block.repeated().items():
            if known.get(name) is spec.Unit.SECONDS:
                yield f"{key}.{place}: {name} is held and has no reps: {mend}"
