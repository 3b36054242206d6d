"""`gru-viz trace`: what a layer computed on a text or on numbers, written into a file."""

import argparse
import errno
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gru_viz
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import form_of
from gru_viz.command.layer import layer_of, wanted
from gru_viz.inputs.table import table_sequence
from gru_viz.inputs.text import text_sequence
from gru_viz.inputs.upload import read_upload
from gru_viz.learning.files.belonging import reader_of
from gru_viz.learning.files.contents import Contents, contents_of
from gru_viz.learning.files.encoderdecoder import EncoderDecoder
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.recurrent import is_decoder, is_encoder, layer_called
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.learning.files.vocabularyfile import vocabulary_of
from gru_viz.learning.files.words import encoder_decoder_of, pair_of
from gru_viz.problem import N_, Problem, plural

#: What draws a picture. The first one has no windows, and takes less to start.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")


def write_trace(options: argparse.Namespace) -> None:
    """Trace and write the file; Problem with a sentence where that cannot be done."""
    write = WRITERS.get(options.out.suffix.lower())
    if write is None:
        raise Problem("“{file}” should end with one of {endings}.", file=str(options.out), endings=", ".join(WRITERS))
    tr = _traced(options)
    try:
        write(tr, options)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Problem("“{file}” cannot be written: {reason}.", file=str(options.out), reason=reason) from error


def _check_folder(file: Path) -> None:
    """What writes a file by itself says otherwise, or nothing, where its folder is not there."""
    if not file.absolute().parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _csv(tr: CellTrace, options: argparse.Namespace) -> None:
    _check_folder(options.out)
    tr.to_csv(options.out)


def _parquet(tr: CellTrace, options: argparse.Namespace) -> None:
    _check_package("pyarrow", options.out)
    options.out.write_bytes(tr.to_pandas().to_parquet(index=False))


def _zarr(tr: CellTrace, options: argparse.Namespace) -> None:
    _check_package("zarr", options.out)
    if options.out.exists() and not (options.out / ".zgroup").exists():
        raise Problem("“{file}” is there already and is no Zarr store; it was left alone.", file=str(options.out))
    _check_folder(options.out)
    # Zarr's third format has no settled form for texts yet, such as the tokens.
    tr.to_xarray().to_zarr(options.out, mode="w", zarr_format=2)


def _html(tr: CellTrace, options: argparse.Namespace) -> None:
    gru_viz.to_html(tr, options.out)


def _png(tr: CellTrace, options: argparse.Namespace) -> None:
    _check_package("kaleido", options.out)
    if options.layer not in range(tr.num_layers):
        raise Problem("There is no layer {given}; allowed: 0 to {last}.", given=options.layer, last=tr.num_layers - 1)
    if options.direction == "backward" and tr.num_directions == 1:
        raise Problem("This {cell} reads forward only.", cell=tr.cell.name)
    _check_folder(options.out)
    figure = gru_viz.figures.gates(tr, layer=options.layer, direction=options.direction)
    import kaleido  # noqa: PLC0415 - an extra: only pictures need it
    from choreographer.errors import ChromeNotFoundError  # noqa: PLC0415 - as above

    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    # Without MathJax, which would come from the network; Plotly's script comes with its package.
    settings = {"page_generator": kaleido.PageGenerator(mathjax=False)} | ({"path": found} if found else {})
    try:
        kaleido.write_fig_sync(figure.to_plotly_json(), options.out, opts={"scale": 2, "width": 1000}, kopts=settings)
    except ChromeNotFoundError as error:
        raise Problem("A .png file is drawn by a browser, and there is none: install Chromium or Chrome.") from error
    except Exception as error:  # whatever a browser that does not start makes it raise
        raise Problem("The browser that draws a .png file failed: {reason}", reason=str(error)) from error


#: Endings of files, and what writes each.
WRITERS: dict[str, Callable[[CellTrace, argparse.Namespace], None]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".zarr": _zarr,
    ".html": _html,
    ".png": _png,
}


def _check_package(package: str, out: Path) -> None:
    if find_spec(package) is None:
        raise Problem(
            "A {ending} file needs a package that is not installed: pip install {package}.",
            ending=out.suffix.lower(),
            package=package,
        )


def _traced(options: argparse.Namespace) -> CellTrace:
    """What the layer of the file, or the bundled model of that name, computed."""
    models = gru_viz.bundled()
    if options.weights in models:
        if options.csv is not None:
            return _of_numbers(models[options.weights].learner.gru, options.csv)
        text = {"source": "text", "text": options.text}
        return gru_viz.Experiment(**text, weights="example", example_model=options.weights).run()
    if not Path(options.weights).is_file():
        raise Problem(
            "There is no file “{file}”, and no bundled model of that name; there are {names}.",
            file=options.weights,
            names=", ".join(models),
        )
    contents = contents_of(options.weights)
    if options.csv is not None:
        return _of_numbers(contents.layers[layer_of(contents, options)], options.csv)
    return _of_text(contents, options)


def _of_text(contents: Contents, options: argparse.Namespace) -> CellTrace:
    """What a layer made of a text; on standard output what the model says to it."""
    words, said = (None if path is None else vocabulary_of(path) for path in (options.vocab, options.says))
    pair = _pair(contents, name := wanted(options), words, said)
    if pair is not None:
        spoken = pair.say(options.text)
        print(spoken)
        return spoken.decoder if name == pair.decoder.layer else spoken.encoder
    reader = reader_of(contents, layer_of(contents, options), vocabulary=words, says=said)
    if not reader.reads_text:
        return _of_random_vectors(reader, options)
    heard = reader.read(options.text)
    for words_read, found in zip(heard.words, heard.surest, strict=False):
        best = ", ".join(f"{word} {sure:.1%}" for word, sure in found[len(found) - 1])
        print(f"after “{words_read[-1]}”: {best}")
    return heard.trace


def _pair(
    contents: Contents, name: str | None, words: Vocabulary | None, said: Vocabulary | None
) -> EncoderDecoder | None:
    """Encoder and decoder, if the file has both and no other layer is wanted; with two vocabularies it must."""
    wanted = name is None or is_encoder(name) or is_decoder(name)
    try:
        if not wanted or name not in (None, *(names := pair_of(contents))):
            return None
        said = said or words
        encoder = reader_of(contents, names[0], output=False, vocabulary=words)
        return encoder_decoder_of(encoder, reader_of(contents, names[1], vocabulary=said, says=said))
    except Problem:
        if words is not None and said is not None and words is not said:
            raise
        return None


def _of_random_vectors(reader: Reader, options: argparse.Namespace) -> CellTrace:
    """Each different token as a random vector, which is said."""
    sequence = text_sequence(options.text, options.split, "embedding", reader.input_size, options.seed)
    others = "".join(
        f" An embedding of the file is read by “{layer_called(other)}”: --prefix {shlex.quote(other)}."
        for other in reader.others[:1]
    )
    print(
        f"{reader.file}: how “{layer_called(reader.layer)}” ({_cell(reader.module)}) reads words is not known: each different token is "
        f"read as a random vector (--seed {options.seed}).{others}",
        file=sys.stderr,
    )
    return reader.traced(sequence)


def _cell(module: Any) -> str:
    cell, _form = form_of(module)
    return cell.name


def _of_numbers(module: Any, file: Path) -> CellTrace:
    """What a layer computed on the numbers of a file."""
    try:
        table = read_upload(file.name, file.read_bytes())
    except OSError as error:
        raise Problem("“{file}” cannot be read: {reason}.", file=str(file), reason=error.strerror) from error
    sequence = table_sequence(table)
    given = sequence.values.shape[-1]
    if given != module.input_size:
        one = N_("“{file}” has {given} column of numbers; this {cell} reads {wanted}.")
        many = N_("“{file}” has {given} columns of numbers; this {cell} reads {wanted}.")
        raise Problem(
            plural(given, one, many),
            file=file.name,
            given=given,
            cell=_cell(module),
            wanted=module.input_size,
        )
    return gru_viz.trace(module, sequence.as_input(module.batch_first), tokens=sequence.tokens)
