"""`gru-viz corpus`: a model over texts of any size, into a store; and what is where in such a store."""

import argparse
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gru_viz
from gru_viz.command.layer import layer_of
from gru_viz.learning.files.belonging import reader_of
from gru_viz.learning.files.contents import contents_of
from gru_viz.learning.files.vocabularyfile import vocabulary_of
from gru_viz.problem import Problem
from gru_viz.progress import whole

#: What the extra installs and nothing else does.
_PACKAGES = ("zarr", "dask", "tqdm")


def trace_corpus(options: argparse.Namespace) -> None:
    """Trace, with a bar; what was interrupted goes on."""
    _check_packages()
    names = ("keep", "dtype", "chunk", "longest", "column", "by", "encoding", "overwrite")
    arguments = {name: getattr(options, name) for name in names}
    try:
        source = options.source[0] if len(options.source) == 1 else [Named(each) for each in options.source]
        print(gru_viz.corpus.trace(_model(options), source, options.store, client=options.scheduler, **arguments))
    except KeyboardInterrupt:
        raise Problem(
            "Stopped. “{store}” is valid as far as it is; the same command goes on.", store=options.store
        ) from None


class Named:
    """The name of a file, or a URL, which a Path would spoil."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __fspath__(self) -> str:
        return self._name


def _model(options: argparse.Namespace) -> Any:
    models = gru_viz.bundled()
    if options.model in models:
        return options.model
    if not Path(options.model).is_file():
        raise Problem(
            "There is no file “{file}”, and no bundled model of that name; there are {names}.",
            file=options.model,
            names=", ".join(models),
        )
    words = None if options.vocab is None else vocabulary_of(options.vocab)
    contents = contents_of(options.model)
    return reader_of(contents, layer_of(contents, options), vocabulary=words)


def search_corpus(options: argparse.Namespace) -> None:
    """A line for each place: position, score, and the tokens around it with the place between brackets."""
    _check_packages()
    from gru_viz.corpus.search import bytoken, nearest, pattern, strongest  # noqa: PLC0415 - whoever traces needs none
    from gru_viz.corpus.soundness import check_chunks  # noqa: PLC0415 - as above

    corpus = gru_viz.corpus.open(options.store)
    check_chunks(corpus.path, corpus.dataset)
    quantity = options.strongest or options.means or "hidden_state"
    where = _where(corpus, quantity, options)
    if options.means is not None:
        for mean in whole(bytoken.search(corpus, quantity, *where, unit=options.unit)):
            print(f"{corpus.symbols[mean.token]}\t{mean.mean:.3f}\t{mean.count:,} times")
    elif options.strongest is not None:
        if options.unit is None:
            raise Problem("“--strongest” needs “--unit”: of which one?")
        high, low = whole(strongest.search(corpus, quantity, options.unit, *where, count=options.count))
        _print(corpus, high)
        print()
        _print(corpus, low)
    elif options.nearest is not None:
        _print(corpus, whole(nearest.search(corpus, options.nearest, *where, count=options.count)))
    else:
        start, end = options.pattern
        wanted = pattern.pattern(corpus, start, end, None, quantity, *where)
        found = whole(pattern.search(corpus, wanted, count=options.count))
        print(f"{len(wanted.units)} units are on above {wanted.threshold}: {', '.join(map(str, wanted.units))}")
        _print(corpus, found.places)


def _where(corpus: Any, quantity: str, options: argparse.Namespace) -> tuple[int, int]:
    """Layer and direction as places on the axes; Problem where there is no such thing in the store."""
    if quantity not in corpus.quantities:
        raise Problem(
            "“{quantity}” is not in this store; it has {names}.", quantity=quantity, names=", ".join(corpus.quantities)
        )
    sizes, directions = corpus.dataset[quantity].sizes, corpus.dataset.direction.values.tolist()
    for name, size in (("layer", sizes["layer"]), ("unit", sizes["unit"])):
        given = getattr(options, name)
        if given is not None and not 0 <= given < size:
            raise Problem("{name} cannot be {given}; allowed: 0 to {last}.", name=name, given=given, last=size - 1)
    if options.count < 1:
        raise Problem("{name} cannot be {given}; allowed: whole numbers from 1 on.", name="count", given=options.count)
    if options.direction not in directions:
        raise Problem("This GRU reads forward only.")
    ends = [options.nearest, *(options.pattern or [])]
    if any(each is not None and not 0 <= each < len(corpus) for each in ends) or (ends[1:] and ends[1] >= ends[2]):
        raise Problem("Positions go from 0 to {last}, the first before the second.", last=len(corpus) - 1)
    return options.layer, directions.index(options.direction)


def _print(corpus: Any, places: Iterable[Any]) -> None:
    from gru_viz.corpus.search.contexts import around  # noqa: PLC0415 - as above

    for place in places:
        low, high = around(corpus, place.start, place.end)
        before, inside, after = (
            corpus.text(*each) for each in ((low, place.start), (place.start, place.end), (place.end, high))
        )
        print(f"{place.start}\t{place.score:.3f}\t{before}[{inside}]{after}")


def _check_packages() -> None:
    if missing := [name for name in _PACKAGES if find_spec(name) is None]:
        raise Problem(
            "Corpora need packages that are not installed ({names}): pip install 'gru-viz[corpus]'.",
            names=", ".join(missing),
        )
