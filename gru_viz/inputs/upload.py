"""Upload: a file of numbers as a table; nothing in it is ever executed."""

import io
import re

import numpy as np

from gru_viz.inputs.delimited import Header, read_table
from gru_viz.inputs.table import Table
from gru_viz.problem import Problem

_HIGH = re.compile(rb"[\x80-\xff]+")


def read_upload(name: str, content: bytes, header: Header = "auto") -> Table:
    """Table of an uploaded .csv, .tsv, .txt or .npy file; nothing in it is ever executed.

    Raises
    ------
    Problem
        The content is not what the name says, holds Python objects, or has no or too many numbers.
    """
    if name.lower().endswith(".npy") or content.startswith(b"\x93NUMPY"):
        return _read_npy(content)
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problem("“{name}” is not a text file. Allowed are CSV or TSV text and .npy arrays.", name=name[:80])
    for encoding in encodings_of(content):
        try:
            return read_table(content.decode(encoding), header)
        except UnicodeDecodeError:
            continue
    raise Problem("“{name}” is not a text file. Allowed are CSV or TSV text and .npy arrays.", name=name[:80])


def encodings_of(content: bytes) -> tuple[str, ...]:
    """What the text may be written in, the likeliest first.

    Chinese characters are pairs of high bytes, frequent ones begin below 0xD8; in Latin-1 (cp1252) an accented letter mostly
    stands alone, and small ones are above 0xDE, "öß" as well.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    latin = [len(run) % 2 == 1 or (len(run) == 2 and min(run) > 0xDE) for run in _HIGH.findall(content)]
    return ("utf-8-sig", "cp1252" if latin and 2 * sum(latin) >= len(latin) else "gb18030")


def _read_npy(content: bytes) -> Table:
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except Exception as error:  # whatever a hostile or broken file makes NumPy raise
        raise Problem(
            "This .npy file cannot be read as an array of numbers. Files with Python objects are refused, "
            "because opening them could run a program; save the array with a number dtype."
        ) from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub" or array.ndim not in (1, 2, 3):
        raise Problem(
            "This .npy file holds an array of shape {shape} and type {dtype}. Allowed are real numbers of shape "
            "(steps,), (steps, features) or (batch, steps, features).",
            shape=getattr(array, "shape", "?"),
            dtype=getattr(array, "dtype", "?"),
        )
    if array.size == 0:
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    array = array.astype(np.float64)
    array = array[None, :, None] if array.ndim == 1 else array[None] if array.ndim == 2 else array
    bad = ~(np.abs(array) <= 1e30)
    if bad.any():
        batch, row, column = (int(i) for i in np.argwhere(bad)[0])
        raise Problem(
            "Row {row}, column “{column}”: “{cell}” is not a number a GRU can read. "
            "Allowed are finite numbers such as 3, -0.5, 1e-3 or 1,234.5.",
            row=row + 1,
            column=column + 1,
            cell=array[batch, row, column],
        )
    return Table(tuple(str(i + 1) for i in range(array.shape[2])), array=array)
