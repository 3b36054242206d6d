"""Snippet: Python code that computes an experiment's numbers with a module of torch.nn and gru_viz.trace."""

import base64
import io

import numpy as np
from torch import Tensor

from gru_viz.cells.cell import written
from gru_viz.experiment.setup import Setup
from gru_viz.learning.bundled import learned_in
from gru_viz.learning.pretrained import Pretrained

#: More numbers than this go in as one base64 text instead of a list.
_MOST_LISTED = 400


def snippet(setup: Setup) -> str:
    """Code that runs as it is, beside the file of its weights if they are from one, and ends with `tr`.

    Returns
    -------
    str
        `tr` is the trace with the setup's very numbers.
    """
    blocks = [block for block in (_weights(setup), _input(setup), _module(setup), _run(setup)) if block]
    body = "\n\n".join("\n".join(block) for block in blocks)
    standard = ["import base64", "import io"] if "np." in body else []
    standard += ["from pathlib import Path"] if "Path(" in body else []
    imports = [*standard, ""] if standard else []
    imports += ["import numpy as np"] if "np." in body else []
    imports.append("import torch")
    if "pad_sequence" in body or "pack_padded_sequence" in body:
        imports.append("from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence")
    ours = ["import gru_viz"]
    ours += ["from gru_viz.learning.bundled import load_bundled"] if "load_bundled" in body else []
    ours += ["from gru_viz.learning.modelfile import read_tensors"] if "read_tensors" in body else []
    return "\n".join([*imports, "", *ours, "", body, ""])


def _weights(setup: Setup) -> list[str]:
    """Lines that make `state`, the learned weights under nn.GRU's own names."""
    e, model = setup.experiment, setup.model
    if model is None:
        return []
    if e.weights == "example":
        card = learned_in(e.example_model, e.reset).card
        place, form = (", 'before'", ".to_torch()") if card.reset == "before" else ("", "")
        return [
            "# Weights that come with gru_viz",
            f"model = load_bundled({e.example_model!r}{place})",
            f"state = model.learner.gru{form}.state_dict()",
        ]
    if model.reader is not None:
        form = ".to_torch()" if model.reset == "before" else ""
        return [
            "# Weights from a file",
            f"state = gru_viz.load({model.file!r})[{model.reader.layer!r}]{form}.state_dict()",
        ]
    return [
        "# Weights trained in the app, downloaded on its page “Train”",
        f"tensors = read_tensors({model.file!r}, Path({model.file!r}).read_bytes())",
        f"prefix = {model.prefix!r}",
        "state = {name.removeprefix(prefix): tensor.float() for name, tensor in tensors.items() if name.startswith(prefix)}",
    ]


def _input(setup: Setup) -> list[str]:
    """Lines that make `tokens` and `x`."""
    e, sequence, model = setup.experiment, setup.sequence, setup.model
    ragged = len(set(sequence.lengths)) > 1
    if sequence.is_text:
        lines = ["# The input: a seeded random vector for each different token", f"tokens = {_listed(sequence.tokens)}"]
        known = model.task.vocabulary if model and model.task else ()
        if model is not None and model.reads_text and (model.reader or model.embedding is not None):
            return [*_embedded(setup, model), *_shaped(ragged, e.batch_first)]
        one_hot = bool(known) or e.encoding == "one-hot"
        if one_hot:
            lines[0] = "# The input: one feature for each different token"
        lines += [
            f"vocabulary = {list(known)}"
            if known
            else "vocabulary = list(dict.fromkeys(token for row in tokens for token in row))",
            "ids = [torch.tensor([vocabulary.index(token) for token in row]) for row in tokens]",
        ]
        if one_hot:
            lines.append("vectors = [torch.nn.functional.one_hot(row, len(vocabulary)).float() for row in ids]")
        else:
            lines += [
                f"generator = torch.Generator().manual_seed({e.data_seed})",
                f"embedding = torch.randn(len(vocabulary), {e.embedding_size}, generator=generator)",
                "vectors = [embedding[row] for row in ids]",
            ]
        lines.append(_STACK[ragged])
    else:
        lines = ["# The input", "tokens = None", f"x = {_tensor(sequence.values)}  # (batch, time, feature)"]
    return [*lines, *_shaped(ragged, e.batch_first)]


_STACK = {
    True: "x = pad_sequence(vectors, batch_first=True)  # (batch, time, feature)",
    False: "x = torch.stack(vectors)  # (batch, time, feature)",
}


def _embedded(setup: Setup, model: Pretrained) -> list[str]:
    """Lines that make `tokens` and `x` of letters or of a file's words."""
    sequence = setup.sequence
    lines = ["# The input: rows of the model's embedding", f"tokens = {_listed(sequence.tokens)}"]
    if model.reader is None:
        lines.append("vectors = [model.learner.embed(model.task.encode([row]))[0] for row in tokens]")
        return [*lines, _STACK[len(set(sequence.lengths)) > 1]]
    coded, _start = model.coded(setup.experiment.text)
    lines.append(f"ids = {[[number for _word, number in row] for row in coded]}")
    if model.embedding is None:
        size = model.gru.input_size
        lines.append(
            f"vectors = [torch.nn.functional.one_hot(torch.tensor(row), {size}).float() for row in ids]",
        )
    else:
        name = model.reader.names["embedding"]
        lines += [
            f"reader = gru_viz.load_reader({model.file!r}, {model.reader.layer!r}, embedding={name!r}, output=False)",
            "vectors = [reader.embedding[row] for row in ids]",
        ]
    return [*lines, _STACK[len(set(sequence.lengths)) > 1]]


def _shaped(ragged: bool, batch_first: bool) -> list[str]:
    """Lines that bring `x` into the form that the module takes."""
    lines = []
    if ragged:
        lines += [
            "lengths = [len(row) for row in tokens]",
            "x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)",
        ]
    elif not batch_first:
        lines.append("x = x.transpose(0, 1).contiguous()  # (time, batch, feature)")
    return lines


def _module(setup: Setup) -> list[str]:
    """Lines that make the module with the setup's weights."""
    e, model = setup.experiment, setup.model
    table = e.table()
    own = [f", {name}={getattr(e, name)!r}" for name in e.kind.arguments if getattr(e, name) != table[name].default]
    arguments = setup.sizes.arguments() + "".join(own)
    lines = [f"# The {e.kind.name}", f"{e.cell} = {written(e.kind.module)}({arguments})"]
    if model is None:
        lines.insert(1, f"torch.manual_seed({e.seed})")
    else:
        lines.append(f"{e.cell}.load_state_dict({{name: state[name] for name in {e.cell}.state_dict()}})")
    body = []
    if e.initialisation != "default" and model is None:
        matrix = [f"        {line.format(units=e.hidden_size)}" for line in _INITIALISE[e.initialisation]]
        lines.append(f"generator = torch.Generator().manual_seed({e.seed})")
        body += ["    if name.startswith('bias'):", "        parameter.zero_()", "    else:", *matrix]
    rows = e.kind.rows
    shifts = {e.kind.block(gate): shift for gate, shift in e.shifts.items() if shift}
    if shifts:
        h = e.hidden_size
        body.append(f"    if name.startswith({e.kind.shifted!r}):  # rows: {', '.join(rows)}")
        body += [f"        parameter[{h * block}:{h * (block + 1)}] += {shift}" for block, shift in shifts.items()]
    if body:
        lines += ["with torch.no_grad():", f"    for name, parameter in {e.cell}.named_parameters():"]
        lines += [f"    {line}" for line in body]
    lines.append(f"{e.cell}.train()" if e.training else f"{e.cell}.eval()")
    if e.written_as is not None and e.written_as.module is not e.kind.module:
        other = written(e.written_as.module)
        lines.append(f"{e.cell} = {other}.from_torch({e.cell})  # reset before the matrix, z = 1 writes")
    return lines


_INITIALISE = {
    "xavier": [
        "for gate in parameter.split({units}):",
        "    torch.nn.init.xavier_uniform_(gate, generator=generator)",
    ],
    "orthogonal": [
        "recurrent = name.startswith('weight_hh')",
        "draw = torch.nn.init.orthogonal_ if recurrent else torch.nn.init.xavier_uniform_",
        "for gate in parameter.split({units}):",
        "    draw(gate, generator=generator)",
    ],
}


def _run(setup: Setup) -> list[str]:
    """Lines that make `h0` and `tr`."""
    e, h0 = setup.experiment, setup.start_state()
    lines = ["# Every gate and state of every unit at every step"]
    given = setup.start() if e.start == "zeros" else None
    if h0 is not None and e.start == "random":
        lines += _drawn("h0", h0, e.start_seed)
    elif isinstance(given, tuple):
        lines.append(f"h0 = ({', '.join(map(_tensor, given))})")
    elif given is not None:
        lines.append(f"h0 = {_tensor(given)}")
    else:
        lines.append(f"h0 = {'None' if h0 is None else _tensor(h0)}")
    names = [f"{state.letter}0" for state in e.kind.states]
    if h0 is not None and len(names) > 1:
        for number, name in enumerate(names[1:], start=1):
            lines += (
                _drawn(name, h0, e.start_seed + number) if e.start == "random" else [f"{name} = torch.zeros_like(h0)"]
            )
        lines.append(f"h0 = ({', '.join(names)})")
    if e.training and e.dropout and e.num_layers > 1:
        lines.append(f"torch.manual_seed({e.seed})  # the dropout masks")
    lines += ["with torch.no_grad():", f"    tr = gru_viz.trace({e.cell}, x, h0, tokens=tokens)"]
    if e.convention == "cho" and e.written_as is not None:
        lines.append('tr = tr.with_update_convention("keep")  # Cho et al. 2014: z = 1 keeps')
    place = f"[{e.layer}, {('forward', 'backward').index(e.direction)}, {e.step}, {e.sample}, {e.unit}]"
    quantity = e.quantity if e.quantity in e.kind.quantities else "hidden_state"
    return [*lines, f"print(tr.{quantity}{place})  # layer, direction, step, sequence, unit", "print(tr.to_pandas())"]


def _drawn(name: str, like: Tensor, seed: int) -> list[str]:
    """Lines that draw a start state."""
    shape = ", ".join(map(str, like.shape))
    return [
        f"generator = torch.Generator().manual_seed({seed})",
        f"{name} = torch.randn({shape}, generator=generator)",
    ]


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
