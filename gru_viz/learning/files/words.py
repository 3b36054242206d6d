"""load_reader() and load_encoder_decoder(): the layers of a file together with their words."""

import os
from collections.abc import Sequence

from gru_viz.learning.files.belonging import Chosen, listed, reader_of
from gru_viz.learning.files.contents import Contents, contents_of
from gru_viz.learning.files.encoderdecoder import EncoderDecoder
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.recurrent import is_decoder, is_encoder
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.learning.files.vocabularyfile import vocabulary_of
from gru_viz.problem import Problem

#: A path, the words in the order of their ids, or a vocabulary.
Words = str | os.PathLike[str] | Sequence[str] | Vocabulary


def load_reader(
    path: str | os.PathLike[str],
    layer: str | None = None,
    *,
    vocabulary: Words | None = None,
    says: Words | None = None,
    embedding: Chosen = None,
    output: Chosen = None,
) -> Reader:
    """A recurrent layer of a file with its words: `.read(text)` traces a text and says what the model finds likeliest.

    Parameters
    ----------
    path : path of a file
        As `gru_viz.load` takes it.
    layer : str or None
        Its name in the file; default the first that reads an embedding of the file, or `embedding` if it is chosen, and
        where none does the first, in the order of `gru_viz.load`.
    vocabulary : path, sequence of str, Vocabulary or None
        What the ids stand for: a vocab.json, a tokenizer.json (needs tokenizers), a text with one word a line, or the
        words themselves. Without one a text is ids between spaces.
    says : path, sequence of str, Vocabulary or None
        Of the output layer; default `vocabulary`, if it has as many words as the layer has rows.
    embedding, output : str, False or None
        Names in the file, False for none; default what fits by shape and is nearest by name: `Reader.names` says what.

    Raises
    ------
    Problem
        The file cannot be read, or what was chosen is not there or does not fit.
    """
    return reader_of(
        contents_of(path),
        layer,
        embedding=embedding,
        output=output,
        vocabulary=None if vocabulary is None else vocabulary_of(vocabulary),
        says=None if says is None else vocabulary_of(says),
    )


def load_encoder_decoder(
    path: str | os.PathLike[str],
    vocabulary: Words | None = None,
    says: Words | None = None,
    *,
    encoder: str | None = None,
    decoder: str | None = None,
    encoder_embedding: Chosen = None,
    decoder_embedding: Chosen = None,
    output: Chosen = None,
    start: str | int | None = None,
    end: str | int | None = None,
    closing: str | int | bool | None = None,
) -> EncoderDecoder:
    """An encoder and a decoder of a file: `.say(text)` gives the greedy output and the gates of both.

    Parameters
    ----------
    path : path of a file
        As `gru_viz.load` takes it.
    vocabulary, says : path, sequence of str, Vocabulary or None
        Words of the encoder and of the decoder, as in `load_reader`; the decoder's default is the encoder's.
    encoder, decoder : str or None
        Names of the layers; default those that are called so.
    encoder_embedding, decoder_embedding, output : str, False or None
        As in `load_reader`.
    start, end : str, int or None
        Symbols of the decoder, as words or ids; default such as <s> and </s> in its vocabulary.
    closing : str, int, False or None
        What the encoder reads after each line; default such as </s>, if its vocabulary has it.

    Raises
    ------
    Problem
        The file cannot be read, or something is missing or does not fit.
    """
    heard = None if vocabulary is None else vocabulary_of(vocabulary)
    said = heard if says is None else vocabulary_of(says)
    contents = contents_of(path)
    first, second = pair_of(contents)
    return encoder_decoder_of(
        reader_of(contents, encoder or first, embedding=encoder_embedding, output=False, vocabulary=heard),
        reader_of(contents, decoder or second, embedding=decoder_embedding, output=output, vocabulary=said, says=said),
        start=start,
        end=end,
        closing=closing,
    )


def encoder_decoder_of(
    encoder: Reader,
    decoder: Reader,
    *,
    start: str | int | None = None,
    end: str | int | None = None,
    closing: str | int | bool | None = None,
) -> EncoderDecoder:
    """Two readers as one model; Problem as in `load_encoder_decoder`."""
    said, heard = decoder.says or decoder.vocabulary, encoder.vocabulary
    closed = None if heard is None or closing is False else heard.end
    return EncoderDecoder(
        encoder,
        decoder,
        _symbol(start, said, "start", None if said is None else said.start),
        _symbol(end, said, "end", None if said is None else said.end),
        closed if closing is None or isinstance(closing, bool) else _symbol(closing, heard, "end", None),
    )


def pair_of(contents: Contents) -> tuple[str, str]:
    """Names of the encoder and of the decoder of a file; Problem if no two layers are called so."""
    names = list(contents.layers)
    first = next((name for name in names if is_encoder(name)), None)
    second = next((name for name in names if is_decoder(name)), None)
    if first is None or second is None:
        if contents.layers.problems:
            raise next(iter(contents.layers.problems.values()))
        raise Problem(
            "“{file}” has no two layers that are called encoder and decoder; there are: {names}",
            file=contents.name,
            names=listed(names),
        )
    return first, second


def _symbol(given: str | int | None, words: Vocabulary | None, what: str, default: int | None) -> int:
    """Id of a symbol that was given as a word or as an id, or of the one that is called like it."""
    number = words.ids.get(given) if words is not None and isinstance(given, str) else given
    number = default if given is None else number
    if not isinstance(number, int):
        if what == "start":
            raise Problem(
                "The decoder's vocabulary has no symbol that is called like its start, such as <s> or <sos>: say which it "
                "is, as a word or as an id."
            )
        raise Problem(
            "The decoder's vocabulary has no symbol that is called like its end, such as </s> or <eos>: say which it is, "
            "as a word or as an id."
        )
    return number
