"""nn.GRU's workbench against nn.GRU itself."""

import inspect
import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gru_viz import figures
from gru_viz.cells.sizes import ARGUMENTS, Sizes
from gru_viz.lesson.workbench import MISTAKES, message, printed
from gru_viz.randomness import seeded

sizes = st.builds(
    Sizes,
    *(st.integers(1, 5) for _ in range(5)),
    bias=st.booleans(),
    batch_first=st.booleans(),
    bidirectional=st.booleans(),
)


def module(s: Sizes) -> nn.GRU:
    return nn.GRU(s.input_size, s.hidden_size, s.num_layers, s.bias, s.batch_first, 0.0, s.bidirectional)


@given(sizes)
def test_shapes_parameters_and_count_are_nn_grus(s):
    gru = module(s)
    named = {name: tuple(size for _axis, size in axes) for name, axes in s.shapes().items()}
    output, h_n = gru(torch.randn(named["x"]), torch.zeros(named["h_0"]))
    assert tuple(output.shape) == named["output"]
    assert tuple(h_n.shape) == named["h_n"]
    assert s.parameters() == [(name, tuple(p.shape)) for name, p in gru.named_parameters()]
    text, total = s.formula()
    assert total == sum(p.numel() for p in gru.parameters())
    assert text.endswith(f"{total:,}".replace(",", "{,}"))


def test_the_arguments_are_nn_grus_with_their_defaults():
    own = inspect.signature(nn.RNNBase.__init__).parameters
    expected = {name: p.default for name, p in own.items() if name not in ("self", "mode", "proj_size")}
    found = {name: default for name, (default, _effect) in ARGUMENTS.items()}
    assert list(found) == list(expected)
    assert {**found, "input_size": inspect.Parameter.empty, "hidden_size": inspect.Parameter.empty} == expected
    gru = nn.GRU(2, 3, 2, dropout=0.25, bidirectional=True)
    here = Sizes(2, 3, 2, 5, 1, bidirectional=True, dropout=0.25).values()
    given = {name: value for name, value in here.items() if name not in ("device", "dtype")}
    assert given == {name: getattr(gru, name) for name in given}


@given(sizes)
@settings(max_examples=15)
def test_the_code_runs_and_prints_what_the_boxes_say(s):
    lines = printed(s.code()).splitlines()
    named = {name: tuple(size for _axis, size in axes) for name, axes in s.shapes().items()}
    assert lines[0] == repr(module(s))
    assert lines[lines.index("output") + 1] == str(named["output"])
    assert lines[lines.index("h_n") + 1] == str(named["h_n"])
    equal = lines[-s.directions :]
    assert [line.split(" == ")[0] for line in equal] == [f"h_n[{row}]" for row in range(-s.directions, 0)]
    assert all(line.endswith(": True") for line in equal)


def test_the_code_of_the_lessons_practice_is_the_lessons():
    code = Sizes(5, 6, 2, steps=1, batch=3, random_start=True).code()
    for line in ("torch.nn.GRU(5, 6, num_layers=2)", "x = torch.randn(1, 3, 5)", "h_0 = torch.randn(2, 3, 6)"):
        assert line in code
    with seeded(0), torch.no_grad():
        gru = nn.GRU(5, 6, num_layers=2)
        output, h_n = gru(torch.randn(1, 3, 5), torch.randn(2, 3, 6))
    assert f"output\n(1, 3, 6)\n{output}\nh_n\n(2, 3, 6)\n{h_n}\nh_n[-1] == output[-1]: True" in printed(code)


def test_running_code_leaves_the_random_state_alone():
    state = torch.get_rng_state()
    printed(Sizes(2, 3, 1, 4, 2).code())
    message(MISTAKES[0].code(Sizes(2, 3, 1, 4, 2)))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("batch", [3, 7])
def test_every_mistake_says_what_pytorch_says(batch_first, batch):
    s = Sizes(4, 5, 2, 7, batch, batch_first=batch_first, bidirectional=True)
    silent, with_state, rows, features, dropout = (message(mistake.code(s)) for mistake in MISTAKES)
    assert silent.startswith("no error; h_n")
    assert with_state.startswith("RuntimeError: Expected hidden size")
    assert rows.startswith("RuntimeError: Expected hidden size (4,")
    assert "Expected 4, got 5" in features
    assert dropout.startswith("UserWarning: dropout option adds dropout after all but last")


def test_the_picture_names_every_axis():
    found = figures.shapes(Sizes(4, 5, 2, 7, 3, bidirectional=True)).layout.annotations
    texts = re.sub(r"(<br>|</?span[^>]*>| )+", " ", " ".join(note.text for note in found))
    for part in (
        "<b>x</b> (7, 3, 4)",
        "<b>h_0</b> (4, 3, 5)",
        "<b>output</b> (7, 3, 10)",
        "<b>h_n</b> (4, 3, 5)",
        "layers × directions: <b>4</b>",
    ):
        assert part in texts
