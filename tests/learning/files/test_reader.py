"""A layer with its words, out of files of every kind: against the modules that wrote them."""

import json
import os

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from safetensors.torch import save_file
from torch import nn

import gru_viz
from gru_viz import Problem
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.learning.files.vocabularyfile import read_vocabulary
from gru_viz.learning.vocabulary import Unreadable

WORDS = ["<unk>", "the", "cat", "sat", ",", "on", "mat"]


class Language(nn.Module):
    """The usual language model; its output layer is as wide as its embedding."""

    def __init__(self, kind=nn.GRU):
        super().__init__()
        torch.manual_seed(0)
        self.encoder, self.rnn, self.decoder = nn.Embedding(7, 6), kind(6, 6, 2), nn.Linear(6, 7)

    def forward(self, ids):
        return self.decoder(self.rnn(self.encoder(ids))[0])


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM, nn.RNN])
@pytest.mark.parametrize("ending", ["pt", "safetensors"])
def test_the_surest_answers_are_those_of_the_module(tmp_path, kind, ending):
    model, file = Language(kind), tmp_path / f"model.{ending}"
    (torch.save if ending == "pt" else save_file)(model.state_dict(), file)
    reader = gru_viz.load_reader(file, vocabulary=WORDS)
    assert reader.names == {"embedding": "encoder.weight", "output": "decoder.weight"}
    heard = reader.read("The cat sat, sat\non the xylophone")
    assert heard.words == (("The", "cat", "sat", ",", "sat"), ("on", "the", "xylophone"))
    for ids, found in zip(([1, 2, 3, 4, 3], [5, 1, 0]), heard.surest, strict=True):
        best = model(torch.tensor(ids)).softmax(-1).topk(5)
        torch.testing.assert_close(torch.from_numpy(found.probabilities), best.values)
        assert found.words == tuple(tuple(WORDS[i] for i in row) for row in best.indices.tolist())


def test_an_output_layer_is_no_embedding_and_an_embedding_no_output_layer(tmp_path):
    torch.save(Language().state_dict(), tmp_path / "model.pt")
    with pytest.raises(
        Problem, match=r"“decoder.weight” cannot be the embedding of “rnn”; what fits is: encoder.weight"
    ):
        gru_viz.load_reader(tmp_path / "model.pt", embedding="decoder.weight")
    model = nn.ModuleDict({"rnn": nn.GRU(4, 4), "attention": nn.Linear(4, 4), "out": nn.Linear(4, 5)})
    torch.save(model.state_dict(), tmp_path / "none.pt")
    reader = gru_viz.load_reader(tmp_path / "none.pt")
    assert reader.names == {"output": "out.weight"}
    with pytest.raises(Unreadable, match="how it read text is not known"):
        reader.read("the cat")


def test_a_layer_between_is_not_passed_over_in_silence(tmp_path):
    """Two GRUs on top of each other: the first reads the words, the second answers."""
    parts = {"emb": nn.Embedding(7, 6), "a": nn.GRU(6, 6), "b": nn.GRU(6, 6), "out": nn.Linear(6, 7)}
    torch.save(nn.ModuleDict(parts).state_dict(), tmp_path / "model.pt")
    first, second = (gru_viz.load_reader(tmp_path / "model.pt", name, vocabulary=WORDS) for name in "ab")
    assert (first.names, second.names) == ({"embedding": "emb.weight"}, {"output": "out.weight"})


def test_a_vocabulary_of_as_many_words_as_inputs_is_read_one_hot(tmp_path):
    rnn = nn.GRU(7, 5)
    torch.save(rnn.state_dict(), tmp_path / "model.pt")
    heard = gru_viz.load_reader(tmp_path / "model.pt", vocabulary=WORDS).read("cat mat")
    expected = rnn(nn.functional.one_hot(torch.tensor([[2], [6]]), 7).float())[0]
    assert torch.equal(heard.trace.output, expected)


def test_without_a_vocabulary_ids_are_typed(tmp_path):
    torch.save(Language().state_dict(), tmp_path / "model.pt")
    reader = gru_viz.load_reader(tmp_path / "model.pt")
    heard = reader.read("1 2 3")
    best = Language()(torch.tensor([1, 2, 3])).argmax(-1)
    assert [row[0] for row in heard.surest[0].words] == list(map(str, best.tolist()))
    with pytest.raises(Unreadable, match="“7” is not a token id"):
        reader.read("7")


VOCABULARIES = {
    "vocab.json": json.dumps({word: number for number, word in enumerate(WORDS)}),
    "turned.json": json.dumps({str(number): word for number, word in enumerate(WORDS)}),
    "list.json": json.dumps(WORDS),
    "words.txt": "\ufeff" + "\r\n".join(WORDS),
    "tokenizer.json": json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [],
            "normalizer": {"type": "Lowercase"},
            "pre_tokenizer": {"type": "Whitespace"},
            "post_processor": None,
            "decoder": None,
            "model": {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(WORDS)}, "unk_token": "<unk>"},
        }
    ),
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_vocabulary_is_read_however_it_is_written(tmp_path, name):
    torch.save(Language().state_dict(), tmp_path / "model.pt")
    (tmp_path / name).write_text(VOCABULARIES[name], "utf-8")
    reader = gru_viz.load_reader(tmp_path / "model.pt", vocabulary=tmp_path / name)
    assert [number for _word, number in reader.coded("The cat, xylophone")[0]] == [1, 2, 4, 0]
    assert reader.vocabulary.words == tuple(WORDS)


def test_pieces_of_words_are_those_of_the_tokenizers_package():
    tokenizers = pytest.importorskip("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.BPE())
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=300, special_tokens=["<s>"], show_progress=False)
    made.train_from_iterator(["to be or not to be that is the question"] * 4, trainer)
    ours = read_vocabulary("tokenizer.json", made.to_str().encode())
    assert [number for _word, number in ours.encode("not to question")] == made.encode("not to question").ids


def test_a_tokenizer_that_cannot_say_what_is_unknown_says_so():
    told = json.loads(VOCABULARIES["tokenizer.json"])
    told["model"]["unk_token"] = "<none>"
    with pytest.raises(Unreadable, match=r"Line 2: “tokenizer\.json” cannot divide it"):
        read_vocabulary("tokenizer.json", json.dumps(told).encode()).encode("xylophone", 2)


def test_letters_and_chinese_words():
    letters = Vocabulary(("</s>", "a", "b", "é"))
    assert letters.encode("A bé</s>") == [("A", 1), ("b", 2), ("é", 3), ("</s>", 0)]
    chinese = Vocabulary(("我", "喜欢", "喜", "猫", "。"))
    assert [word for word, _number in chinese.encode("我喜欢猫。")] == ["我", "喜欢", "猫", "。"]
    with pytest.raises(Unreadable, match="“狗” is not in the vocabulary"):
        chinese.encode("狗")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("v.json", b"{"),
        ("v.json", b"[1, 2]"),
        ("v.json", b'{"a": -1}'),
        ("v.json", b'{"a": 9999999999}'),
        ("v.json", b"[" * 100_000),
        ("v.txt", b""),
        ("v.txt", b"\xff\xfe\x00"),
        ("tokenizer.json", b'{"model": {"type": "Nothing"}}'),
    ],
)
def test_what_is_no_vocabulary_has_a_sentence(name, content):
    with pytest.raises(Problem, match="is no vocabulary"):
        read_vocabulary(name, content)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", [".keras", ".weights.h5", ".h5"])
@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
@pytest.mark.xdist_group("compiler")
def test_a_keras_language_model_says_what_keras_says(tmp_path, ending, kind):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    rnn = getattr(keras.layers, kind)(8, return_sequences=True)
    model = keras.Sequential([keras.layers.Input((None,)), keras.layers.Embedding(7, 8), rnn, keras.layers.Dense(7)])
    file = tmp_path / f"model{ending}"
    (model.save_weights if ending == ".weights.h5" else model.save)(file)
    heard = gru_viz.load_reader(file, vocabulary=WORDS).read("the cat sat")
    scores = torch.from_numpy(keras.ops.convert_to_numpy(model(np.array([[1, 2, 3]]))))[0].softmax(-1)
    best = scores.topk(5)
    torch.testing.assert_close(torch.from_numpy(heard.surest[0].probabilities), best.values, atol=1e-6, rtol=0)
    assert heard.surest[0].words[2] == tuple(WORDS[i] for i in best.indices[2].tolist())


def onnx_language(*, gemm=False, after=1):
    """Words to states to scores, as an exporter writes it."""
    rng = np.random.default_rng(0)
    out = (7, 5) if gemm else (5, 7)
    shapes = {"emb": (7, 4), "W": (1, 15, 4), "R": (1, 15, 5), "B": (1, 30), "out": out, "bias": (7,)}
    stored = [numpy_helper.from_array(rng.normal(size=shape).astype("float32"), key) for key, shape in shapes.items()]
    stored.append(numpy_helper.from_array(np.array([1]), "axes"))
    stored.append(numpy_helper.from_array(np.array([-1, 5]), "rows"))
    nodes = [
        helper.make_node("Gather", ["emb", "ids"], ["x"]),
        helper.make_node("GRU", ["x", "W", "R", "B"], ["Y"], name="gru", hidden_size=5, linear_before_reset=after),
        helper.make_node("Squeeze", ["Y", "axes"], ["y"]),
        helper.make_node("Reshape", ["y", "rows"], ["h"]),
    ]
    if gemm:
        nodes.append(helper.make_node("Gemm", ["h", "out", "bias"], ["scores"], transB=1))
    else:
        nodes += [helper.make_node("MatMul", ["h", "out"], ["m"]), helper.make_node("Add", ["bias", "m"], ["scores"])]
    told = [helper.make_tensor_value_info(n, t, None) for n, t in (("ids", onnx.TensorProto.INT64), ("scores", 1))]
    graph = helper.make_graph(nodes, "model", told[:1], told[1:], stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])


@pytest.mark.parametrize("gemm", [False, True])
@pytest.mark.parametrize("after", [0, 1])
def test_an_onnx_language_model_says_what_the_reference_evaluator_says(tmp_path, gemm, after):
    made = onnx_language(gemm=gemm, after=after)
    onnx.save(made, tmp_path / "model.onnx")
    reader = gru_viz.load_reader(tmp_path / "model.onnx", vocabulary=WORDS)
    assert reader.names == {"embedding": "emb", "output": "out"}
    (scores,) = ReferenceEvaluator(made).run(None, {"ids": np.array([[1], [2], [3]])})
    best = torch.from_numpy(scores).softmax(-1).topk(5)
    found = reader.read("the cat sat").surest[0]
    torch.testing.assert_close(torch.from_numpy(found.probabilities), best.values, atol=1e-6, rtol=0)


def two_layers():
    """A language model whose layers have names of their own, in the order in which it calls them."""
    torch.manual_seed(0)
    parts = {"emb": nn.Embedding(7, 6), "low": nn.GRU(6, 7), "high": nn.LSTM(7, 5), "fc": nn.Linear(5, 7)}
    return nn.ModuleDict(parts)


def test_where_no_layer_is_named_the_one_that_reads_the_embedding_is_taken(tmp_path):
    model = two_layers()
    torch.save(model.state_dict(), tmp_path / "two.pt")
    save_file(model.state_dict(), tmp_path / "two.safetensors")
    turned = {"high": model["high"], "low": model["low"], "emb": model["emb"]}
    torch.save(nn.ModuleDict(turned).state_dict(), tmp_path / "turned.pt")
    expected = model["low"](model["emb"](torch.tensor([[1], [2]])))[0]
    for name in ("two.pt", "two.safetensors", "turned.pt"):
        heard = gru_viz.load_reader(tmp_path / name, vocabulary=WORDS).read("the cat")
        assert torch.equal(heard.trace.output, expected)
        chosen = gru_viz.load_reader(tmp_path / name, embedding="emb.weight", vocabulary=WORDS)
        assert chosen.layer == "low"


def test_layers_stand_in_the_order_of_their_file_if_it_has_one(tmp_path):
    torch.save({"epoch": 1, "net": two_layers().state_dict()}, tmp_path / "two.pt")
    save_file(two_layers().state_dict(), tmp_path / "two.safetensors")
    assert list(gru_viz.load(tmp_path / "two.pt")) == ["net.low", "net.high"]
    assert list(gru_viz.load(tmp_path / "two.safetensors")) == ["high", "low"]
    assert gru_viz.load_reader(tmp_path / "two.pt", embedding=False).layer == "net.low"


def test_a_layer_without_an_embedding_is_named_with_its_cell_and_with_the_one_that_reads_it(tmp_path):
    torch.save(two_layers().state_dict(), tmp_path / "two.pt")
    with pytest.raises(Unreadable) as told:
        gru_viz.load_reader(tmp_path / "two.pt", "high", vocabulary=WORDS[:3]).read("the cat")
    assert str(told.value) == (
        "The file has no embedding for “high” (LSTM), whose steps are 7 numbers (input_size): how it read text is not "
        'known. It has one for “low”: choose that layer (layer="low").'
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", [".keras", ".weights.h5", ".h5"])
@pytest.mark.xdist_group("compiler")
def test_of_a_keras_model_the_layer_that_reads_the_embedding_is_taken(tmp_path, ending):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    low = keras.layers.GRU(6, return_sequences=True, name="enc")
    high = keras.layers.Bidirectional(keras.layers.LSTM(5, return_sequences=True))
    model = keras.Sequential([keras.layers.Input((None,)), keras.layers.Embedding(7, 4), low, high])
    (model.save_weights if ending == ".weights.h5" else model.save)(tmp_path / f"model{ending}")
    heard = gru_viz.load_reader(tmp_path / f"model{ending}", vocabulary=WORDS).read("the cat sat")
    expected = keras.ops.convert_to_numpy(low(model.layers[0](np.array([[1, 2, 3]]))))
    np.testing.assert_allclose(heard.trace.output, expected, rtol=0, atol=1e-6)
    if ending != ".weights.h5":  # which has no configuration, and so no order
        assert list(gru_viz.load(tmp_path / f"model{ending}")) == ["enc", high.name]
