"""GRUs found among the tensors of a file."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import gru_viz
from gru_viz import Experiment, Problem
from gru_viz.experiment.setup import RANDOM_EMBEDDING, Setup
from gru_viz.learning.found import find_embeddings, find_grus, pretrained
from gru_viz.learning.vocabulary import Unreadable


def state(prefix: str = "", **options) -> dict[str, torch.Tensor]:
    torch.manual_seed(options.pop("seed", 0))
    kind = options.pop("kind", nn.GRU)
    return {prefix + key: value for key, value in kind(5, 4, **options).state_dict().items()}


@given(
    st.sampled_from(["", "rnn.", "encoder.rnn.", "module.a_l0.", "weight_ih_l0.", "weird name/"]),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=40)
def test_sizes_are_inferred_under_any_prefix(prefix, layers, bias, both):
    torch.manual_seed(1)
    gru = nn.GRU(5, 4, layers, bias=bias, bidirectional=both)
    tensors = {prefix + key: value for key, value in gru.state_dict().items()}
    (found,) = find_grus({"other.weight": torch.zeros(2, 2), **tensors})
    assert found.prefix == prefix
    module = found.module()
    assert repr(module) == repr(gru)
    x = torch.randn(6, 2, 5)
    assert torch.equal(module(x)[0], gru(x)[0])
    assert not any(p.requires_grad for p in module.parameters())


def test_several_grus_come_in_the_order_of_the_tensors():
    found = find_grus({**state("encoder.", num_layers=2), **state("decoder.", bidirectional=True)})
    assert [gru.title for gru in found] == ["encoder", "decoder"]
    assert [gru.module().num_layers for gru in found] == [2, 1]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_floating_types_are_computed_in_float32(dtype):
    tensors = {key: value.to(dtype) for key, value in state().items()}
    (found,) = find_grus(tensors)
    assert found.dtype == dtype
    module = found.module()
    assert {p.dtype for p in module.parameters()} == {torch.float32}
    assert torch.equal(module.weight_hh_l0, tensors["weight_hh_l0"].float())


def without(name: str) -> dict[str, torch.Tensor]:
    tensors = state("a.", num_layers=2)
    del tensors["a." + name]
    return tensors


def changed(name: str, value: torch.Tensor) -> dict[str, torch.Tensor]:
    return {**state("a.", num_layers=2, bidirectional=True), "a." + name: value}


BAD = {
    "no GRU": ({"fc.weight": torch.ones(2, 2)}, "No GRU is in this file: none of its 1 tensors .*fc.weight"),
    "a cell": (state("c.", kind=nn.GRUCell), "“c” has the parameters of an nn.GRUCell"),
    "an LSTM": (state("a.", kind=nn.LSTM), "“a.weight_hh_l0” has 16 rows for 4 units: that is an LSTM"),
    "an RNN": (state("a.", kind=nn.RNN), "that is an RNN"),
    "first matrix missing": (without("weight_ih_l0"), "incomplete: “a.weight_ih_l0” is missing"),
    "recurrent matrix missing": (without("weight_hh_l0"), "“a.weight_hh_l0” is missing"),
    "a bias missing": (without("bias_hh_l1"), "“a.bias_hh_l1” is missing. There are: bias_hh_l0"),
    "second layer missing": (without("weight_hh_l1"), "“a.weight_hh_l1” is missing"),
    "vector for matrix": (changed("weight_hh_l0", torch.ones(12)), r"has shape \(12,\); a GRU's matrices have two"),
    "empty matrix": (changed("weight_ih_l0", torch.ones(12, 0)), r"shape \(12, 0\)"),
    "rows do not fit": (changed("weight_hh_l0", torch.ones(10, 4)), r"shape \(10, 4\); in a GRU it is"),
    "input rows do not fit": (changed("weight_ih_l0", torch.ones(9, 5)), r"shape \(9, 5\); beside .* \(12, 5\)"),
    "layer sizes do not fit": (
        changed("weight_ih_l1", torch.ones(12, 4)),
        r"“a.weight_ih_l1” has shape \(12, 4\); .*\(12, 8\)",
    ),
    "bias does not fit": (changed("bias_ih_l0", torch.ones(11)), r"“a.bias_ih_l0” has shape \(11,\)"),
    "whole numbers": (changed("bias_ih_l0", torch.ones(12, dtype=torch.int64)), "numbers of type int64"),
    "nan": (changed("bias_ih_l1", torch.full((12,), torch.nan)), "“a.bias_ih_l1” holds NaN"),
    "too large for float32": (
        changed("bias_ih_l1", torch.full((12,), 1e300, dtype=torch.float64)),
        "holds NaN or infinite",
    ),
    "too many units": (
        {"weight_ih_l0": torch.ones(900, 2), "weight_hh_l0": torch.ones(900, 300)},
        "hidden_size = 300; at most 256",
    ),
    "too many layers": ({**state(), "weight_ih_l99": torch.ones(1)}, "num_layers = 100; at most 8"),
    "expanded to a giant": (changed("bias_ih_l0", torch.ones(1).expand(10**12)), "beside the other parameters"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_fault_has_its_sentence(name):
    tensors, words = BAD[name]
    with pytest.raises(Problem, match=words):
        find_grus(tensors)[0].module()


def test_embeddings_are_matrices_whose_rows_fit():
    tensors = {
        **state("rnn."),
        "emb.weight": torch.ones(10, 5),
        "fc.weight": torch.ones(5, 4),
        "ids": torch.ones(3, 5).long(),
        "cell.weight_ih": torch.ones(12, 5),
    }
    assert list(find_embeddings(tensors, 5)) == ["emb.weight"]


def test_token_ids_are_read_through_the_embedding():
    torch.manual_seed(3)
    gru, embedding = nn.GRU(5, 4), torch.randn(10, 5)
    (found,) = find_grus(gru.state_dict())
    model = pretrained(found, "m.pt", ("emb.weight", embedding))
    setup = Setup.of(Experiment(weights="file", text="3 1 9\n0 0"), weights=model)
    tr = setup.run()
    assert tr.tokens == (("3", "1", "9"), ("0", "0"))
    expected = gru(embedding[[3, 1, 9]][:, None])[0][:, 0]
    assert torch.allclose(tr.hidden_state[0, 0, :, 0], expected, atol=1e-6)
    for text, words in (("3 ten", "“ten” is not a token id"), ("10", "0 to 9"), ("-1", "“-”"), ("²", "“²”")):
        with pytest.raises(Problem, match=words):
            Setup.of(Experiment(weights="file", text=text), weights=model)


def test_an_embedding_that_is_not_finite_is_refused():
    (found,) = find_grus(state())
    with pytest.raises(Problem, match="“e” holds NaN"):
        pretrained(found, "m.pt", ("e", torch.full((2, 5), torch.inf)))


def test_an_uploaded_gru_reads_text_through_random_numbers_only_if_asked_to_and_numbers_that_fit():
    (found,) = find_grus(state(num_layers=2, bidirectional=True))
    model = pretrained(found, "m.pt")
    with pytest.raises(Unreadable, match="no embedding"):
        Setup.of(Experiment(weights="file"), weights=model)
    tr = Setup.of(Experiment(weights="file", file_embedding=RANDOM_EMBEDDING), weights=model).run()
    assert tr.hidden_state.shape == (2, 2, 11, 1, 4)
    signal = Setup.of(Experiment(weights="file", source="generator", length=7), weights=model)
    assert signal.run().hidden_state.shape[2] == 7
    with pytest.raises(Problem, match="reads 5 numbers at each step"):
        Setup.of(Experiment(weights="file", source="numbers"), weights=model)
    assert isinstance(gru_viz.trace(model.gru, torch.zeros(2, 1, 5)), gru_viz.Trace)
