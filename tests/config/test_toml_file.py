import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, field

from daemon.config import toml_file
from daemon.config.table import Table
from daemon.errors import ConfigError

NOBODY = 65534


class Colour(str, Enum):
    RED = "red"
    GREEN = "green"


class Lamp(Table, frozen=True):
    volts: Annotated[float, Meta(ge=1, le=12)] = 5.0
    pins: list[Annotated[int, Meta(ge=0, le=40)]] = field(default_factory=list)
    colour: Colour = Colour.RED
    mode: Literal["on", "off"] = "on"
    label: Annotated[str, Meta(pattern="^[a-z]+$", description="lower-case letters")] = "a"
    log: Path | None = None


class File(Table, frozen=True):
    lamp: Lamp
    named: dict[str, Lamp] = field(default_factory=dict)


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        toml_file.read(path, File)
    message = str(caught.value)
    assert "\n" not in message
    return message.replace(f"{path}", "FILE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[lamp]\nvolt = 3", "FILE: unknown key lamp.volt: did you mean volts?"),
        (
            "[lamp]\nzzzzzz = 3",
            "FILE: unknown key lamp.zzzzzz: not allowed in [lamp]; use one of volts, pins, colour, mode, label, log",
        ),
        ("[lanp]", "FILE: unknown key lanp: did you mean lamp?"),
        ("", "FILE: lamp is missing: add it"),
        ("lamp = 3", "FILE: lamp = 3: expected a table, got a whole number"),
        ("[lamp]\nvolts = 13", "FILE: lamp.volts = 13: expected a number from 1 to 12"),
        ("[lamp]\nvolts = nan", "FILE: lamp.volts = nan: expected a number from 1 to 12"),
        ("[lamp]\nvolts = true", "FILE: lamp.volts = true: expected a number from 1 to 12"),
        ("[lamp]\nvolts = 'x'", "FILE: lamp.volts: expected a number, got a text in quotes"),
        ("[lamp]\npins = [1, 41]", "FILE: lamp.pins[1] = 41: expected a whole number from 0 to 40"),
        ("[lamp]\ncolour = 'gren'", "FILE: lamp.colour: unknown value 'gren': did you mean green?"),
        ("[lamp]\nmode = 'blink'", "FILE: lamp.mode: unknown value 'blink': known: off, on"),
        ("[lamp]\nlabel = 'Ä'", "FILE: lamp.label: expected lower-case letters"),
        ("[lamp]\nlog = ''", "FILE: lamp.log: expected a path, on one line and without control characters"),
        ("[lamp]\n[named.x]\nvolt = 1", "FILE: unknown key named.x.volt: did you mean volts?"),
        ("[lamp]\nvolts = ", 'FILE:2: not TOML: Invalid value: a value is missing, or a text lacks its "quotes"'),
        ("[lamp]\nvolts = 1\nvolts = 2", "FILE:3: not TOML: Cannot overwrite a value: give each key once"),
        ("[lamp]\nlabel = '''", "FILE:2: not TOML: Expected \"'''\""),
        ("a = " + "[" * 5000, "FILE: not TOML that can be read: nested too deep, or a number too long"),
    ],
)
def test_a_mistake_is_one_line_with_file_key_and_mend(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "lamp.toml"
    path.write_text(text)
    assert complaint(path) == expected


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    assert complaint(tmp_path / "no.toml").startswith("FILE: cannot be read (No such file or directory)")


def test_a_folder_is_one_clear_error(tmp_path: Path) -> None:
    assert complaint(tmp_path).startswith("FILE: a folder, and no file: name a TOML file")


@contextmanager
def without_root() -> Iterator[None]:
    """Somebody who may not read everything, also where root runs the tests."""
    user = os.geteuid()
    os.seteuid(user or NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_an_unreadable_file_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "secret.toml"
    path.touch(mode=0o000)
    with without_root():
        said = complaint(path)
    assert said.startswith("FILE: cannot be read (Permission denied)")


def test_a_file_that_is_not_text_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b"[lamp]\n# caf\xe9\n")
    assert complaint(path) == "FILE:2: not UTF-8 text: save it as UTF-8"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(b"#" * (toml_file.SIZE_LIMIT + 1))
    assert "is this the right file?" in complaint(path)


def test_windows_marks_and_line_ends_are_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "lamp.toml"
    path.write_bytes(b"\xef\xbb\xbf[lamp]\r\nvolts = 3\r\n")
    assert toml_file.read(path, File).lamp.volts == 3.0


def test_a_relative_path_is_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "lamp.toml"
    path.write_text("[lamp]\nlog = 'a/b.log'")
    assert toml_file.read(path, File).lamp.log == tmp_path / "a" / "b.log"
    path.write_text("[lamp]\nlog = '/a/b.log'")
    assert toml_file.read(path, File).lamp.log == Path("/a/b.log")
    path.write_text("[lamp]\nlog = '~/b.log'")
    assert toml_file.read(path, File).lamp.log == Path.home() / "b.log"


@given(st.binary(max_size=200) | st.text(alphabet="[]={}\"'#.\nlampvolts019-:", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_line(raw: bytes) -> None:
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"spotter-fuzz-{os.getpid()}.toml"  # noqa: S108 - removed below
    path.write_bytes(raw)
    try:
        toml_file.read(path, File)
    except ConfigError as error:
        assert "\n" not in str(error)  # noqa: PT017 - not raising is right too
    finally:
        path.unlink()
