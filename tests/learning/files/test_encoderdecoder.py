"""An encoder–decoder out of one file, against a PyTorch module's own greedy loop."""

import itertools
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import gru_viz
from gru_viz import Problem
from tests.learning.files.speaker import LETTERS, SOUNDS, Speaker, handed_over

WORDS = ("hello", "gru", "a", "recurrent")


@pytest.mark.parametrize(("kind", "layers"), [(nn.GRU, 1), (nn.GRU, 2), (nn.LSTM, 2), (nn.RNN, 1)])
def test_what_it_says_is_what_the_module_itself_says(tmp_path, kind, layers):
    said = set()
    for seed in range(2):
        model = Speaker(kind, layers=layers, seed=seed)
        ours = gru_viz.load_encoder_decoder(*handed_over(tmp_path, model))
        wanted = tuple(model.greedy(word, 20) for word in WORDS)
        assert ours.say(WORDS[seed], 20).words == wanted[seed : seed + 1]
        assert ours.say("\n".join(WORDS), 20).words == wanted
        said.update(wanted)
    assert len(said) > 2  # not one and the same for every word


def test_256_units_29_letters_74_phonemes(tmp_path):
    model = Speaker(size=256, hidden=256)
    ours = gru_viz.load_encoder_decoder(*handed_over(tmp_path, model))
    assert ours.say("hello").words == (model.greedy("hello"),)
    assert (len(ours.encoder.embedding), ours.decoder.output.out_features) == (29, 74)


@pytest.mark.skipif(find_spec("g2p_en") is None, reason="pip install --no-deps g2p-en: the published weights")
def test_the_published_model_spells_hello(tmp_path):
    """g2p-en's own tensors (Park & Kim 2019) under names that PyTorch gives, as somebody would hand them over."""
    spec = find_spec("g2p_en")
    given = np.load(Path(spec.submodule_search_locations[0]) / "checkpoint20.npz")
    names = {"dec_emb": "decoder.embedding.weight", "fc_w": "decoder.fc.weight", "fc_b": "decoder.fc.bias"}
    names["enc_emb"] = "encoder.embedding.weight"
    for kind, short in itertools.product(("weight", "bias"), ("ih", "hh")):
        names |= {f"{part[:3]}_{kind[0]}_{short}": f"{part}.gru.{kind}_{short}_l0" for part in ("encoder", "decoder")}
    save_file(
        {name: torch.from_numpy(given[short]).contiguous() for short, name in names.items()}, tmp_path / "m.safetensors"
    )
    # In the order of its rows; EH1, HH, L and OW0 stand where it has them.
    sounds = ["<pad>", "<unk>", "<s>", "</s>", *(f"P{number}" for number in range(70))]
    sounds[27], sounds[37], sounds[46], sounds[50] = "EH1", "HH", "L", "OW0"
    speaker = gru_viz.load_encoder_decoder(tmp_path / "m.safetensors", LETTERS, sounds)
    assert str(speaker.say("hello")) == "HH EH1 L OW0"


def test_both_gates_are_there_and_the_decoder_starts_where_the_encoder_ends(tmp_path):
    model = Speaker()
    ours = gru_viz.load_encoder_decoder(*handed_over(tmp_path, model))
    spoken = ours.say("hello")
    assert spoken.encoder.tokens == ((*"hello", "</s>"),)
    assert spoken.decoder.tokens == (("<s>", *spoken.words[0]),)
    ids = torch.tensor([[LETTERS.index(letter) for letter in (*"hello", "</s>")]])
    _output, end = model.encoder.gru(model.encoder.embedding(ids))
    torch.testing.assert_close(spoken.encoder.h_n, end, atol=1e-6, rtol=0)
    assert torch.equal(spoken.decoder.previous_state[0, 0, 0], spoken.encoder.h_n[0])
    assert spoken.encoder.update_gate.shape[2] == 6
    read = torch.tensor([[SOUNDS.index(sound) for sound in spoken.decoder.tokens[0]]])
    scores = model.decoder.fc(model.decoder.gru(model.decoder.embedding(read), end)[0])[0].softmax(-1)
    best = scores.topk(5)
    torch.testing.assert_close(torch.from_numpy(spoken.surest[0].probabilities), best.values, atol=1e-6, rtol=0)
    assert spoken.surest[0].words == tuple(tuple(SOUNDS[i] for i in row) for row in best.indices.tolist())


def test_what_it_took_is_said_by_name(tmp_path):
    ours = gru_viz.load_encoder_decoder(*handed_over(tmp_path, Speaker()))
    assert (ours.encoder.layer, ours.encoder.names) == ("encoder.gru", {"embedding": "encoder.embedding.weight"})
    assert ours.decoder.names == {"embedding": "decoder.embedding.weight", "output": "decoder.fc.weight"}


def test_symbols_can_be_named(tmp_path):
    file, letters, sounds = handed_over(tmp_path, Speaker())
    plain = gru_viz.load_encoder_decoder(file, letters, sounds)
    same = gru_viz.load_encoder_decoder(file, letters, sounds, start="<s>", end=3, closing="</s>")
    assert same.say("hello").words == plain.say("hello").words
    assert gru_viz.load_encoder_decoder(file, letters, sounds, closing=False).say("hi").encoder.tokens == (("h", "i"),)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: {k: v for k, v in t.items() if k != "decoder.fc.weight"}, "needs an embedding for “encoder.gru”"),
        (
            lambda t: {k: v for k, v in t.items() if "encoder" not in k},
            "no two layers that are called encoder and decoder",
        ),
        (
            lambda t: t | {f"encoder.gru.{k}": v for k, v in nn.GRU(12, 17).state_dict().items()},
            r"The end of “encoder.gru”, \(1, 1, 17\), cannot be the start of “decoder.gru”, \(1, 1, 16\)",
        ),
        (
            lambda t: t | {"encoder.embedding.weight": torch.ones(20, 12)},
            "has 29 words, but “encoder.embedding.weight” has 20",
        ),
    ],
)
def test_what_does_not_fit_has_a_sentence(tmp_path, change, sentence):
    file, letters, sounds = handed_over(tmp_path, Speaker())
    save_file(change({k: v.contiguous() for k, v in Speaker().state_dict().items()}), file)
    with pytest.raises(Problem, match=sentence):
        gru_viz.load_encoder_decoder(file, letters, sounds)


def test_without_symbols_it_asks_for_them(tmp_path):
    file, letters, _sounds = handed_over(tmp_path, Speaker())
    with pytest.raises(Problem, match="no symbol that is called like its start"):
        gru_viz.load_encoder_decoder(file, letters, [f"P{i}" for i in range(74)])
