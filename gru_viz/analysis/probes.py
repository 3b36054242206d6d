"""Probes: what can be read off the hidden states, by linear models that are judged on sequences they have not seen."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gru_viz.analysis.automaton.alphabet import symbols
from gru_viz.analysis.automaton.holding import holdings
from gru_viz.analysis.onethread import one_thread
from gru_viz.cells.celltrace import CellTrace
from gru_viz.learning.letters import word_ends
from gru_viz.learning.tasks import Task
from gru_viz.problem import N_
from gru_viz.progress import Computation, whole

#: Steps that a probe learns from and is judged on, at most; parts that they fall into.
MOST_STEPS, FOLDS = 4000, 5
#: A feature with more different values than this is no class.
_MOST_CLASSES = 40


@dataclass(frozen=True)
class Feature:
    """Something that a reader would say of a step.

    Attributes
    ----------
    says : str
        Catalogue key.
    values : ndarray (N,)
        Of all steps in a row: numbers, or classes as whole numbers.
    classes : bool
    """

    says: str
    values: np.ndarray
    classes: bool


@dataclass(frozen=True)
class Probe:
    """How well a feature can be read off.

    Attributes
    ----------
    feature : Feature
    score : float
        Of a linear model on sequences that it has not seen, mean of the folds: accuracy of classes, R² of a number.
    chance : float
        What is reached without looking: the share of the most frequent class; 0.
    unit : int
        The one that follows it best by itself.
    correlation : float
        How well: Pearson's r with a number or with one of two classes, else the correlation ratio η.
    """

    feature: Feature
    score: float
    chance: float
    unit: int
    correlation: float


def features(task: Task, rows: Sequence[Sequence], written: np.ndarray) -> list[Feature]:
    """What a reader would say of the steps of a task's sequences.

    Parameters
    ----------
    task : Task
    rows : sequence of sequence
        Tokens or rows of numbers.
    written : ndarray (N,), in [0, 1]
        Mean write gate at each step of all of them in a row.
    """
    found = [Feature(N_("position in the sequence"), np.concatenate([np.arange(len(row)) for row in rows]), False)]
    read = [symbols(task, row) for row in rows]
    found += _classes(N_("the symbol itself"), [list(row) for row in read])
    found += _classes(N_("the symbol before"), [["", *row[:-1]] for row in read])
    if (holding := holdings(task)) is not None:
        found += _classes(
            N_("what is to be held by the rule"), [[str(name) for name in holding(list(row))[1:]] for row in rows]
        )
    lengths = [len(row) for row in rows]
    found.append(Feature(N_("steps since the last strong write"), _since(written, lengths), False))
    if task.embedding_size:
        starts = [[True, *(end == 1 for end in word_ends(row)[:-1])] for row in rows]
        found += _classes(N_("a word begins"), starts)
    return [each for each in found if len(np.unique(each.values)) > 1]


def _classes(says: str, rows: list[list]) -> Iterator[Feature]:
    """A feature of classes, unless there are too many of them."""
    flat = [each for row in rows for each in row]
    numbers = {each: number for number, each in enumerate(dict.fromkeys(flat))}
    if len(numbers) <= _MOST_CLASSES:
        yield Feature(says, np.array([numbers[each] for each in flat]), True)


def _since(written: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
    """Steps since more was written than halfway between the least and the most, from the start of each sequence."""
    strong = written > (written.min() + written.max()) / 2
    found, at = [], 0
    for length in lengths:
        last = 0
        for step in range(length):
            last = 0 if strong[at + step] else last + 1
            found.append(last)
        at += length
    return np.array(found)


def probe(
    tr: CellTrace, task: Task, rows: Sequence[Sequence], layer: int = 0, direction: str | None = None
) -> list[Probe]:
    """A probe of each feature; see `search`."""
    return whole(search(tr, task, rows, layer, direction))


def search(
    tr: CellTrace, task: Task, rows: Sequence[Sequence], layer: int = 0, direction: str | None = None, seed: int = 0
) -> Computation[list[Probe]]:
    """A probe of each feature, one a piece.

    Parameters
    ----------
    tr : CellTrace
        Of sequences of the task.
    task : Task
    rows : sequence of sequence
        Those sequences, tokens or rows of numbers.
    layer : int
    direction : "forward", "backward", or None for the first that there is
    seed : int
        Of the choice of sequences, where there are more steps than are needed.
    """
    # A task's shorter sequences are filled up to the longest; only what stands in them counts.
    lengths = [len(row) for row in rows]
    count = max(FOLDS, min(len(rows), MOST_STEPS * len(rows) // sum(lengths)))
    chosen = np.sort(np.random.default_rng(seed).permutation(len(rows))[:count])
    ends = [(sample, lengths[sample]) for sample in chosen]
    states = _in_a_row(tr, "hidden_state", layer, direction, ends)
    keep = tr.keep_gate
    written = (
        states[:, 0] * 0 if keep is None else 1 - _in_a_row(tr, tr.cell.keeps, layer, direction, ends).mean(axis=1)
    )
    if keep is not None and tr.facts.get("update_convention") == "write":
        written = 1 - written
    groups = np.concatenate([np.full(length, sample) for sample, length in ends])
    every = features(task, [rows[sample] for sample in chosen], written)
    found = []
    for number, feature in enumerate(every):
        yield number / len(every)
        found.append(_judged(feature, states, groups))
    return found


def _in_a_row(
    tr: CellTrace, quantity: str, layer: int, direction: str | None, ends: Iterable[tuple[int, int]]
) -> np.ndarray:
    """All steps of sequences with their lengths, (N, hidden_size)."""
    values = getattr(tr, quantity)[layer, tr.side(direction)].detach().double().cpu().numpy()
    return np.concatenate([values[:length, sample] for sample, length in ends])


def _judged(feature: Feature, states: np.ndarray, groups: np.ndarray) -> Probe:
    """Cross-validated over sequences."""
    # They take a second to load.
    from sklearn.linear_model import LogisticRegression, Ridge  # noqa: PLC0415
    from sklearn.model_selection import GroupKFold, cross_val_score  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    kinds: tuple[Any, Any] = LogisticRegression, Ridge
    # Newton's steps reach the best there is in half the time that the usual solver takes to come near it.
    linear = kinds[0](solver="newton-cg", max_iter=200) if feature.classes else kinds[1]()
    model = make_pipeline(StandardScaler(), linear)
    with warnings.catch_warnings(), one_thread():
        warnings.simplefilter("ignore")  # of classes that one part lacks, and of a search that may end early
        folds = cross_val_score(model, states, feature.values, groups=groups, cv=GroupKFold(FOLDS))
    correlations = _correlations(feature, states)
    unit = int(np.abs(correlations).argmax())
    chance = np.bincount(feature.values).max() / len(feature.values) if feature.classes else 0.0
    return Probe(feature, float(np.nanmean(folds)), float(chance), unit, float(correlations[unit]))


def _correlations(feature: Feature, states: np.ndarray) -> np.ndarray:
    """Of every unit with the feature, (hidden_size,)."""
    centred = states - states.mean(axis=0)
    total = (centred**2).sum(axis=0)
    values = feature.values.astype(float)
    if feature.classes and len(np.unique(values)) > 2:
        between = sum((values == each).sum() * centred[values == each].mean(axis=0) ** 2 for each in np.unique(values))
        return np.sqrt(between / np.where(total > 0, total, np.inf))
    wanted = values - values.mean()
    norm = np.sqrt(total * (wanted**2).sum())
    return wanted @ centred / np.where(norm > 0, norm, np.inf)
