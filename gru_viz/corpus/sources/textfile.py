"""Text file: its lines one by one, however large it is, with the character at which each begins."""

import codecs
from collections.abc import Iterator
from typing import IO

from gru_viz.problem import Problem

#: Bytes read at once.
_BYTES = 1 << 20
#: Characters of a line, beyond which it is divided: what has no line breaks at all need not fit into memory.
_LINE = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def lines(file: IO[bytes], name: str, encoding: str) -> Iterator[tuple[str, int, int]]:
    """Each line without the spaces around it, as str.splitlines divides; characters before it; bytes read up to there.

    Raises
    ------
    Problem
        The file is no text, or one in another encoding.
    """
    rest, start, read = "", 0, 0
    for text in _decoded(file, name, encoding):
        read = file.tell()
        pieces = (rest + text).splitlines(keepends=True)
        # Half of "\r\n" may be still to come; a last line without a break may go on.
        rest = pieces.pop() if pieces else ""
        for piece in pieces:
            yield from _divided(piece, start, read)
            start += len(piece)
        whole = max(0, len(rest) - 1) // _LINE * _LINE
        yield from _divided(rest[:whole], start, read)
        rest, start = rest[whole:], start + whole
    for piece in rest.splitlines(keepends=True):
        yield from _divided(piece, start, read)
        start += len(piece)


def _divided(line: str, start: int, read: int) -> Iterator[tuple[str, int, int]]:
    """As many parts as it takes, each without the spaces around it."""
    for at in range(0, len(line), _LINE):
        part = line[at : at + _LINE]
        inner = part.lstrip()
        yield inner.rstrip(), start + at + len(part) - len(inner), read


def _decoded(file: IO[bytes], name: str, encoding: str) -> Iterator[str]:
    """The text, a block at a time."""
    block = file.read(_BYTES)
    decoder, at = _decoder(block, name, encoding), 0
    while True:
        try:
            yield decoder.decode(block, final=not block)
        except UnicodeError as error:
            raise Problem(
                "“{name}” is not in {encoding}: byte {place:,} cannot be read. Say which encoding it has, such as "
                'encoding="gb18030", "cp1252" or "utf-16".',
                name=name,
                encoding=encoding,
                place=at + getattr(error, "start", 0),
            ) from error
        if not block:
            return
        at += len(block)
        block = file.read(_BYTES)


def _decoder(block: bytes, name: str, encoding: str) -> codecs.IncrementalDecoder:
    """Of a file that begins with `block`; a byte order mark goes before `encoding`."""
    try:
        called = codecs.lookup(encoding).name
    except LookupError as error:
        raise Problem(
            'There is no encoding “{given}”; allowed are such as "utf-8", "gb18030", "cp1252" or "utf-16".',
            given=encoding,
        ) from error
    marked = block.startswith(_UTF16)
    if b"\0" in block[:4096] and not marked and not called.startswith(("utf-16", "utf-32")):
        raise Problem(
            "“{name}” is not a text: it holds bytes that no text has. Give a text or a Parquet file.", name=name
        )
    found = "utf-16" if marked and called == "utf-8" else "utf-8-sig" if called == "utf-8" else called
    return codecs.getincrementaldecoder(found)()
