"""By word: what a gate or a state is on average in each word of a text that is read letter by letter."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search.blocks import Block, mapped, of_units, over_units
from gru_viz.problem import Problem
from gru_viz.progress import Computation

if TYPE_CHECKING:
    import xarray as xr

#: Steps of a word at most; what is longer between two spaces is no word, such as a line of Chinese.
LONGEST = 30
#: Signs around a word that are none of it.
_AROUND = "\"'.,;:!?()[]{}<>*_—–-…“”‘’«»„"
_SPACES = np.frombuffer(b" \n\t\r", np.uint8)


@dataclass(frozen=True)
class WordMean:
    """A word that occurs.

    Attributes
    ----------
    word : str
        In small letters.
    mean : float
        Over all steps of all its occurrences.
    count : int
        How often it occurs.
    """

    word: str
    mean: float
    count: int


def search(
    corpus: Corpus, quantity: str, layer: int = 0, direction: int = 0, *, unit: int | None = None
) -> Computation[list[WordMean]]:
    """A mean for every word that stands between spaces, the largest first.

    Parameters
    ----------
    unit : int or None
        None for the mean over all units.

    Raises
    ------
    Problem
        The corpus is of numbers.
    """
    dataset = corpus.dataset
    if "text" not in dataset:
        raise Problem("This corpus is of numbers: it has no words of which there could be means.")
    array = of_units(corpus, quantity, layer, direction, unit)

    def read(block: Block) -> "xr.DataArray":
        return dataset["text"].isel(byte=slice(corpus.byte(block.low), corpus.byte(block.high)))

    found = yield from mapped(corpus, [array, dataset["text_offset"]], _sums, LONGEST, read)
    together: dict[str, np.ndarray] = {}
    for words, sums in found:
        for word, each in zip(words, sums, strict=True):
            if word:
                together[word] = together.get(word, 0) + each
    means = [WordMean(word, float(total / steps), int(times)) for word, (total, steps, times) in together.items()]
    return sorted(means, key=lambda each: (-each.mean, -each.count, each.word))


def _sums(block: Block, values: np.ndarray, offsets: np.ndarray, text: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Words that begin in a block, some more than once, and of each the sum over its steps, their number, and how often."""
    starts = offsets - offsets[0]
    ends = np.append(starts[1:], len(text))
    closes = np.isin(text[ends - 1], _SPACES) | block.begins[1:]
    opens = block.begins[:-1] | np.append(False, closes[:-1])
    first = np.nonzero(opens[block.own])[0] + block.own.start
    closing = np.nonzero(closes)[0]
    which = np.searchsorted(closing, first)
    first, which = first[which < len(closing)], which[which < len(closing)]
    last = closing[which]
    first, last = first[last - first < LONGEST], last[last - first < LONGEST]
    sums = np.append(0.0, np.cumsum(over_units(values)))
    whole = text.tobytes()
    codes: dict[bytes, int] = {}
    slices = zip(starts[first].tolist(), ends[last].tolist(), strict=True)
    which = np.array([codes.setdefault(whole[a:b], len(codes)) for a, b in slices], dtype=int)
    columns = (sums[last + 1] - sums[first], last + 1 - first, np.ones(len(first)))
    table = np.stack([np.bincount(which, each, minlength=len(codes)) for each in columns], axis=1)
    return [_plain(word) for word in codes], table


def _plain(word: bytes) -> str:
    """A word without the signs around it, in small letters."""
    return word.decode("utf-8", "replace").strip().strip(_AROUND).lower()
