"""CSV as applications and spreadsheets write it: with any delimiter, byte order mark or decimal sign."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.errors import SourceError
from daemon.printable import printable

_LARGEST = 50 * 1024 * 1024
"""Bytes; twenty years of training are a tenth of it."""
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One row.

    Attributes:
        file: What it is from, for messages.
        number: The file's line in which it ends.
        cells: Its texts by their column's name, in lower case; those that are empty are left out.
    """

    file: Path
    number: int
    cells: dict[str, str]

    def text(self, *columns: str) -> str:
        """Returns the first of these columns that is filled; empty: none is."""
        return next((self.cells[column] for column in columns if column in self.cells), "")

    def number_of(self, column: str) -> float | None:
        """Returns a number, with a decimal point or comma; None where the cell is empty.

        Raises:
            SourceError: It is no number.
        """
        text = self.text(column)
        if not text:
            return None
        plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        try:
            found = float(plain)
        except ValueError as error:
            raise self.wrong(column, "is no number: write it as 82.5") from error
        if found != found or found in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN alone differs from itself
            raise self.wrong(column, "is no number: write it as 82.5")
        return found

    def wrong(self, column: str, what: str) -> SourceError:
        """Returns the error of a cell: file, line, column, what is wrong with it and what to do."""
        text = printable(self.text(column))
        return SourceError(f"{self.file}: line {self.number}, column {column!r}: {text[:40]!r} {what}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes:
        file: What it is from.
        columns: In lower case.
    """

    file: Path
    columns: tuple[str, ...]
    _rows: tuple[tuple[int, list[str]], ...]

    def lines(self) -> Iterator[Line]:
        """Yields the rows; leaves empty ones out.

        Raises:
            SourceError: A row has more cells than there are columns.
        """
        for number, row in self._rows:
            cells = {name: text for name, cell in zip(self.columns, row, strict=False) if (text := _clean(cell))}
            if any(_clean(cell) for cell in row[len(self.columns) :]):
                text = f"{len(row)} cells, but the header has {len(self.columns)}: put texts with a comma into quotes"
                raise SourceError(f"{self.file}: line {number}: {text}")
            if cells:
                yield Line(self.file, number, cells)


def read(file: Path) -> Sheet:
    """Reads a table.

    Raises:
        SourceError: The file cannot be read, is no text, or has no header.
    """
    text = _text(file)
    header = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise SourceError(f"{file}: line {reader.line_num}: {error}: is this a CSV file?") from error
    if not rows:
        raise SourceError(f"{file}: it is empty: export it again")
    (_, names), *rest = rows
    return Sheet(file, tuple(_clean(name).lower() for name in names), tuple(rest))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise SourceError(f"{file}: larger than 50 MiB; is this the right file?")
        raw = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror or error}: check the path") from error
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SourceError(f"{file}: line {line}: not UTF-8: save it as CSV in UTF-8") from error


def _clean(cell: str) -> str:
    """Returns a cell without the spaces around it; a narrow space, as some write times with, is a space."""
    return cell.replace("\u202f", " ").replace("\xa0", " ").strip()
