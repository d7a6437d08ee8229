"""Shared libraries of NVIDIA's through ctypes: found, declared and called, with failures that can be told."""

import contextlib
import ctypes
from collections.abc import Callable, Sequence
from typing import Any


class NativeError(Exception):
    """A library is missing, or one of its functions failed; the text says which."""


def library(names: Sequence[str]) -> ctypes.CDLL:
    """Load the first of these that is installed.

    Raises:
        NativeError: None is.
    """
    for name in names[:-1]:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(name)
    try:
        return ctypes.CDLL(names[-1])
    except OSError as error:
        raise NativeError(f"{names[-1]} cannot be loaded ({error})") from None


def function(owner: ctypes.CDLL, name: str, *arguments: Any) -> Callable[..., int]:  # noqa: ANN401 - ctypes' types
    """A function that answers with a number, its arguments declared.

    Raises:
        NativeError: The library has none of that name: it is of another version.
    """
    try:
        found = getattr(owner, name)
    except AttributeError:
        raise NativeError(f"{owner._name} has no {name}: it is of another version") from None  # noqa: SLF001 - its file's name
    found.argtypes, found.restype = arguments, ctypes.c_int
    result: Callable[..., int] = found
    return result
