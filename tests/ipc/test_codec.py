import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from daemon.ipc import codec
from tests.fakes.box import an_event, go

T = TypeVar("T")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


async def frames(data: bytes) -> list[bytes]:
    """What a peer reads from a stream of these bytes."""
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    found = []
    while (body := await codec.read_frame(reader)) is not None:
        found.append(body)
    return found


def assert_one_line(read: Callable[[], T]) -> T | None:
    """What is read, or None where it is refused, in one line."""
    said = ""
    try:
        return read()
    except codec.FrameError as error:
        said = str(error)
    assert said
    assert "\n" not in said
    return None


def test_an_event_comes_out_as_it_went_in() -> None:
    message = codec.Recorded(event=an_event())
    (body,) = go(lambda: frames(codec.pack(message)))
    assert codec.from_server(body) == message


@given(verb=st.text(max_size=30), args=st.dictionaries(st.text(max_size=9), ANYTHING, max_size=4))
def test_a_request_comes_out_as_it_went_in(verb: str, args: dict[str, object]) -> None:
    message = codec.Request(id=1, verb=verb, args=args)
    assert codec.from_client(codec.pack(message)[4:]) == message


@pytest.mark.parametrize("read", [codec.from_client, codec.from_server])
@given(body=st.binary(max_size=200))
@settings(max_examples=500)
def test_bytes_that_are_no_message_are_one_clear_error(read: Callable[[bytes], codec.Message], body: bytes) -> None:
    assert_one_line(lambda: read(body))


@example(at=7, flip=120)  # a line end where the message's name was
@given(at=st.integers(0, 200), flip=st.integers(1, 255))
@settings(max_examples=500)
def test_a_flipped_byte_is_never_a_crash(at: int, flip: int) -> None:
    body = bytearray(codec.pack(codec.Recorded(event=an_event()))[4:])
    body[at % len(body)] ^= flip
    assert_one_line(lambda: codec.from_server(bytes(body)))


def test_arguments_nested_without_end_are_one_clear_error() -> None:
    nested = b"\x91" * 60_000 + b"\xc0"
    head = codec.pack(codec.Request(id=1, verb="x", args={"a": None}))[4:-1]
    with pytest.raises(codec.FrameError):
        codec.from_client(head + nested)


@given(data=st.binary(max_size=300))
def test_any_stream_ends_in_frames_or_in_one_clear_error(data: bytes) -> None:
    found = assert_one_line(lambda: go(lambda: frames(data)))
    assert found is None or sum(4 + len(body) for body in found) == len(data)


@pytest.mark.parametrize("cut", [1, 3, 4, 5, -1])
def test_a_stream_that_ends_inside_a_frame_is_told(cut: int) -> None:
    with pytest.raises(codec.FrameError, match="ended inside"):
        go(lambda: frames(codec.pack(codec.Live(seq=1))[:cut]))


def test_a_frame_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(codec.FrameError, match="65537"):
        go(lambda: frames((codec.LIMIT + 1).to_bytes(4, "big")))


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(codec.FrameError, match="ask for less"):
        codec.pack(codec.Reply(id=1, result="x" * codec.LIMIT))


def test_a_field_of_a_newer_spotter_is_passed_over() -> None:
    newer = codec.pack(codec.Live(seq=1))[4:]
    assert newer[0] == 0x82
    assert codec.from_server(b"\x83" + newer[1:] + b"\xa3new\x01") == codec.Live(seq=1)
