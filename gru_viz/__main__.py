"""The command `gru-viz`, or `python -m gru_viz`: open the app, or write what a GRU computed on a text."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from torch import nn

import gru_viz
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import form_of
from gru_viz.inputs.table import table_sequence
from gru_viz.inputs.text import text_sequence
from gru_viz.inputs.upload import read_upload
from gru_viz.learning.found import find_grus
from gru_viz.learning.modelfile import read_tensors
from gru_viz.machine import cores
from gru_viz.problem import Problem
from gru_viz.serve.supervisor import script, serve

#: Of the files that a trace can be written into.
ENDINGS = (".csv", ".parquet", ".html")


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line asks for; what cannot be done is a sentence on standard error and exit code 2."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        options.act(options)
    except Problem as problem:
        parser.exit(2, f"gru-viz: {problem}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gru-viz", description="See inside a GRU: every gate and state at every step."
    )
    parser.add_argument("--version", action="version", version=f"gru-viz {gru_viz.__version__}")
    parser.add_argument("--port", type=int, default=8501, help="of the app (default: %(default)s)")
    parser.add_argument("--address", default="localhost", help="that it listens on (default: %(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the app in a browser")
    parser.set_defaults(act=_app)
    commands = parser.add_subparsers(title="instead of the app")
    trace = commands.add_parser("trace", help="write what a GRU computed on a text, as numbers or as a picture")
    trace.add_argument(
        "weights", metavar="WEIGHTS", help="a .safetensors, .pt or .pth file, or the name of a bundled model"
    )
    reads = trace.add_mutually_exclusive_group(required=True)
    reads.add_argument("--text", help="what it reads")
    reads.add_argument(
        "--csv", type=Path, metavar="NUMBERS", help="numbers that it reads instead: a row a step, a column a feature"
    )
    trace.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="FILE.csv or FILE.parquet: every number; FILE.html: heatmaps",
    )
    trace.add_argument("--prefix", help="which GRU of a file that holds several: the start of its parameters' names")
    trace.add_argument("--split", choices=["words", "characters"], default="words", help="(default: %(default)s)")
    trace.add_argument("--seed", type=int, default=0, help="of the random vectors of a file without an embedding")
    trace.add_argument("--layer", type=int, default=0, help="of the picture (default: %(default)s)")
    trace.add_argument("--direction", choices=["forward", "backward"], default="forward", help="(default: %(default)s)")
    trace.set_defaults(act=_trace)
    several = commands.add_parser("serve", help="the app for many: several processes behind nginx")
    several.add_argument(
        "--workers", type=int, default=cores(), help="processes (default: as many as cores, %(default)s)"
    )
    several.add_argument("--port", type=int, default=8501, help="that nginx listens on (default: %(default)s)")
    several.add_argument("--address", default="127.0.0.1", help="0.0.0.0 for the whole network (default: %(default)s)")
    several.add_argument(
        "--frame-ancestors",
        default="'self'",
        metavar="PAGES",
        help="which pages may embed the app, such as \"'self' https://lectures.example\" (default: %(default)s)",
    )
    several.set_defaults(act=_serve)
    inspect = commands.add_parser("inspect", help="say which recurrent layers are in a file of weights")
    inspect.add_argument("weights", metavar="WEIGHTS", help="a file that gru_viz.load reads")
    inspect.set_defaults(act=_inspect)
    lesson = commands.add_parser("lesson", help="check a lesson of your own, as GRU_VIZ_LESSONS adds it to the app")
    lesson.add_argument("what", choices=["check"], help="read it and say what is wrong with it, file by file")
    lesson.add_argument("folder", type=Path, metavar="FOLDER", help="its files, STEP.en.md and STEP.zh_CN.md")
    lesson.set_defaults(act=_lesson)
    return parser


def _serve(options: argparse.Namespace) -> None:
    """Several processes behind nginx, until they are interrupted."""
    _check_app()
    if options.workers < 1:
        raise Problem("“--workers” cannot be {given}; at least one serves.", given=options.workers)
    serve(options.workers, options.address, options.port, options.frame_ancestors)


def _app(options: argparse.Namespace) -> None:
    """Run the app until it is interrupted."""
    _check_app()
    from streamlit.web import cli  # noqa: PLC0415 - whoever wants a trace does not need it

    headless = str(options.no_browser).lower()
    sys.argv = ["streamlit", "run", str(script()), f"--server.port={options.port}"]
    sys.argv += [f"--server.address={options.address}", f"--server.headless={headless}"]
    cli.main()


def _check_app() -> None:
    """Problem where only the library is installed."""
    if find_spec("streamlit") is None or find_spec("babel") is None:
        raise Problem("The app is not installed with the library alone: pip install 'gru-viz[app]'.")


def _inspect(options: argparse.Namespace) -> None:
    """One line for each recurrent layer: its name, sizes, convention and parameters; then what was left out."""
    layers = gru_viz.load(options.weights)
    for name, module in layers.items():
        said = ["start state" if name in layers.starts else "", _convention(module)]
        count = sum(parameter.numel() for parameter in module.parameters())
        others = "".join(f", {each}" for each in said if each)
        print(f"{name or '(no name)'}: {module}, {count:,} parameters{others}")
    for sentence in layers.left_out.values():
        print(f"left out: {sentence}")


def _lesson(options: argparse.Namespace) -> None:
    """One line for each fault; Problem if there are any."""
    if find_spec("markdown_it") is None:
        raise Problem("Lessons are read by markdown-it-py: pip install 'gru-viz[app]'.")
    from gru_viz.lesson.course import read_course  # noqa: PLC0415 - whoever wants a trace does not need it

    if not options.folder.is_dir():
        raise Problem("“{folder}” is not a folder.", folder=str(options.folder))
    course = read_course(options.folder)
    for fault in (faults := course.every_fault()):
        print(fault)
    if faults:
        raise Problem("{count} faults in {steps} steps.", count=len(faults), steps=len(course.steps))
    print(f"{course.title('en')}: {len(course.steps)} steps, no fault")


def _convention(module: nn.Module) -> str:
    """What z = 1 means in it and where the reset gate acts, if it has them."""
    _cell, form = form_of(module)
    facts = form.facts(module)
    if not facts:
        return ""
    return f"z = 1 {facts['update_convention']}s, reset gate {facts['reset_convention']} the matrix"


def _trace(options: argparse.Namespace) -> None:
    """Trace a text and write the file."""
    if options.out.suffix not in ENDINGS:
        raise Problem("“{file}” should end with one of {endings}.", file=str(options.out), endings=", ".join(ENDINGS))
    tr = _traced(options)
    if options.out.suffix == ".csv":
        write = _csv(tr).encode()
    elif options.out.suffix == ".parquet":
        write = _parquet(tr)
    else:
        if options.layer not in range(tr.num_layers):
            raise Problem(
                "There is no layer {given}; allowed: 0 to {last}.", given=options.layer, last=tr.num_layers - 1
            )
        if options.direction == "backward" and tr.num_directions == 1:
            raise Problem("This GRU reads forward only.")
        figure = gru_viz.figures.gates(tr, layer=options.layer, direction=options.direction)
        write = figure.to_html(include_plotlyjs=True).encode()
    try:
        options.out.write_bytes(write)
    except OSError as error:
        raise Problem("“{file}” cannot be written: {reason}.", file=str(options.out), reason=error.strerror) from error


def _csv(tr: CellTrace) -> str:
    return tr.to_pandas().to_csv(index=False)


def _parquet(tr: CellTrace) -> bytes:
    if find_spec("pyarrow") is None:
        raise Problem("A .parquet file needs a package that is not installed: pip install pyarrow.")
    return tr.to_pandas().to_parquet(index=False)


def _traced(options: argparse.Namespace) -> CellTrace:
    """What the GRU of the file, or the bundled one of that name, computed."""
    text = {"source": "text", "text": options.text}
    models = gru_viz.bundled()
    if options.weights in models:
        if options.csv is not None:
            return _of_numbers(models[options.weights].learner.gru, options.csv)
        return gru_viz.Experiment(**text, weights="example", example_model=options.weights).run()
    file = Path(options.weights)
    if not file.is_file():
        raise Problem(
            "There is no file “{file}”, and no bundled model of that name; there are {names}.",
            file=options.weights,
            names=", ".join(models),
        )
    return _of_file(file, options)


def _of_file(file: Path, options: argparse.Namespace) -> CellTrace:
    """What the GRU of a file of weights computed; each different token is a random vector."""
    found = {gru.prefix: gru for gru in find_grus(read_tensors(file.name, file.read_bytes()))}
    prefix = next(iter(found)) if options.prefix is None else options.prefix
    if prefix not in found:
        raise Problem(
            "No GRU in this file starts with “{given}”; there are: {names}", given=prefix, names=", ".join(found)
        )
    gru = found[prefix].module()
    if options.csv is not None:
        return _of_numbers(gru, options.csv)
    sequence = text_sequence(options.text, options.split, "embedding", gru.input_size, options.seed)
    print(
        f"{file.name}: the words of this file are not known: each different token is read as a random vector "
        f"(--seed {options.seed}).",
        file=sys.stderr,
    )
    return gru_viz.trace(gru, sequence.as_input(gru.batch_first), tokens=sequence.tokens)


def _of_numbers(gru: Any, file: Path) -> CellTrace:
    """What a GRU computed on the numbers of a file."""
    try:
        table = read_upload(file.name, file.read_bytes())
    except OSError as error:
        raise Problem("“{file}” cannot be read: {reason}.", file=str(file), reason=error.strerror) from error
    sequence = table_sequence(table)
    given = sequence.values.shape[-1]
    if given != gru.input_size:
        raise Problem(
            "“{file}” has {given} columns of numbers; this GRU reads {wanted}.",
            file=file.name,
            given=given,
            wanted=gru.input_size,
        )
    return gru_viz.trace(gru, sequence.as_input(gru.batch_first), tokens=sequence.tokens)


if __name__ == "__main__":
    main()
