"""The command `gru-viz`, or `python -m gru_viz`: open the app, or write what a GRU computed on a text."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path
from runpy import run_module

import gru_viz
from gru_viz.command.arguments import add_corpus, add_inspect, add_trace
from gru_viz.machine import cores
from gru_viz.problem import Problem
from gru_viz.serve.supervisor import SCRIPT, serve


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
    add_trace(commands)
    add_corpus(commands)
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
    add_inspect(commands)
    lesson = commands.add_parser("lesson", help="check a lesson of your own, as GRU_VIZ_LESSONS adds it to the app")
    lesson.add_argument("what", choices=["check"], help="read it and say what is wrong with it, file by file")
    lesson.add_argument(
        "folder", type=Path, metavar="FOLDER", help="its files, STEP.en.md and STEP.zh_CN.md, or several such folders"
    )
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
    headless = str(options.no_browser).lower()
    sys.argv = ["streamlit", "run", str(SCRIPT), f"--server.port={options.port}"]
    sys.argv += [f"--server.address={options.address}", f"--server.headless={headless}"]
    run_module("streamlit", run_name="__main__")


def _check_app() -> None:
    """Problem where only the library is installed."""
    if find_spec("streamlit") is None or find_spec("babel") is None:
        raise Problem("The app is not installed with the library alone: pip install 'gru-viz[app]'.")


def _lesson(options: argparse.Namespace) -> None:
    """One line for each fault; Problem if there are any."""
    if find_spec("markdown_it") is None:
        raise Problem("Lessons are read by markdown-it-py: pip install 'gru-viz[app]'.")
    from gru_viz.lesson.course import lesson_folders, read_course  # noqa: PLC0415 - whoever wants a trace does not need it

    if not options.folder.is_dir():
        raise Problem("“{folder}” is not a folder.", folder=str(options.folder))
    from gru_viz.lesson.rehearsal import rehearsed  # noqa: PLC0415 - as above

    every = [read_course(folder) for folder in lesson_folders(options.folder) or [options.folder]]
    faults = 0
    for course in every:
        for fault in (*course.every_fault(), *rehearsed(course)):
            print(fault if len(every) == 1 else f"{course.name}/{fault}")
            faults += 1
    if faults:
        raise Problem("Faults: {count}; steps: {steps}.", count=faults, steps=sum(len(each.steps) for each in every))
    for course in every:
        print(f"{course.title('en')}: {len(course.steps)} steps, no fault")


if __name__ == "__main__":
    main()
