"""Checks of what trace() is given: each failure names the argument, what came and what is expected."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.cell import Cell, called
from gru_viz.cells.steps import Recurrent, Steps


def check_plain(module: object, name: str = "module") -> None:
    """Raise TypeError, with the way out, where a module only wraps what could be traced, or computes in integers."""
    kind = type(module)
    if getattr(module, "_compiled_call_impl", None) is not None and kind.__name__ != "OptimizedModule":
        raise TypeError(
            f"{name}: its .compile() was called, and no hook sees the code that runs since; give a module that has its "
            "weights (load_state_dict) and is not compiled"
        )
    if kind.__name__ == "OptimizedModule":
        raise TypeError(
            f"{name}: compiled by torch.compile, which runs code that no hook sees; give the module that it was made "
            "from (its ._orig_mod)"
        )
    if isinstance(module, torch.jit.ScriptModule):
        raise TypeError(f"{name}: a TorchScript program; give the Python module that it was made from")
    if "quantiz" in kind.__module__ and kind.__name__ in ("GRU", "LSTM", "GRUCell", "LSTMCell", "RNNCell"):
        raise TypeError(
            f"{name}: a quantised {kind.__name__}, or one prepared for it, whose gates are not computed as nn.{kind.__name__}'s; "
            "give the module that it was made from"
        )


def check_wrapper(module: object) -> None:
    """Raise TypeError where a recurrent layer stands inside what is given; say how to reach it."""
    if isinstance(module, nn.DataParallel | nn.parallel.DistributedDataParallel):
        raise TypeError(f"module: expected a recurrent layer, got {type(module).__name__}; give its .module")
    if isinstance(module, nn.RNNCellBase):
        raise TypeError(
            f"module: {type(module).__name__} computes one step and knows no sequence; run your own loop inside "
            "`with gru_viz.watch(model) as seen:` and take seen[name].joined()"
        )


def check_untouched(module: nn.Module, form: type[nn.Module]) -> None:
    """Raise TypeError where a module does more than its equations: a forward of its own, or hooks."""
    if type(module).forward is not form.forward:
        raise TypeError(
            f"module: {type(module).__name__} has a forward of its own, which a trace of {called(form)} would leave "
            "out; with check=True it is traced if it returns the same all the same"
        )
    if not all(map(looks_on, (*module._forward_hooks.values(), *module._forward_pre_hooks.values()))):
        raise TypeError(
            f"module: this {called(form)} has forward hooks, which a trace would leave out; remove them, or say "
            "check=True if they only look on"
        )


def check_call(name: str, module: nn.Module, x: object, start: object, returned: object) -> None:
    """Raise TypeError where a layer was given or gave back something else than its class does: its forward is its own."""
    read = isinstance(x, Tensor | PackedSequence)
    started = start is None or _states(start)
    gave = _states(returned) if isinstance(module, nn.RNNCellBase) else _run(returned)
    if read and started and gave:
        return
    raise TypeError(
        f"{name or 'the module'!r} ({type(module).__name__}) is called or answers in a way of its own, so that what it "
        "reads cannot be told; watch other layers by their names, or trace a plain module with its weights instead"
    )


def _run(value: object) -> bool:
    """Whether it is an output and the states after it."""
    if not (isinstance(value, tuple) and len(value) == 2):
        return False
    output, ends = value
    return isinstance(output, Tensor | PackedSequence) and _states(ends)


def _states(value: object) -> bool:
    """Whether it is a state, or a tuple of such."""
    return isinstance(value, Tensor) or (
        isinstance(value, tuple) and bool(value) and all(isinstance(each, Tensor) for each in value)
    )


def looks_on(hook: object) -> bool:
    """Whether a hook is one of gru_viz's own, which change nothing."""
    return getattr(getattr(hook, "__self__", None), "only_looks", False)


def check_module(module: Recurrent) -> None:
    """Raise ValueError where a module has an option that no trace knows."""
    if proj_size := getattr(module, "proj_size", 0):
        raise ValueError(f"module: expected an nn.LSTM without proj_size, got proj_size={proj_size}")


def check_input(module: Recurrent, x: object) -> None:
    """Raise TypeError or ValueError unless `module.forward` takes `x` and all of it is finite."""
    if isinstance(x, PackedSequence):
        data, wanted = x.data, "(sum of lengths, {})"
        fits = data.dim() == 2
    elif isinstance(x, Tensor):
        _check_stored(x)
        data = x
        wanted = "(T, {0}) or (B, T, {0}), batch_first" if module.batch_first else "(T, {0}) or (T, B, {0})"
        fits = data.dim() in (2, 3)
    else:
        raise TypeError(f"x: expected a Tensor or PackedSequence, got {type(x).__name__}")
    shape = tuple(data.shape)
    if not fits or shape[-1] != module.input_size:
        raise ValueError(f"x: expected shape {wanted.format(module.input_size)}, got {shape}")
    if 0 in shape[:-1]:
        raise ValueError(f"x: expected at least one time step and one sequence, got shape {shape}")
    check_loaded(module, "module")
    first = next(module.parameters())
    if data.dtype != first.dtype:
        raise ValueError(
            f"x: expected the module's dtype {first.dtype}, got {data.dtype}; give x.to({first.dtype}), which under "
            "autocast the module does by itself"
        )
    check_finite("x", data)


def check_loaded(module: Any, name: str) -> None:
    """Raise ValueError where a module's parameters are only shapes."""
    if any(each.is_meta or isinstance(each, FakeTensor) for each in module.parameters()):
        raise ValueError(f"{name}: its parameters have no numbers (meta or fake tensors); load its weights first")


def _check_stored(x: Tensor) -> None:
    """Raise TypeError where a tensor is no plain array of numbers."""
    if x.is_nested:
        raise TypeError(
            "x: a nested tensor, which no recurrent layer reads; pack the sequences: "
            "torch.nn.utils.rnn.pack_sequence(list(x.unbind()), enforce_sorted=False)"
        )
    if x.is_meta or isinstance(x, FakeTensor):
        raise TypeError("x: a meta or fake tensor has a shape but no numbers; there is nothing to see in it")


def check_start(cell: Cell, module: Recurrent, x: Tensor | PackedSequence, given: object) -> tuple[Tensor, ...]:
    """The start states of a run, (num_layers * num_directions, B, hidden_size) each, zeros where none is given.

    Raises
    ------
    TypeError, ValueError
        `given` is not what `module.forward` takes beside `x`.
    """
    names = [f"{state.letter}0" for state in cell.states]
    if len(names) == 1:
        given = (given,)
    elif given is None:
        given = (None,) * len(names)
    elif not (isinstance(given, tuple) and len(given) == len(names)):
        raise TypeError(
            f"h0: expected a pair ({', '.join(names)}) or None for {called(cell.module)}, got {type(given).__name__}"
        )
    batch = Steps.of(x, module.batch_first).batch
    return tuple(_state(name, module, x, state, batch) for name, state in zip(names, given, strict=True))


def _state(name: str, module: Recurrent, x: Tensor | PackedSequence, given: object, batch: int) -> Tensor:
    """One of them; TypeError or ValueError unless `given` is None or fits `x`."""
    rows = module.num_layers * (2 if module.bidirectional else 1)
    dtype = next(module.parameters()).dtype
    if given is None:
        return (x.data if isinstance(x, PackedSequence) else x).new_zeros(rows, batch, module.hidden_size, dtype=dtype)
    if not isinstance(given, Tensor):
        raise TypeError(f"{name}: expected a Tensor or None, got {type(given).__name__}")
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    wanted = (rows, module.hidden_size) if unbatched else (rows, batch, module.hidden_size)
    if tuple(given.shape) != wanted:
        raise ValueError(f"{name}: expected shape {wanted}, got {tuple(given.shape)}")
    if given.dtype != dtype:
        raise ValueError(f"{name}: expected the module's dtype {dtype}, got {given.dtype}")
    check_finite(name, given)
    return given.reshape(rows, batch, module.hidden_size)


def check_finite(name: str, value: Tensor) -> None:
    """Raise ValueError with the first place where `value` is NaN or infinite."""
    # One pass, which says yes of nearly all that comes: no sum with NaN or an infinity in it is finite.
    if torch.isfinite(value.sum()):
        return
    finite = torch.isfinite(value)
    if not finite.all():
        place = tuple((~finite).nonzero()[0].tolist())
        raise ValueError(f"{name}: expected finite numbers, got {value[place].item()} at index {place}")


@lru_cache(maxsize=64)
def _numbers(length: int) -> tuple[str, ...]:
    """What steps are called that nobody has named."""
    return tuple(map(str, range(length)))


def check_tokens(tokens: Sequence[Any] | None, lengths: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    """`tokens` as one tuple a sequence; ValueError unless there is one for every step."""
    if tokens is None:
        numbered = {length: _numbers(length) for length in set(lengths)}
        return tuple(numbered[length] for length in lengths)
    # Whatever is no sequence is a name: tokens=range(T) as well as tokens="hello".
    one_row = len(tokens) > 0 and not any(isinstance(token, list | tuple | range) for token in tokens)
    rows = [tokens] * len(lengths) if one_row and len(set(lengths)) == 1 else tokens
    if one_row and rows is tokens:
        rows = [list(tokens)[:length] for length in lengths] if len(tokens) == max(lengths) else []
    given = tuple(len(row) for row in rows)
    if given != lengths:
        raise ValueError(
            f"tokens: expected one for each step, {lengths} for the sequences of the batch, "
            f"got {(len(tokens),) if one_row else given}"
        )
    return tuple(tuple(str(token) for token in row) for row in rows)
