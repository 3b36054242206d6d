"""Model file: what the visitor's own file of weights holds, and what of it the controls have chosen."""

from operator import attrgetter

from gru_viz.cells.kinds import form_of
from gru_viz.experiment.weights import RANDOM_EMBEDDING
from gru_viz.learning.files.belonging import (
    Chosen,
    fitting_embeddings,
    fitting_outputs,
    layer_named,
    reader_of,
)
from gru_viz.learning.files.contents import Contents, uploaded_contents
from gru_viz.learning.files.encoderdecoder import EncoderDecoder
from gru_viz.learning.files.matrices import Matrix
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.recurrent import is_decoder, is_encoder
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.learning.files.vocabularyfile import read_vocabulary
from gru_viz.learning.files.words import encoder_decoder_of, pair_of
from gru_viz.problem import Problem
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.upload import MODEL_FILE, replaced, uploaded

#: Endings of files that have the model beside its numbers, or could have it.
_WITH_A_MODEL = (".keras", ".h5", ".hdf5", ".onnx")


def layers_in(file: Contents) -> list[str]:
    """Names of the layers, as a link counts them: by the alphabet, decoders last; of ONNX in the order of its graph."""
    if file.name.lower().endswith(".onnx"):
        return list(file.layers)
    return sorted(file.layers, key=lambda name: (is_decoder(name), f"{name}.bias".removeprefix(".")))


def layer_in(file: Contents) -> str:
    """Name of the chosen layer; Problem if it is not there."""
    names = layers_in(file)
    if not names:
        raise next(iter(file.layers.problems.values()))
    if value("file_gru") >= len(names):
        raise Problem(
            "“{name}” has {count} recurrent layers; there is no number {given}. The first is number 0.",
            name=file.name[:80],
            count=len(names),
            given=value("file_gru"),
        )
    return names[value("file_gru")]


def chosen_reader(file: Contents, layer: str, words: Vocabulary | None, said: Vocabulary | None) -> Reader:
    """The chosen layer with its embedding and its output layer, by the controls."""
    if is_decoder(layer) and said is not None:
        words = said
    embedding: Chosen = None
    if value("file_embedding") == RANDOM_EMBEDDING:
        embedding = False
    elif value("file_embedding"):
        embedding = _numbered(embeddings_in(file, layer), value("file_embedding"))
    output = False if value("file_output") < 0 else _numbered(outputs_in(file, layer), value("file_output"))
    return reader_of(file, layer, embedding=embedding, output=output, vocabulary=words, says=said)


def pair_in(file: Contents, layer: str, words: Vocabulary | None, said: Vocabulary | None) -> EncoderDecoder | None:
    """Encoder and decoder, if the chosen layer is one of two; Problem where they do not come together."""
    if not (is_encoder(layer) or is_decoder(layer)) or value("file_embedding") == RANDOM_EMBEDDING:
        return None
    try:
        names = pair_of(file)
    except Problem:
        return None
    if layer not in names:
        return None
    said = said or words
    encoder = reader_of(file, names[0], output=False, vocabulary=words)
    decoder = reader_of(file, names[1], vocabulary=said, says=said)
    if layer == names[1]:
        decoder = chosen_reader(file, layer, words, said)
    start, end = (number if number >= 0 else None for number in (value("file_start"), value("file_end")))
    return encoder_decoder_of(encoder, decoder, start=start, end=end)


def embeddings_in(file: Contents, layer: str) -> list[Matrix]:
    """What the layer could read rows of, as a link counts it."""
    return _counted(file, fitting_embeddings(file, layer))


def outputs_in(file: Contents, layer: str) -> list[Matrix]:
    """What could stand on the layer, as a link counts it."""
    return _counted(file, fitting_outputs(file, layer))


def _counted(file: Contents, fitting: list[Matrix]) -> list[Matrix]:
    """Tensors of PyTorch by the alphabet, all others in the order of the file."""
    found = [matrix for matrix in file.matrices if matrix in fitting]
    return found if file.name.lower().endswith(_WITH_A_MODEL) else sorted(found, key=attrgetter("name"))


def _numbered(matrices: list[Matrix], number: int) -> Chosen:
    """Name of the number-th, counted from 1; for 0, or where there are none, whichever belongs there."""
    return matrices[min(number, len(matrices)) - 1].name if number and matrices else None


def unsaid_arguments(file: Contents, layer: str) -> tuple[str, ...]:
    """Arguments of a layer's module that the file does not say: of tensors alone nn.RNN's `nonlinearity`."""
    name = file.name.lower()
    if name.endswith(_WITH_A_MODEL) and not name.endswith(".weights.h5"):
        return ()
    return form_of(file.layers[layer])[0].arguments


def model_file() -> Contents | None:
    """What is in the visitor's file, read once."""
    content = uploaded(MODEL_FILE)
    return content and memo("model file", None, content, lambda: uploaded_contents(*content))


def follow_file() -> None:
    """After a file was chosen: the layer that reads its embedding; what was chosen of another is nothing of this one."""
    if replaced(MODEL_FILE):
        put(**dict.fromkeys(("file_gru", "file_embedding", "file_output"), 0))
    if value("file_gru"):
        return  # of the link that was followed
    try:
        if (file := model_file()) is not None:
            put(file_gru=layers_in(file).index(layer_named(file, None)))
    except Problem:
        return  # said on the page


def words_in(widget: str) -> Vocabulary | None:
    """The vocabulary that was uploaded there, read once; Problem if it is none."""
    content = uploaded(widget)
    return content and memo(f"words of {widget}", None, content, lambda: read_vocabulary(*content))
