"""Belonging: which embedding and which output layer of a file belong to a recurrent layer, by names and shapes."""

from collections.abc import Sequence
from typing import Literal

from gru_viz.learning.files.contents import Contents
from gru_viz.learning.files.matrices import Matrix, embeddings, nearest, outputs, width
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.recurrent import is_decoder, is_encoder, layer_called
from gru_viz.learning.files.stacks import JOINT
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.problem import Problem

#: A name in the file, False for none, or None for whichever belongs there.
Chosen = str | Literal[False] | None


def fitting_embeddings(contents: Contents, layer: str, words: int = 0) -> list[Matrix]:
    """Matrices whose rows a layer could read, of at least so many words, the likeliest first."""
    found = embeddings(contents.matrices, layer, int(contents.layers[layer].input_size))  # pyright: ignore[reportArgumentType]
    return sorted(
        (each for each in found if each.shape[0] >= words), key=lambda each: bool(words) and each.shape[0] != words
    )


def fitting_outputs(contents: Contents, layer: str, words: int = 0) -> list[Matrix]:
    """Output layers that could stand on a layer, with at least so many answers; not those that another one stands on."""
    found = outputs(contents.matrices, layer, width(contents.layers[layer]))
    read_on = {each.shape[1] for each in contents.matrices if each.kind == "output"}
    last = [each for each in found if each.shape[0] not in read_on and each.shape[0] >= words]
    return sorted(last, key=lambda each: bool(words) and each.shape[0] != words)


def own_embedding(contents: Contents, layer: str, words: int = 0) -> Matrix | None:
    """The embedding that a layer reads, if it is not another layer that it stands on."""
    for matrix in fitting_embeddings(contents, layer, words):
        sizes = {name: contents.layers[name].input_size for name in _like(contents, layer)}
        near = nearest(matrix, [name for name, size in sizes.items() if size == matrix.shape[1]])
        if layer == near[0] or (layer in near and (is_encoder(layer) or is_decoder(layer))):
            return matrix
    return None


def own_output(contents: Contents, layer: str, words: int = 0) -> Matrix | None:
    """The output layer that stands on a layer, if no other one lies between."""
    embedding = own_embedding(contents, layer)
    likely = {words, embedding.shape[0] if embedding else 0}
    for matrix in fitting_outputs(contents, layer, words):
        fitting = [name for name in _like(contents, layer) if width(contents.layers[name]) == matrix.shape[1]]
        near = nearest(matrix, fitting)
        decoders = [name for name in near if is_decoder(name)]
        if layer == (decoders or near)[-1] and (matrix.kind == "output" or matrix.shape[0] in likely):
            return matrix
    return None


def _like(contents: Contents, layer: str) -> list[str]:
    """Layers of the file if it is one, stacks of them if it is one."""
    return [name for name in contents.layers if (JOINT in name) == (JOINT in layer)]


def reader_of(
    contents: Contents,
    layer: str | None = None,
    *,
    embedding: Chosen = None,
    output: Chosen = None,
    vocabulary: Vocabulary | None = None,
    says: Vocabulary | None = None,
) -> Reader:
    """A layer of a file with what belongs to it, or what is chosen; Problem if that is not there or does not fit."""
    name = layer_named(contents, layer, embedding)
    read = _chosen(contents, name, embedding, "embedding", 0 if vocabulary is None else len(vocabulary))
    answered = says or vocabulary
    said = _chosen(contents, name, output, "output", 0 if answered is None else len(answered))
    if says is None and vocabulary is not None and said is not None:
        # The words that go in come out, too, if there are as many.
        rows = read.shape[0] if read is not None else len(vocabulary)
        says = vocabulary if said.shape[0] in (rows, len(vocabulary)) else None
    names = {"embedding": read, "output": said}
    return Reader(
        name,
        contents.layers[name],
        None if read is None else read.rows(),
        vocabulary,
        None if said is None else said.linear(),
        says,
        {what: matrix.name for what, matrix in names.items() if matrix is not None},
        contents.name,
        contents.layers.starts.get(name),
        tuple(other for other in contents.layers if other != name and _reads(contents, other, None)),
    )


def layer_named(contents: Contents, layer: str | None, embedding: Chosen = None) -> str:
    """Name of a recurrent layer of a file; Problem if it is not there.

    By default the first, in the order of the file, that reads an embedding of it, or the one that is chosen; where none
    does, the first.
    """
    layers = contents.layers
    if layer is None and layers:
        reading = (name for name in layers if embedding is not False and _reads(contents, name, embedding))
        return next(reading, next(iter(layers)))
    if layer in layers:
        return str(layer)
    if layer in layers.problems or not layers:
        raise layers.problems.get(layer or "", next(iter(layers.problems.values())))
    raise Problem(
        "“{file}” has no recurrent layer “{given}”; there are: {names}",
        file=contents.name,
        given=layer_called(str(layer)),
        names=listed(layers),
    )


def _reads(contents: Contents, layer: str, embedding: str | None) -> bool:
    """Whether a layer reads an embedding of the file, or the one of that name fits it."""
    if embedding is None:
        return own_embedding(contents, layer) is not None
    return any(matrix.name == embedding for matrix in fitting_embeddings(contents, layer))


def listed(names: Sequence[str] | dict) -> str:
    """Names in a sentence."""
    return ", ".join(layer_called(name) for name in names)[:300]


def _chosen(
    contents: Contents, layer: str, chosen: Chosen, what: Literal["embedding", "output"], words: int
) -> Matrix | None:
    if chosen is False:
        return None
    if chosen is None:
        own = own_embedding if what == "embedding" else own_output
        return own(contents, layer, words) or own(contents, layer)
    fitting = (fitting_embeddings if what == "embedding" else fitting_outputs)(contents, layer)
    found = next((matrix for matrix in fitting if matrix.name == chosen), None)
    if found is None:
        raise Problem(
            "“{given}” cannot be the {what} of “{layer}”; what fits is: {names}",
            given=chosen,
            what=what,
            layer=layer_called(layer),
            names=listed([f"{matrix.name} {matrix.shape}" for matrix in fitting]) or "–",
        )
    return found
