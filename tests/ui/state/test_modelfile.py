"""A file of one's own in the sidebar: every cell and kind of file, its words, an encoder with its decoder."""

import json

import numpy as np
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from safetensors.torch import save
from torch import nn

from gru_viz.learning.files.contents import Contents
from gru_viz.learning.files.recurrent import Layers
from gru_viz.ui.state.modelfile import unsaid_arguments
from tests.learning.files.speaker import LETTERS, SOUNDS, Speaker
from tests.learning.files.test_reader import WORDS, Language, onnx_language
from tests.learning.test_modelfile import saved
from tests.ui.visits import figures, opened, said, sound, turned_to


def state(model: nn.Module) -> bytes:
    return save({name: value.contiguous() for name, value in model.state_dict().items()})


def uploaded(name: str, content: bytes, *words: tuple[str, str], **link: str):
    """A visit with a file of weights and those of its words."""
    at = opened(w="file", **link)
    at.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    for number, (file, text) in enumerate(words, start=1):
        at.file_uploader[number].set_value((file, text.encode(), "text/plain"))
    return sound(at.run() if words else at)


def shown(at) -> str:
    """The main figure as it is drawn."""
    return json.dumps(json.loads(figures(at)[0]), ensure_ascii=False)


def surest(scores: torch.Tensor) -> str:
    """How the likeliest word is said on hover."""
    top = scores.softmax(-1).topk(1)
    return f"<b>{WORDS[top.indices[0]]}</b> {top.values[0]:.1%}"


def lines(words: list[str]) -> str:
    return "\n".join(words) + "\n"


@pytest.mark.parametrize("kind", [nn.LSTM, nn.RNN])
def test_another_cell_with_its_words_says_what_it_finds_likeliest(kind):
    at = uploaded("m.safetensors", state(Language(kind)), ("words.txt", lines(WORDS)), text="the cat sat")
    assert not at.error
    assert f"nn.{kind.__name__}(6, 6, num_layers=2)" in said(at)
    taken = "Taken by names and shapes: rnn, encoder.weight, decoder.weight."
    assert taken in said(at).replace("\\", "")
    assert surest(Language(kind)(torch.tensor([1, 2, 3]))[-1]) in shown(at)
    assert "what the model finds likeliest to follow" in said(at)
    # What does not fit is not offered: the output layer is no embedding.
    assert [option for option in at.selectbox(key="file_embedding").options if "decoder" in option] == []
    assert [option for option in at.selectbox(key="file_output").options if "encoder" in option] == []
    for page in ("cell", "memory", "table"):
        assert not turned_to(at, page).error
    assert "gru_viz.load('m.safetensors')['rnn']" in at.code[0].value


def test_an_encoder_shows_its_decoder_and_a_decoder_reads_what_it_says():
    model = Speaker(seed=1)
    words = [("letters.txt", lines(LETTERS)), ("sounds.txt", lines(SOUNDS))]
    at = uploaded("g2p.safetensors", state(model), *words, text="hello")
    assert not at.error
    assert f"It says: **{' '.join(model.greedy('hello'))}**" in said(at).replace("\\", "")
    assert "encoder.gru, encoder.embedding.weight, decoder.gru, decoder.embedding.weight, decoder.fc.weight" in (
        said(at).replace("\\", "")
    )
    assert any("The decoder while it says that" in figure for figure in figures(at))
    at.selectbox(key="file_gru").set_value(1).run()
    assert "It starts where “encoder.gru” ends" in said(sound(at)).replace("\\", "")
    assert f'"{model.greedy("hello")[0]}"' in figures(at)[0]
    at.number_input(key="file_end").set_value(5).run()
    assert "ends with P1" in said(sound(at))
    at.text_area(key="text").set_value("gru").run()
    assert not sound(at).error


def test_what_does_not_belong_together_is_said_and_the_page_goes_on():
    at = uploaded("m.safetensors", state(Language()), ("many.txt", lines(LETTERS)), text="the cat sat")
    assert "“many.txt” has 29 words, but “encoder.weight” has 7 rows" in at.error[0].value.replace("\\", "")
    at.file_uploader[1].set_value(("no.json", b"[1]", "text/plain")).run()
    assert "“no.json” is no vocabulary" in sound(at).error[0].value.replace("\\", "")
    assert len(figures(at)) == 2
    at.file_uploader[1].set_value(("words.txt", lines(WORDS).encode(), "text/plain")).run()
    assert not sound(at).error
    at.text_area(key="text").set_value("xylophone").run()
    assert not sound(at).error


def test_an_onnx_gru_that_resets_before_the_matrix_is_shown_as_the_textbook_writes_it():
    made = onnx_language(after=0)
    at = uploaded("m.onnx", made.SerializeToString(), ("w.txt", lines(WORDS)), text="the cat")
    assert not at.error
    assert at.session_state["convention"] == "textbook"
    assert "TextbookGRU(4, 5)" in said(at)
    (scores,) = ReferenceEvaluator(made).run(None, {"ids": np.array([[1], [2]])})
    assert surest(torch.from_numpy(scores)[-1]) in shown(at)
    at.session_state["fold_parameters"] = True
    at.run().segmented_control(key="convention").set_value("pytorch").run()
    assert "what is shown is another function of its weights" in said(sound(at))


def test_a_gate_held_changes_what_ones_own_model_finds_likeliest():
    at = uploaded("m.safetensors", state(Language()), ("w.txt", lines(WORDS)), text="the cat", za="100")
    drawn = [figure for figure in figures(turned_to(at, "cell")) if "changed" in figure]
    assert "surest answer" in drawn[0]
    model, above = Language(), nn.GRU(6, 6)
    above.load_state_dict({name: model.rnn.get_parameter(name.replace("l0", "l1")) for name in above.state_dict()})
    nothing_written_below = model.decoder(above(torch.zeros(2, 6))[0])
    assert surest(nothing_written_below[-1]) in json.dumps(json.loads(drawn[0]), ensure_ascii=False)


def test_the_hosted_limit_is_said():
    at = uploaded("big.onnx", bytes(20 * 2**20 + 1))
    assert "“big.onnx” is larger than the 20 MB allowed here" in at.error[0].value.replace("\\", "")
    assert "up to 20 MB" in at.file_uploader[0].label


@pytest.mark.parametrize(
    ("name", "unsaid"), [("m.weights.h5", ("nonlinearity",)), ("m.keras", ()), ("m.pt", ("nonlinearity",))]
)
def test_what_tensors_alone_do_not_say_is_asked(name, unsaid):
    layers = Layers()
    layers.add("rnn", lambda: nn.RNN(2, 3))
    assert unsaid_arguments(Contents(name, layers), "rnn") == unsaid


def stacked() -> bytes:
    """Two GRUs on top of each other, the lower one and its embeddings by the end of the alphabet."""
    torch.manual_seed(2)
    parts = {"read": nn.Embedding(7, 4), "other": nn.Embedding(7, 4), "low": nn.GRU(4, 5), "high": nn.GRU(5, 3)}
    return saved({f"{name}.{key}": value for name, part in parts.items() for key, value in part.state_dict().items()})


def test_the_layer_that_reads_the_words_is_taken_where_no_link_says_which():
    at = uploaded("two.pt", stacked(), text="1 2")
    assert at.selectbox(key="file_gru").value == 1
    assert "layer “low”" in said(at)
    at = uploaded("two.pt", stacked(), text="1 2", gru="0", src="generator")
    at.selectbox(key="file_gru").set_value(0).run()
    assert "layer “high”" in said(sound(at))


def test_links_count_layers_and_embeddings_by_the_alphabet_whatever_the_order_of_the_file():
    at = uploaded("two.pt", stacked(), text="1 2", gru="1", ids="1")
    assert "Taken by names and shapes: low, other.weight" in said(at).replace("\\", "")
    assert [name.split(":")[0] for name in at.selectbox(key="file_gru").options] == ["high", "low"]
