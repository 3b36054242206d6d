"""Wire: dictionaries with arrays of numbers as bytes: JSON, and behind it the arrays, four bytes a number, deflated."""

import json
import math
import zlib
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

#: A key that only a reference to an array has: where its numbers begin, and its shape.
ARRAY = "float32"
#: The first gives nearly all that there is to gain, in half of the default's time.
_LEVEL = 1


def packed(message: dict[str, object]) -> bytes:
    """`message` as bytes, for shared/wire.js.

    Length of the JSON (uint32), eight bytes that tell one content from another, length of what follows once it is
    inflated (uint32); deflated: JSON, filled up to a multiple of 4, float32; all little-endian.
    """
    arrays: list[np.ndarray] = []
    text = json.dumps(_taken(message, arrays), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    body = b"".join((text, b" " * (-len(text) % 4), *(np.ascontiguousarray(a, dtype="<f4").tobytes() for a in arrays)))
    digest = blake2b(body, digest_size=8).digest()
    deflated = zlib.compress(body, _LEVEL, wbits=-zlib.MAX_WBITS)
    return len(text).to_bytes(4, "little") + digest + len(body).to_bytes(4, "little") + deflated


def version(message: bytes) -> str:
    """Which content a packed message has."""
    return message[4:12].hex()


def exact(value: object) -> object:
    """`value` with what four bytes cannot hold written out: other arrays than float32 as lists, and what is no number as None."""
    if isinstance(value, dict):
        return {key: exact(each) for key, each in value.items()}
    if isinstance(value, np.ndarray) and value.dtype != np.float32:
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [exact(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _taken(value: object, arrays: list[np.ndarray]) -> object:
    """`value` with each array of numbers replaced by where it stands behind those that were taken before."""
    if isinstance(value, dict):
        return {key: _taken(each, arrays) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_taken(each, arrays) for each in value]
    if isinstance(value, np.ndarray):
        start = sum(array.size for array in arrays)
        arrays.append(value)
        return {ARRAY: [start, *value.shape]}
    return value.item() if isinstance(value, np.generic) else value


def changes(one: object, other: object) -> Iterable[list]:
    """What makes `other` of `one`, as pairs of path and value, which wire.js puts in place; arrays are always new.

    Both are pictures of the same kind: lists of another length and keys that come or go are replaced as a whole.
    """
    yield from _changes(one, other, [])


def _changes(one: object, other: object, path: list[str | int]) -> Iterable[list]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _changes(one[key], other[key], [*path, key])
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other) < 32:
        for index, (before, after) in enumerate(zip(one, other, strict=True)):
            yield from _changes(before, after, [*path, index])
    elif isinstance(other, np.ndarray) or isinstance(one, np.ndarray) or one != other:
        yield [path, other]
