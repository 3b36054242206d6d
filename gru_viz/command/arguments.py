"""What the commands with files may be given. What they do is loaded by who does it: to be told of them needs no torch."""

import argparse
from pathlib import Path
from typing import Any

from gru_viz.corpus.layout import DTYPES, LONGEST

#: What is taken of several layers if none is named.
_FIRST = "(default: for a text the first that an embedding of it fits, else the first)"


def add_trace(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("trace", help="write what a GRU computed on a text, as numbers or as a picture")
    parser.add_argument(
        "weights",
        metavar="WEIGHTS",
        help="a .safetensors, .pt, .pth, .ckpt, .keras, .h5 or .onnx file, or the name of a bundled model",
    )
    reads = parser.add_mutually_exclusive_group(required=True)
    reads.add_argument("--text", help="what it reads")
    reads.add_argument(
        "--csv", type=Path, metavar="NUMBERS", help="numbers that it reads instead: a row a step, a column a feature"
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="FILE.html: a page to look at; FILE.png: its heatmaps; FILE.csv, FILE.parquet, FILE.zarr: every number",
    )
    parser.add_argument(
        "--vocab",
        type=Path,
        metavar="WORDS",
        help="the words by their ids: vocab.json, tokenizer.json, or a text with one a line",
    )
    parser.add_argument("--says", type=Path, metavar="WORDS", help="those of the output layer, if they are others")
    parser.add_argument(
        "--prefix",
        metavar="NAME",
        help=f"which layer of a file that holds several, as `gru-viz inspect` names it {_FIRST}",
    )
    parser.add_argument("--split", choices=["words", "characters"], default="words", help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the random vectors of a file without an embedding")
    parser.add_argument("--layer", type=int, default=0, help="of the picture (default: %(default)s)")
    parser.add_argument(
        "--direction", choices=["forward", "backward"], default="forward", help="(default: %(default)s)"
    )
    parser.set_defaults(act=_trace)


def add_corpus(commands: Any) -> None:
    """The command, what it does, and their options."""
    parser = commands.add_parser("corpus", help="trace texts or series of any size into a store, and search it")
    does = parser.add_subparsers(title="what to do", required=True)
    _add_trace(does.add_parser("trace", help="trace a model over texts or Parquet, into a Zarr store"))
    _add_search(does.add_parser("search", help="say what is where in a store"))


def _add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="the name of a bundled model, or a file that gru_viz.load reads")
    parser.add_argument(
        "source",
        nargs="+",
        metavar="SOURCE",
        help="text files, Parquet files, URLs, or a pattern such as 'texts/*.txt'",
    )
    parser.add_argument("--store", required=True, metavar="STORE", help="where to: run.zarr, s3://bucket/run.zarr")
    parser.add_argument(
        "--keep", nargs="+", default=["update_gate", "hidden_state"], metavar="QUANTITY", help="(default: %(default)s)"
    )
    parser.add_argument("--dtype", choices=DTYPES, default="float16", help="(default: %(default)s)")
    parser.add_argument("--chunk", type=int, metavar="STEPS", help="in a chunk of the store (default: about 4 MB)")
    parser.add_argument(
        "--longest",
        type=int,
        default=LONGEST,
        metavar="STEPS",
        help="after which a line is divided (default: %(default)s)",
    )
    parser.add_argument("--column", help="of Parquet: which one is read")
    parser.add_argument("--by", metavar="COLUMN", help="of Parquet: its changes divide rows into sequences")
    parser.add_argument("--encoding", default="utf-8", help="of text files (default: %(default)s)")
    parser.add_argument("--vocab", type=Path, metavar="WORDS", help="the words of a file of weights, by their ids")
    parser.add_argument("--prefix", metavar="NAME", help=f"which layer of a file that holds several {_FIRST}")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask cluster whose workers compute: tcp://host:8786"
    )
    parser.add_argument("--overwrite", action="store_true", help="begin anew where the store holds another corpus")
    parser.set_defaults(act=_trace_corpus)


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", metavar="STORE", help="that `gru-viz corpus trace` wrote")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--strongest", metavar="QUANTITY", help="where it is largest and smallest, in --unit")
    what.add_argument("--nearest", type=int, metavar="POSITION", help="where the hidden state is nearest to that one")
    what.add_argument(
        "--pattern", type=int, nargs=2, metavar=("START", "END"), help="where the units are on that are on there"
    )
    what.add_argument("--means", metavar="QUANTITY", help="its mean at each token, of --unit or of all units")
    parser.add_argument("--unit", type=int, help="which unit")
    parser.add_argument("--layer", type=int, default=0, help="(default: %(default)s)")
    parser.add_argument(
        "--direction", choices=["forward", "backward"], default="forward", help="(default: %(default)s)"
    )
    parser.add_argument("--count", type=int, default=10, help="of places (default: %(default)s)")
    parser.set_defaults(act=_search_corpus)


def add_inspect(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("inspect", help="say which recurrent layers are in a file of weights")
    parser.add_argument("weights", metavar="WEIGHTS", help="a file that gru_viz.load reads")
    parser.set_defaults(act=_inspect)


def _trace(options: argparse.Namespace) -> None:
    from gru_viz.command.trace import write_trace  # noqa: PLC0415 - only whoever traces waits for torch

    write_trace(options)


def _trace_corpus(options: argparse.Namespace) -> None:
    from gru_viz.command.corpus import trace_corpus  # noqa: PLC0415 - as above

    trace_corpus(options)


def _search_corpus(options: argparse.Namespace) -> None:
    from gru_viz.command.corpus import search_corpus  # noqa: PLC0415 - as above

    search_corpus(options)


def _inspect(options: argparse.Namespace) -> None:
    from gru_viz.command.inspect import inspect  # noqa: PLC0415 - as above

    inspect(options)
