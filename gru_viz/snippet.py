"""Snippet: Python code that computes an experiment's numbers with torch.nn.GRU and gru_viz.trace."""

import base64
import io

import numpy as np
from torch import Tensor

from gru_viz.experiment import Experiment
from gru_viz.sequence import Sequence

#: More numbers than this go in as one base64 text instead of a list.
_MOST_LISTED = 400


def snippet(experiment: Experiment, sequence: Sequence) -> str:
    """Code that runs as it is and ends with `tr`, the trace with the experiment's very numbers.

    Parameters
    ----------
    experiment : Experiment
    sequence : Sequence
        `experiment.sequence()`, or what an upload gave.
    """
    blocks = [_input(experiment, sequence), _module(experiment, sequence), _run(experiment, sequence)]
    body = "\n\n".join("\n".join(block) for block in blocks)
    imports = ["import torch"]
    if "np." in body:
        imports = ["import base64", "import io", "", "import numpy as np", "import torch"]
    if "pad_sequence" in body or "pack_padded_sequence" in body:
        imports.append("from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence")
    return "\n".join([*imports, "", "import gru_viz", "", body, ""])


def _input(experiment: Experiment, sequence: Sequence) -> list[str]:
    """Lines that make `tokens` and `x`."""
    ragged = len(set(sequence.lengths)) > 1
    if sequence.is_text:
        lines = ["# The input: a seeded random vector for each different token", f"tokens = {_listed(sequence.tokens)}"]
        if experiment.encoding == "one-hot":
            lines[0] = "# The input: one feature for each different token"
        lines += [
            "vocabulary = list(dict.fromkeys(token for row in tokens for token in row))",
            "ids = [torch.tensor([vocabulary.index(token) for token in row]) for row in tokens]",
        ]
        if experiment.encoding == "one-hot":
            lines.append("vectors = [torch.nn.functional.one_hot(row, len(vocabulary)).float() for row in ids]")
        else:
            lines += [
                f"generator = torch.Generator().manual_seed({experiment.data_seed})",
                f"embedding = torch.randn(len(vocabulary), {experiment.embedding_size}, generator=generator)",
                "vectors = [embedding[row] for row in ids]",
            ]
        stack = "pad_sequence(vectors, batch_first=True)" if ragged else "torch.stack(vectors)"
        lines.append(f"x = {stack}  # (batch, time, feature)")
    else:
        lines = ["# The input", "tokens = None", f"x = {_tensor(sequence.values)}  # (batch, time, feature)"]
    if ragged:
        lines += [
            "lengths = [len(row) for row in tokens]",
            "x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)",
        ]
    elif not experiment.batch_first:
        lines.append("x = x.transpose(0, 1).contiguous()  # (time, batch, feature)")
    return lines


def _module(experiment: Experiment, sequence: Sequence) -> list[str]:
    """Lines that make `gru` with the experiment's weights."""
    e = experiment
    args = [str(sequence.input_size), str(e.hidden_size)]
    args += [f"num_layers={e.num_layers}"] if e.num_layers > 1 else []
    args += [
        f"{name}={getattr(e, name)}"
        for name in ("bias", "batch_first", "bidirectional")
        if getattr(e, name) != e.table()[name].default
    ]
    args += [f"dropout={e.dropout}"] if e.dropout and e.num_layers > 1 else []
    lines = ["# The GRU", f"torch.manual_seed({e.seed})", f"gru = torch.nn.GRU({', '.join(args)})"]
    body = []
    if e.initialisation != "default":
        matrix = [f"        {line}" for line in _INITIALISE[e.initialisation]]
        lines.append(f"generator = torch.Generator().manual_seed({e.seed})")
        body += ["    if name.startswith('bias'):", "        parameter.zero_()", "    else:", *matrix]
    if e.reset_gate_bias or e.update_gate_bias:
        h = e.hidden_size
        body.append("    if name.startswith('bias_hh'):  # rows: r, z, candidate")
        body += [f"        parameter[:{h}] += {e.reset_gate_bias}"] if e.reset_gate_bias else []
        body += [f"        parameter[{h}:{2 * h}] += {e.update_gate_bias}"] if e.update_gate_bias else []
    if body:
        lines += ["with torch.no_grad():", "    for name, parameter in gru.named_parameters():"]
        lines += [f"    {line}" for line in body]
    lines.append("gru.train()" if e.training else "gru.eval()")
    if e.convention != "pytorch":
        lines.append("gru = gru_viz.TextbookGRU.from_torch(gru)  # reset before the matrix, z = 1 writes")
    return lines


_INITIALISE = {
    "xavier": [
        "for gate in parameter.chunk(3):",
        "    torch.nn.init.xavier_uniform_(gate, generator=generator)",
    ],
    "orthogonal": [
        "recurrent = name.startswith('weight_hh')",
        "draw = torch.nn.init.orthogonal_ if recurrent else torch.nn.init.xavier_uniform_",
        "for gate in parameter.chunk(3):",
        "    draw(gate, generator=generator)",
    ],
}


def _run(experiment: Experiment, sequence: Sequence) -> list[str]:
    """Lines that make `h0` and `tr`."""
    e = experiment
    h0 = e.start_state(sequence.batch_size)
    lines = ["# Every gate and state of every unit at every step"]
    if e.start == "random":
        lines += [
            f"generator = torch.Generator().manual_seed({e.start_seed})",
            f"h0 = torch.randn{tuple(h0.shape)}".replace(")", ", generator=generator)"),
        ]
    else:
        lines.append(f"h0 = {'None' if h0 is None else _tensor(h0)}")
    if e.training and e.dropout and e.num_layers > 1:
        lines.append(f"torch.manual_seed({e.seed})  # the dropout masks")
    lines += ["with torch.no_grad():", "    tr = gru_viz.trace(gru, x, h0, tokens=tokens)"]
    if e.convention == "cho":
        lines.append('tr = tr.with_update_convention("keep")  # Cho et al. 2014: z = 1 keeps')
    place = f"[{e.layer}, {('forward', 'backward').index(e.direction)}, {e.step}, {e.sample}, {e.unit}]"
    return [*lines, f"print(tr.{e.quantity}{place})  # layer, direction, step, sequence, unit", "print(tr.to_pandas())"]


def _listed(tokens: tuple[tuple[str, ...], ...]) -> str:
    """A literal list of lists, one sequence a line."""
    rows = [repr(list(row)) for row in tokens]
    return f"[{rows[0]}]" if len(rows) == 1 else "[\n" + "".join(f"    {row},\n" for row in rows) + "]"


def _tensor(values: Tensor) -> str:
    """Code of a float32 tensor with these very values."""
    if values.numel() <= _MOST_LISTED:
        return f"torch.tensor({values.tolist()})"
    buffer = io.BytesIO()
    np.save(buffer, values.numpy())
    text = base64.b64encode(buffer.getvalue()).decode()
    return f'torch.from_numpy(np.load(io.BytesIO(base64.b64decode("{text}"))))'
