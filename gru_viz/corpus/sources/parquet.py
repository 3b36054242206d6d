"""Parquet: a column of texts, one sequence a line; or columns of numbers, a row a step."""

from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from gru_viz.problem import Problem

#: Rows read at once.
_ROWS = 1 << 12


def rows(file: IO[bytes], name: str, column: str | None, by: str | None, longest: int) -> Iterator[tuple[Any, int]]:
    """Each text, or each sequence of numbers, with the number of its first row.

    Parameters
    ----------
    column : str or None
        Which one holds the text, or a list of numbers a row; by default the only one that does, else all columns of
        numbers are features.
    by : str or None
        The column that tells sequences apart: where its value changes the next one begins. By default all rows are one.
    longest : int
        Steps after which a sequence of rows is divided.

    Raises
    ------
    Problem
        The file is no Parquet, or which column is meant is not clear.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    try:
        table = pq.ParquetFile(file)
    except pa.ArrowInvalid as error:
        raise Problem("“{name}” is no Parquet file.", name=name) from error
    schema = table.schema_arrow
    for wanted in filter(None, (column, by)):
        if wanted not in schema.names:
            raise Problem(
                "“{name}” has no column “{column}”; it has {names}.",
                name=name,
                column=wanted,
                names=", ".join(schema.names),
            )
    whole = [field.name for field in schema if _is_whole(field.type) and field.name != by]
    features = [field.name for field in schema if _is_number(field.type) and field.name != by]
    if column is None and len(whole) == 1:
        column = whole[0]
    if column is not None and column in whole:
        yield from _cells(table, column)
    elif column is None and not whole and features:
        yield from _steps(table, features, by, longest)
    elif column is not None and column in features:
        yield from _steps(table, [column], by, longest)
    else:
        raise Problem(
            "Which column of “{name}” is to be read? Say column=…; it has {names}.",
            name=name,
            names=", ".join(schema.names),
        )


def _is_whole(kind: Any) -> bool:
    """Whether one cell is a sequence."""
    import pyarrow.types as is_  # noqa: PLC0415 - an extra

    return is_.is_string(kind) or is_.is_large_string(kind) or is_.is_list(kind) or is_.is_large_list(kind)


def _is_number(kind: Any) -> bool:
    import pyarrow.types as is_  # noqa: PLC0415 - an extra

    return is_.is_integer(kind) or is_.is_floating(kind) or is_.is_boolean(kind)


def _cells(table: Any, column: str) -> Iterator[tuple[Any, int]]:
    row = 0
    for batch in table.iter_batches(batch_size=_ROWS, columns=[column]):
        for cell in batch.column(0).to_pylist():
            if cell is not None:
                yield (cell if isinstance(cell, str) else np.array(cell)), row
            row += 1


def _steps(table: Any, features: list[str], by: str | None, longest: int) -> Iterator[tuple[Any, int]]:
    held, start, row, current = [], 0, 0, None
    size = 0
    for batch in table.iter_batches(batch_size=_ROWS, columns=[*features, *([by] if by else [])]):
        names = list(batch.schema.names)
        values = np.stack([batch.column(names.index(each)).to_numpy(zero_copy_only=False) for each in features], 1)
        marks = batch.column(names.index(by)).to_pylist() if by else [None] * len(values)
        cuts = [at for at, mark in enumerate(marks) if mark != (marks[at - 1] if at else current)] if by else []
        current = marks[-1]
        for begin, end in zip([0, *cuts], [*cuts, len(values)], strict=True):
            if begin in cuts and size:
                yield np.concatenate(held), start
                held, size = [], 0
            at = begin
            while at < end:
                if not size:
                    start = row + at
                taken = min(end - at, longest - size)
                held.append(values[at : at + taken])
                size, at = size + taken, at + taken
                if size == longest:
                    yield np.concatenate(held), start
                    held, size = [], 0
        row += len(values)
    if size:
        yield np.concatenate(held), start
