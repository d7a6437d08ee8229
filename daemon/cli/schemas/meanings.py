"""What a type and its fields are, as its docstring says."""

import inspect
import re
from collections.abc import Iterator

from daemon.config import schema

_FIELD = re.compile(r"^ {4}(\w+(?:, \w+)*): (.+(?:\n {8}.+)*)", re.MULTILINE)
_REFERENCE = re.compile(r"; see ``[\w.]+``|\s*See ``[\w.]+``\.")


def summary(kind: type) -> str:
    """Returns the first paragraph of a type's docstring, without a reference to the code."""
    return _plain(_own(kind).partition("\n\n")[0])


def fields(*kinds: type) -> dict[str, str]:
    """Returns what the fields of a type and of those that it extends are; a later type's word counts."""
    found: dict[str, str] = {}
    for kind in kinds:
        for each in reversed(kind.__mro__):
            found |= dict(_attributes(each))
            found |= {name: _plain(text) for name, text in schema.meanings(each).items()} if _is_ours(each) else {}
    return found


def _attributes(kind: type) -> Iterator[tuple[str, str]]:
    for names, text in _FIELD.findall(_own(kind).partition("\nAttributes:\n")[2]):
        for name in names.split(", "):
            yield name, _plain(text)


def _own(kind: type) -> str:
    return inspect.cleandoc(kind.__dict__.get("__doc__") or "") if _is_ours(kind) else ""


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("daemon.")


def _plain(text: str) -> str:
    """Returns a text as Markdown; Python's None is JSON's null."""
    words = " ".join(_REFERENCE.sub("", text).split())
    return re.sub(r"\bNone\b", "null", words.replace("``", "`"))
