"""Sidebar: three blocks of controls: what goes in, what reads it, what is looked at."""

import streamlit as st

from gru_viz.cells.cell import called
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment.examples import examples
from gru_viz.experiment.experiment import Experiment
from gru_viz.inputs.table import Table
from gru_viz.learning.pretrained import Pretrained
from gru_viz.ui.blocks.rows import show_rows
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.typed import take
from gru_viz.ui.state.weights import follow_model
from gru_viz.ui.state.widget import reported, show
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.files import model_upload, table_upload
from gru_viz.ui.widgets.fold import fold

_COLUMNS = "_columns"


def sidebar(run: Run, table: Table | None, example: str | None, *, led: bool) -> None:
    """All three blocks, and the language.

    Parameters
    ----------
    run : Run
    table : Table or None
        The numbers in use, when they could be read.
    example : str or None
        The one that is on the screen, if any is.
    led : bool
        The page itself has what chooses where one looks.
    """
    st.subheader(_("1 · Sequence"), anchor=False)
    _example(example)
    _sequence(table, run.model if value("weights") != "seed" else None)
    st.subheader(f"2 · {run.trace.cell.name}", anchor=False)
    _model(run)
    st.subheader(_("3 · View"), anchor=False)
    if not led:
        _place(run)
    control("picture")
    control("language")


def _sequence(table: Table | None, model: Pretrained | None) -> None:
    """What goes in; learned weights may bring their own vocabulary and input_size."""
    control("source")
    source = value("source")
    if source == "text":
        control("text")
        if model is None or not model.reads_text:
            _text(any_size=model is None)
    elif source == "generator":
        _signal(any_size=model is None)
    else:
        if source == "numbers":
            control("numbers")
        else:
            table_upload()
        control("header")
        if table is not None:
            show_rows(table, columns=lambda: _columns(table))
        control("standardise")


def _text(*, any_size: bool) -> None:
    """How text becomes numbers."""
    control("split")
    control("encoding")
    if value("encoding") == "embedding":
        left, right = st.columns(2)
        with left:
            if any_size:
                control("embedding_size")
        with right if any_size else left:
            control("data_seed")


def _signal(*, any_size: bool) -> None:
    """Which test signal."""
    control("signal")
    left, right = st.columns(2)
    with left:
        control("length")
        control("batch")
    with right:
        if any_size:
            control("features")
        control("data_seed")


def _columns(table: Table) -> None:
    """Several columns by name; the parameter itself is their numbers."""
    chosen = [int(c) for c in value("columns").split(",") if c]
    numbers = list(range(1, len(table.columns) + 1))
    show(_COLUMNS, [c for c in chosen if c in numbers])
    row = Experiment.table()["columns"]
    st.multiselect(
        _(row.label),
        numbers,
        format_func=lambda c: table.columns[c - 1],
        key=_COLUMNS,
        on_change=lambda: put(columns=",".join(map(str, reported(_COLUMNS)))),
        help=_(row.help),
        placeholder=_("every column of numbers"),
    )


def _example(shown: str | None) -> None:
    """Worked examples; shows the one that is on the screen, if any is."""
    titles = {name: _(example.title) for name, example in examples().items()}
    # A list of its own for each example shown, in which that example cannot be chosen: a browser that has not heard yet
    # of a slider's end to the match still sends the old example, and that is no choice. And one for each language, as
    # it sends what the example is called.
    key = f"_example_{shown}_{value('language')}"

    def load() -> None:
        name = reported(key)
        if name in titles and name != shown:
            take(examples()[name].experiment)

    st.selectbox(
        _("Example"),
        list(titles),
        format_func=titles.get,
        key=key,
        on_change=load,
        index=None if shown is None else list(titles).index(shown),
        placeholder=_("Your own"),
    )


def _model(run: Run) -> None:
    """Where the weights come from, nn.GRU's parameters, and the start."""
    control("weights", then=follow_model)
    weights = value("weights")
    if weights == "example":
        control("example_model", then=follow_model)
    elif weights == "file":
        model_upload(follow_model)
    untrained = weights == "seed"
    own = weights == "file" and run.model is not None and run.model.reader is not None
    cell = CELLS[value("cell")] if untrained else run.trace.cell if own else GRU
    if untrained:
        control("cell")
    if cell.conventions:
        control("convention")
    for name in cell.arguments if untrained else ():
        control(name)
    if untrained:
        left, right = st.columns(2)
        with left:
            control("hidden_size")
        with right:
            control("num_layers")
        control("bidirectional")
        control("seed")
    for name, gate in cell.biases.items():
        control(name, explained=cell.shiftable[gate])
    fold(
        _("More of {module}").format(module=called(cell.module)),
        "fold_model",
        lambda: _more(untrained=untrained),
    )


def _more(*, untrained: bool) -> None:
    """What a first look leaves alone; learned weights bring their bias with them."""
    if untrained:
        control("initialisation")
        control("bias")
    control("batch_first")
    control("dropout")
    control("training")
    control("start")
    if value("start") == "random":
        control("start_seed")
    elif value("start") == "typed":
        control("start_values")


def _place(run: Run) -> None:
    """Where to look."""
    layers, batch, steps, units = run.extent()
    if run.trace.num_directions == 2:
        control("direction")
    for name, count in (("layer", layers), ("sample", batch), ("step", steps), ("unit", units)):
        if count > 1:
            control(name, last=count - 1)
