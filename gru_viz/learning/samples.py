"""Samples: a task of one's own, from a Dataset or from batches, as the training loop takes it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from torch.utils.data import Dataset, IterableDataset

from gru_viz.learning.tasks import FRESH_SEEDS, Batch

#: What is not asked, as PyTorch's cross_entropy marks it.
NOT_ASKED = -100
#: The share of a Dataset that is held back to judge by, and of how many at most.
_HELD_BACK, _MOST = 10, 128


class Samples:
    """Sequences with their right answers.

    One is a pair. Its inputs are (T, features) numbers, or (T,) ids of an embedding. Its targets are

    - (T,) whole numbers: a class at each step, -100 where none is asked; or one whole number: a class at the last step;
    - (T, values) numbers: values at each step, NaN where none is asked; or (values,) numbers, or one: at the last step.

    Parameters
    ----------
    data : Dataset, or iterable of batches
        A Dataset with `len` whose items are such pairs, all of one length; or what gives pairs with a batch axis in front,
        such as a DataLoader, again and again.
    fresh : pair of Tensor, optional
        A batch to judge by. By default the last tenth of a Dataset, at most 128, which training leaves out; of batches the
        first one, which training leaves out wherever it comes first (if they are shuffled, its sequences may come again).
    classes : int, optional
        How many there are, where a `Learner` is to be built; by default as many as are seen in what is judged by.
    vocabulary : int
        How many ids there are, where inputs are ids and a `Learner` is to be built.
    embedding_size : int
        Of such a learner.
    tolerance : float
        How far a value may be off to count as right.

    Raises
    ------
    ValueError
        There is nothing in it, or a pair is not of these shapes.

    Examples
    --------
    >>> import torch
    >>> from torch.utils.data import TensorDataset
    >>> from gru_viz.learning import Learner, Samples, Settings, train
    >>> x = torch.randn(200, 10, 1)
    >>> task = Samples(TensorDataset(x, (x.sum(1) > 0).long()[:, 0]))  # is the sum positive?
    >>> first, *_, last = train(task, Learner(task, 8), Settings(steps=60, every=60))
    >>> last.loss < first.loss
    True
    """

    def __init__(
        self,
        data: Any,
        fresh: Any = None,
        *,
        classes: int | None = None,
        vocabulary: int = 0,
        embedding_size: int = 16,
        tolerance: float = 0.1,
    ) -> None:
        self.tolerance, self._classes = tolerance, classes
        self._count = 0
        self._data: Any = data
        self._drawn: Iterator[Any] | None = None
        self._first = fresh is None
        if isinstance(data, IterableDataset):
            raise ValueError("data: an IterableDataset gives one sequence at a time; put it into a DataLoader")
        if isinstance(data, Dataset) or (hasattr(data, "__getitem__") and not isinstance(data, list | tuple)):
            self._count = len(self._data)
            held = 0 if fresh is not None else min(_MOST, -(-self._count // _HELD_BACK))
            if self._count - held < 1:
                raise ValueError(f"data: expected at least {1 + held} sequences, got {self._count}")
            judged = fresh if fresh is not None else self._stacked(range(self._count - held, self._count))
            self._count -= held
        else:
            judged = fresh if fresh is not None else next(iter(data), None)
            if judged is None:
                raise ValueError("data: expected at least one batch, got none")
        self._fresh = _batch(judged)
        ids = not self._fresh.inputs.is_floating_point()
        self.vocabulary: Sequence[Any] = range(vocabulary) if ids else ()
        self.embedding_size = embedding_size if ids else 0
        self.kind: Literal["classes", "values"] = "values" if self._fresh.targets.is_floating_point() else "classes"

    @property
    def input_size(self) -> int:
        """Features of a step, as a `Learner` reads them."""
        if self.embedding_size and not self.vocabulary:
            raise ValueError("vocabulary: inputs are ids; say how many there are")
        return self.embedding_size or self._fresh.inputs.shape[-1]

    @property
    def outputs(self) -> int:
        """Classes, or values to be said."""
        if self.kind == "values":
            return self._fresh.targets.shape[-1]
        return self._classes or int(self._fresh.targets.max()) + 1

    def batch(self, size: int, seed: int) -> Batch:
        """The next batch of an iterable; of a Dataset `size` sequences, the same for the same seed.

        Parameters
        ----------
        size, seed : int
            From `FRESH_SEEDS` on: what is judged by.
        """
        if seed >= FRESH_SEEDS:
            return self._fresh
        if self._count:
            drawn = torch.randint(self._count, (size,), generator=torch.Generator().manual_seed(seed))
            return _batch(self._stacked(drawn.tolist()))
        return _batch(self._next())

    def check(self, answers: Tensor, batch: Batch) -> None:
        """ValueError where answers (B, T, outputs) cannot be held against a batch."""
        wanted = (
            (*batch.asked.shape, self.outputs) if self.kind == "values" else (*batch.asked.shape, answers.shape[-1])
        )
        if tuple(answers.shape) != wanted:
            raise ValueError(f"learner: expected answers of shape {wanted}, got {tuple(answers.shape)}")
        if self.kind == "classes" and (most := int(batch.targets.max())) >= answers.shape[-1]:
            raise ValueError(
                f"learner: it scores {answers.shape[-1]} classes, but the data has class {most}: see classes="
            )

    def _stacked(self, places: Iterable[int]) -> tuple[Tensor, Tensor]:
        pairs = [_pair(self._data[place]) for place in places]
        inputs, targets = ([torch.as_tensor(value) for value in values] for values in zip(*pairs, strict=True))
        if len({each.shape for each in inputs}) > 1:
            raise ValueError(
                "data: expected sequences of one length, got some of "
                f"{min(map(len, inputs))} and some of {max(map(len, inputs))} steps; give batches of sequences of one "
                "length instead, such as a DataLoader that puts like to like"
            )
        return torch.stack(inputs), torch.stack(targets)

    def _next(self) -> Any:
        """The next batch, from the start again after the last."""
        for _attempt in range(2):
            if self._drawn is None:
                self._drawn = iter(self._data)
                if self._first:
                    next(self._drawn, None)
            if (found := next(self._drawn, None)) is not None:
                return found
            self._drawn = None
        raise ValueError(
            "data: the batches have run out; give an iterable that starts again, such as a list or a DataLoader, of more "
            "than the one batch that is judged by"
        )


def _pair(given: Any) -> tuple[Any, Any]:
    """Inputs and targets; ValueError unless that is what came."""
    if isinstance(given, list | tuple) and len(given) == 2:
        return given[0], given[1]
    several = f" of {len(given)}" if isinstance(given, list | tuple) else ""
    raise ValueError(f"data: expected pairs of inputs and targets, got a {type(given).__name__}{several}")


def _batch(pair: Any) -> Batch:
    """A pair with a batch axis as the training loop takes it."""
    inputs, targets = map(torch.as_tensor, _pair(pair))
    whole = not targets.is_floating_point()
    ids = not inputs.is_floating_point()
    if inputs.dim() != 3 - ids or targets.dim() not in ((1, 2) if whole else (1, 2, 3)):
        raise ValueError(
            "data: expected inputs (B, T, features), or (B, T) ids, and targets (B, T) or (B,) classes, or (B, T, values) "
            f"or (B, values) values; got {tuple(inputs.shape)} and {tuple(targets.shape)}"
        )
    batch, steps = inputs.shape[:2]
    if targets.dim() == 1 and not whole:
        targets = targets[:, None]
    each = targets.dim() == 3 - whole
    if len(targets) != batch or (each and targets.shape[1] != steps):
        raise ValueError(
            f"data: expected targets of {batch} sequences of {steps} steps, got {tuple(targets.shape[: 1 + each])}"
        )
    if not each:  # at the last step alone
        blank = NOT_ASKED if whole else torch.nan
        last, targets = targets, targets.new_full((batch, steps, *targets.shape[1:]), blank)
        targets[:, -1] = last
    asked = targets != NOT_ASKED if whole else ~targets.isnan().any(-1)
    targets = torch.where(asked, targets, 0) if whole else targets.nan_to_num()
    return Batch(inputs, targets.long() if whole else targets, asked, ((),) * batch)
