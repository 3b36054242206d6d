"""Parquet: a column of texts, one sequence a line; or columns of numbers, a row a step."""

from collections.abc import Iterator
from itertools import pairwise
from typing import IO, Any

import numpy as np

from gru_viz.problem import Problem

#: Rows read at once.
_ROWS = 1 << 12


def rows(
    file: IO[bytes], name: str, column: str | None, by: str | None, longest: int
) -> Iterator[tuple[Any, int, float]]:
    """Each text, or each sequence of numbers, with the number of its first row and the share of the rows up to there.

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


def _cells(table: Any, column: str) -> Iterator[tuple[Any, int, float]]:
    row = 0
    for batch in table.iter_batches(batch_size=_ROWS, columns=[column]):
        for cell in batch.column(0).to_pylist():
            if cell is not None:
                yield (cell if isinstance(cell, str) else np.array(cell)), row, row / table.metadata.num_rows
            row += 1


def _steps(table: Any, features: list[str], by: str | None, longest: int) -> Iterator[tuple[Any, int, float]]:
    """Rows one after the other, as a new sequence where `by` changes and after `longest` of them."""
    held = np.zeros((0, len(features)))
    row, count = 0, table.metadata.num_rows
    for values, begins in _runs(table, features, by):
        if begins and len(held):
            yield held, row - len(held), row / count
            held = held[:0]
        held = np.concatenate([held, values])
        row += len(values)
        while len(held) >= longest:
            yield held[:longest], row - len(held), row / count
            held = held[longest:]
    if len(held):
        yield held, row - len(held), 1.0


def _runs(table: Any, features: list[str], by: str | None) -> Iterator[tuple[np.ndarray, bool]]:
    """Rows with one value of `by`, as far as what is read at once goes, and whether it is another than before."""
    mark: Any = None
    for batch in table.iter_batches(batch_size=_ROWS, columns=[*features, *([by] if by else [])]):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        values = np.stack([columns[name].to_numpy(zero_copy_only=False) for name in features], axis=1)
        marks = columns[by].to_pylist() if by else [None] * len(values)
        cuts = [at for at in range(1, len(marks)) if marks[at] != marks[at - 1]]
        for start, end in pairwise([0, *cuts, len(marks)]):
            yield values[start:end], marks[start] != mark
            mark = marks[start]
