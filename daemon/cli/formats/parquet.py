"""Parquet, for those who analyse; pyarrow writes it, which is not installed with Spotter."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from daemon.cli.formats.tables import Row
from daemon.errors import UsageError

_ROWS = 10_000
"""Rows that are in memory at once."""


def write(rows: Iterable[Row], columns: dict[str, type], path: Path) -> None:
    """Write a table, every column typed and able to be empty.

    Raises:
        UsageError: pyarrow is not installed.
    """
    arrow, parquet = _pyarrow()
    types = {bool: arrow.bool_(), int: arrow.int64(), float: arrow.float64(), str: arrow.string()}
    schema = arrow.schema([(name, types[of]) for name, of in columns.items()])
    with parquet.ParquetWriter(path, schema) as writer:
        page: list[Row] = []
        for row in rows:
            page.append(
                {
                    name: str(value) if columns[name] is str and value is not None else value
                    for name, value in row.items()
                }
            )
            if len(page) == _ROWS:
                writer.write_table(arrow.Table.from_pylist(page, schema))
                page = []
        writer.write_table(arrow.Table.from_pylist(page, schema))


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as arrow  # noqa: PLC0415, ICN001 - it may be missing; no abbreviation
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError as error:
        text = "Parquet needs pyarrow, which is not installed: pip install 'pyarrow>=20', or take --format csv"
        raise UsageError(text) from error
    return arrow, parquet
