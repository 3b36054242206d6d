"""Weights of the visitor's own: layers, embeddings and output layers of a file, as the app reads them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import gru_viz
from gru_viz import Experiment, Problem
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.snippet import snippet
from gru_viz.experiment.weights import RANDOM_EMBEDDING
from gru_viz.learning.files.belonging import fitting_embeddings
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.vocabulary import Unreadable
from tests.learning.files.own import contents, own_model
from tests.learning.files.speaker import Speaker, handed_over


def state(prefix: str = "", **options) -> dict[str, torch.Tensor]:
    torch.manual_seed(options.pop("seed", 0))
    kind = options.pop("kind", nn.GRU)
    return {prefix + key: value for key, value in kind(5, 4, **options).state_dict().items()}


@given(
    st.sampled_from(["", "rnn.", "encoder.rnn.", "module.a_l0.", "weight_ih_l0.", "weird name/."]),
    st.sampled_from([nn.GRU, nn.LSTM, nn.RNN]),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_sizes_are_inferred_under_any_prefix(prefix, kind, layers, bias, both):
    torch.manual_seed(1)
    rnn = kind(5, 4, layers, bias=bias, bidirectional=both)
    tensors = {prefix + key: value for key, value in rnn.state_dict().items()}
    model = own_model({"other.weight": torch.zeros(2, 2), **tensors})
    assert model.reader.layer == prefix.rstrip(".")
    assert repr(model.gru) == repr(rnn)
    x = torch.randn(6, 2, 5)
    assert torch.equal(model.gru(x)[0], rnn(x)[0])
    assert not any(p.requires_grad for p in model.gru.parameters())


def test_an_encoder_stands_before_its_decoder():
    found = contents({**state("decoder.", bidirectional=True), **state("encoder.", num_layers=2)}).layers
    assert list(found) == ["encoder", "decoder"]
    assert [module.num_layers for module in found.values()] == [2, 1]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_floating_types_are_computed_in_float32(dtype):
    tensors = {key: value.to(dtype) for key, value in state().items()}
    found = contents(tensors).layers
    assert found.dtypes[""] == dtype
    assert {p.dtype for p in found[""].parameters()} == {torch.float32}
    assert torch.equal(found[""].weight_hh_l0, tensors["weight_hh_l0"].float())


def without(name: str) -> dict[str, torch.Tensor]:
    tensors = state("a.", num_layers=2)
    del tensors["a." + name]
    return tensors


def changed(name: str, value: torch.Tensor) -> dict[str, torch.Tensor]:
    return {**state("a.", num_layers=2, bidirectional=True), "a." + name: value}


BAD = {
    "first matrix missing": (without("weight_ih_l0"), "“weight_ih_l0” should be .* and is missing"),
    "recurrent matrix missing": (without("weight_hh_l0"), "“weight_hh_l0” should be .* and is missing"),
    "a bias missing": (without("bias_hh_l1"), r"“bias_hh_l1” should be \(12,\) and is missing"),
    "second recurrent matrix missing": (without("weight_hh_l1"), r"“weight_hh_l1” should be \(12, 4\) and is missing"),
    "vector for matrix": (changed("weight_hh_l0", torch.ones(12)), r"should be \(rows, columns\) and is \(12,\)"),
    "empty matrix": (changed("weight_ih_l0", torch.ones(12, 0)), r"is \(12, 0\)"),
    "rows do not fit": (changed("weight_hh_l0", torch.ones(10, 4)), r"“weight_hh_l0” should be .* and is \(10, 4\)"),
    "input rows do not fit": (changed("weight_ih_l0", torch.ones(9, 5)), r"should be \(12, 5\) and is \(9, 5\)"),
    "layer sizes do not fit": (changed("weight_ih_l1", torch.ones(12, 4)), r"should be \(12, 8\) and is \(12, 4\)"),
    "bias does not fit": (changed("bias_ih_l0", torch.ones(11)), r"“bias_ih_l0” should be \(12,\) and is \(11,\)"),
    "whole numbers": (changed("bias_ih_l0", torch.ones(12, dtype=torch.int64)), "holds NaN or infinite"),
    "nan": (changed("bias_ih_l1", torch.full((12,), torch.nan)), "“a.bias_ih_l1” holds NaN"),
    "too large for float32": (
        changed("bias_ih_l1", torch.full((12,), 1e300, dtype=torch.float64)),
        "holds NaN or infinite",
    ),
    "too many units": (
        {"weight_ih_l0": torch.ones(900, 2), "weight_hh_l0": torch.ones(900, 300)},
        "hidden_size = 300; at most 256",
    ),
    "too many layers": ({**state(), "weight_ih_l99": torch.ones(1)}, "should be no such parameter"),
    "expanded to a giant": (changed("bias_ih_l0", torch.ones(1).expand(10**12)), "not in this file itself"),
    "a giant of one number": (
        {f"weight_{kind}_l0": torch.ones(1, 1).expand(3 * 10**6, 10**6) for kind in ("ih", "hh")},
        "not in this file itself",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_each_fault_has_its_sentence(name):
    tensors, words = BAD[name]
    with pytest.raises(Problem, match=words):
        own_model(tensors)


def test_embeddings_are_matrices_whose_rows_fit():
    tensors = {
        **state("rnn."),
        "emb.weight": torch.ones(10, 5),
        "fc.weight": torch.ones(5, 4),
        "ids": torch.ones(3, 5).long(),
        "out.weight": torch.ones(9, 5),
        "out.bias": torch.ones(9),
        "cell.weight_ih": torch.ones(12, 5),
    }
    assert [matrix.name for matrix in fitting_embeddings(contents(tensors), "rnn")] == ["emb.weight"]


def test_token_ids_are_read_through_the_embedding():
    torch.manual_seed(3)
    gru, embedding = nn.GRU(5, 4), torch.randn(10, 5)
    model = own_model(gru.state_dict() | {"emb.weight": embedding})
    setup = Setup.of(Experiment(weights="file", text="3 1 9\n0 0"), weights=model)
    tr = setup.run()
    assert tr.tokens == (("3", "1", "9"), ("0", "0"))
    expected = gru(embedding[[3, 1, 9]][:, None])[0][:, 0]
    assert torch.allclose(tr.hidden_state[0, 0, :, 0], expected, atol=1e-6)
    for text, words in (("3 ten", "“ten” is not a token id"), ("10", "0 to 9"), ("-1", "“-”"), ("²", "“²”")):
        with pytest.raises(Problem, match=words):
            Setup.of(Experiment(weights="file", text=text), weights=model)


def test_an_embedding_that_is_not_finite_is_refused():
    with pytest.raises(Problem, match="“e” holds NaN"):
        own_model(state() | {"e": torch.full((2, 5), torch.inf)})


def test_an_uploaded_gru_reads_text_through_random_numbers_only_if_asked_to_and_numbers_that_fit():
    model = own_model(state(num_layers=2, bidirectional=True))
    with pytest.raises(Unreadable, match="no embedding"):
        Setup.of(Experiment(weights="file"), weights=model)
    tr = Setup.of(Experiment(weights="file", file_embedding=RANDOM_EMBEDDING), weights=model).run()
    assert tr.hidden_state.shape == (2, 2, 11, 1, 4)
    signal = Setup.of(Experiment(weights="file", source="generator", length=7), weights=model)
    assert signal.run().hidden_state.shape[2] == 7
    with pytest.raises(Problem, match="reads 5 numbers at each step"):
        Setup.of(Experiment(weights="file", source="numbers"), weights=model)
    assert isinstance(gru_viz.trace(model.gru, torch.zeros(2, 1, 5)), gru_viz.Trace)


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_both_parts_of_a_pair_are_runs_and_their_code_gives_the_same_numbers(tmp_path, monkeypatch, part):
    monkeypatch.chdir(tmp_path)
    speaker = Speaker()
    file, letters, sounds = handed_over(tmp_path, speaker)
    pair = gru_viz.load_encoder_decoder(file, letters, sounds)
    model = Pretrained.from_file(getattr(pair, part), pair)
    setup = Setup.of(Experiment(weights="file", text="hello\ngru", step=0), weights=model)
    assert setup.sequence.tokens[0] == ((*"hello", "</s>") if part == "encoder" else ("<s>", *speaker.greedy("hello")))
    tr, names = setup.run(), {}
    exec(snippet(setup), names)
    assert torch.equal(tr.hidden_state.nan_to_num(9), names["tr"].hidden_state.nan_to_num(9))
    if part == "decoder":
        torch.testing.assert_close(tr.previous_state[0, 0, 0], pair.say("hello\ngru").encoder.h_n[0])


@torch.no_grad()
def test_a_textbook_gru_of_a_file_is_computed_in_its_own_form():
    before = gru_viz.TextbookGRU(5, 4)
    model = Pretrained.from_file(Reader("rnn", before, file="m.onnx"))
    assert model.reset == "before"
    setup = Setup.of(Experiment(weights="file", source="generator", features=5, convention="textbook"), weights=model)
    torch.testing.assert_close(setup.run().output, before(setup.sequence.as_input())[0], atol=1e-6, rtol=0)


def test_a_start_state_of_the_file_is_where_it_starts():
    h0 = torch.full((1, 1, 4), 0.5)
    model = Pretrained.from_file(Reader("rnn", nn.GRU(1, 4), file="m.onnx", h0=h0))
    signal = {"weights": "file", "source": "generator", "batch": 2}
    tr = Setup.of(Experiment(**signal), weights=model).run()
    assert (tr.previous_state[0, 0, 0] == 0.5).all()
    tr = Setup.of(Experiment(**signal, start="typed", start_values="0.25"), weights=model).run()
    assert (tr.previous_state[0, 0, 0] == 0.25).all()
