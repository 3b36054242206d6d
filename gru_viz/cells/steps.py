"""Steps: a batch of sequences as PyTorch's kernels read it, there and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, Self

from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

#: Names of the directions, in the order of a trace's axis.
DIRECTIONS = ("forward", "backward")


class Recurrent(Protocol):
    """What nn.GRU and its kind say about themselves, ours too."""

    input_size: int
    hidden_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    dropout: float
    bidirectional: bool
    training: bool

    def parameters(self) -> Iterator[nn.Parameter]:
        """As of any module."""
        ...


@dataclass(frozen=True)
class Steps:
    """A batch of sequences as PyTorch's kernels read it: time first, or packed.

    Attributes
    ----------
    data : Tensor (T, B, F) or, packed, (sum of lengths, F)
    batch_sizes : Tensor (T,) or None when all sequences have the same length
    sorted_indices, unsorted_indices : Tensor (B,) or None
        Packed data lie longest first; these lead there and back.
    """

    data: Tensor
    batch_sizes: Tensor | None = None
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None

    @classmethod
    def of(cls, x: Tensor | PackedSequence, batch_first: bool) -> Self:
        """`x` as a module takes it: (T, F), (T, B, F), (B, T, F) with `batch_first`, or packed."""
        if isinstance(x, PackedSequence):
            return cls(x.data, x.batch_sizes, x.sorted_indices, x.unsorted_indices)
        if x.dim() == 2:
            return cls(x.unsqueeze(1))
        return cls(x.transpose(0, 1) if batch_first else x)

    @property
    def batch(self) -> int:
        """Number of sequences."""
        return self.data.shape[1] if self.batch_sizes is None else int(self.batch_sizes[0])

    @property
    def length(self) -> int:
        """Steps of the longest sequence T."""
        return self.data.shape[0] if self.batch_sizes is None else len(self.batch_sizes)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Steps of each sequence, in the caller's order."""
        _padded, lengths = self.pad(self.data[..., :1])
        return (self.length,) * self.batch if lengths is None else tuple(lengths.tolist())

    def pad(self, data: Tensor, outside: float = 0.0) -> tuple[Tensor, Tensor | None]:
        """`data` of these steps as (T, B, F) in the caller's order, `outside` past the end; and lengths (B,)."""
        if self.batch_sizes is None:
            return data, None
        packed = PackedSequence(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)
        padded, lengths = pad_packed_sequence(packed, padding_value=outside)
        return padded, lengths.to(data.device)

    def as_sorted(self) -> tuple[Tensor, Tensor | None]:
        """These steps as (T, B, F), longest sequence first if they are packed; and lengths (B,)."""
        return Steps(self.data, self.batch_sizes).pad(self.data)

    def sort(self, state: Tensor) -> Tensor:
        """State (N, B, H) from the caller's order to the kernel's."""
        return state if self.sorted_indices is None else state.index_select(1, self.sorted_indices)

    def unsort(self, state: Tensor) -> Tensor:
        """State (N, B, H) from the kernel's order to the caller's."""
        return state if self.unsorted_indices is None else state.index_select(1, self.unsorted_indices)


def as_given(x: Tensor | PackedSequence, data: Tensor, batch_first: bool) -> Tensor | PackedSequence:
    """`data` of the last layer in the form in which `x` came."""
    if isinstance(x, PackedSequence):
        return PackedSequence(data, x.batch_sizes, x.sorted_indices, x.unsorted_indices)
    if x.dim() == 2:
        return data.squeeze(1)
    return data.transpose(0, 1) if batch_first else data
