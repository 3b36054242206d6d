"""Find text: the next place of a corpus where some words stand."""

from bisect import bisect_right

from gru_viz.corpus.opened import Corpus

#: Bytes that are read at once, and in all.
_AT_ONCE, _MOST = 1 << 22, 1 << 28


def find(corpus: Corpus, words: str, after: int) -> int | None:
    """Position of the token in which `words` begin next, after the token `after` and then from the start; None if nowhere.

    Parameters
    ----------
    words : str
        Letters from A to Z are found in either case.
    after : int
    """
    wanted = words.strip().encode().lower()
    if not wanted or "text" not in corpus.dataset:
        return None
    start, end = corpus.byte(after + 1), corpus.byte(len(corpus))
    for low, high in ((start, end), (0, min(end, start + len(wanted) - 1))):
        at = _found(corpus, wanted, low, high)
        if at is not None:
            return bisect_right(range(len(corpus)), at, key=corpus.byte) - 1
    return None


def _found(corpus: Corpus, wanted: bytes, low: int, high: int) -> int | None:
    """Where the bytes stand first between two places."""
    for start in range(low, min(high, low + _MOST), _AT_ONCE):
        piece = corpus.stretch("text", start, min(high, start + _AT_ONCE + len(wanted) - 1)).tobytes().lower()
        if (at := piece.find(wanted)) >= 0:
            return start + at
    return None
