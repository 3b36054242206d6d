"""Search: what is asked of a corpus, chunk by chunk: patterns, nearest states, strongest places, means by token.

The functions here do it in one go; those called `search`, in a module for each, say how far they are.
"""

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search import bytoken, byword, nearest, pattern, strongest
from gru_viz.corpus.search.bytoken import Mean
from gru_viz.corpus.search.byword import WordMean
from gru_viz.corpus.search.contexts import Context, Place, around, contexts
from gru_viz.corpus.search.findtext import find
from gru_viz.corpus.search.pattern import Matches, Pattern
from gru_viz.progress import whole

__all__ = [
    "Context",
    "Matches",
    "Mean",
    "Pattern",
    "Place",
    "WordMean",
    "around",
    "contexts",
    "find",
    "means_by_token",
    "means_by_word",
    "nearest_states",
    "same_pattern",
    "strongest_places",
]


def nearest_states(
    corpus: Corpus, position: int, layer: int = 0, direction: int = 0, *, count: int = 10
) -> list[Place]:
    """The places whose hidden state is closest to that after the token at `position`.

    Examples
    --------
    >>> import tempfile, gru_viz
    >>> store = tempfile.mkdtemp() + "/run.zarr"
    >>> run = gru_viz.corpus.trace("words", ["It was the best of times, it was the worst."], store, progress=False)
    >>> place = nearest_states(run, 4, count=1)[0]  # “s” of the first “was”: that of the second
    >>> run.text(place.start - 2, place.end).strip()
    'was'
    """
    return whole(nearest.search(corpus, position, layer, direction, count=count))


def strongest_places(
    corpus: Corpus, quantity: str, unit: int, layer: int = 0, direction: int = 0, *, count: int = 10
) -> tuple[list[Place], list[Place]]:
    """The places where a quantity of a unit is largest, and those where it is smallest."""
    return whole(strongest.search(corpus, quantity, unit, layer, direction, count=count))


def same_pattern(
    corpus: Corpus,
    start: int,
    end: int,
    threshold: float | None = None,
    quantity: str = "hidden_state",
    layer: int = 0,
    direction: int = 0,
    *,
    count: int = 10,
) -> tuple[Pattern, Matches]:
    """The units that are on in a stretch of tokens and off around it, and where else they are; as in LSTMVis.

    Parameters
    ----------
    threshold : float or None
        None for one that most units fit.
    """
    wanted = pattern.pattern(corpus, start, end, threshold, quantity, layer, direction)
    return wanted, whole(pattern.search(corpus, wanted, count=count))


def means_by_token(
    corpus: Corpus, quantity: str, layer: int = 0, direction: int = 0, *, unit: int | None = None
) -> list[Mean]:
    """The mean of a quantity at each token of the vocabulary, the largest first; Problem for a corpus of numbers."""
    return whole(bytoken.search(corpus, quantity, layer, direction, unit=unit))


def means_by_word(
    corpus: Corpus, quantity: str, layer: int = 0, direction: int = 0, *, unit: int | None = None
) -> list[WordMean]:
    """The mean of a quantity in each word of a text that was read letter by letter, the largest first."""
    return whole(byword.search(corpus, quantity, layer, direction, unit=unit))
