"""Sidebar: three blocks of controls: what goes in, what reads it, what is looked at; what a first look leaves alone is folded."""

import streamlit as st

from gru_viz.cells.cell import Cell, called
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment.examples import examples
from gru_viz.experiment.experiment import Experiment
from gru_viz.inputs.table import Table
from gru_viz.learning.pretrained import Pretrained
from gru_viz.problem import N_
from gru_viz.ui.blocks.rows import show_rows
from gru_viz.ui.components.play import show_play
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.typed import take
from gru_viz.ui.state.weights import follow_model
from gru_viz.ui.state.widget import reported, show
from gru_viz.ui.widgets.controls import control, two_controls
from gru_viz.ui.widgets.files import model_upload, table_upload
from gru_viz.ui.widgets.fold import fold

_COLUMNS = "_columns"
#: The label of the bias of the gate that keeps, by what z = 1 does.
_TURNED = {
    "keep": N_("{label} (added to z's own; larger keeps longer)"),
    "write": N_("{label} (subtracted from z's own; larger keeps longer)"),
}


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
    if led:
        show_play(_("Play"), _("Pause"))
    else:
        _place(run)
    control("language")
    fold(_("Pictures"), "fold_pictures", lambda: control("picture"))


def _sequence(table: Table | None, model: Pretrained | None) -> None:
    """What goes in; learned weights may bring their own vocabulary and input_size."""
    control("source")
    source = value("source")
    if source == "text":
        control("text")
        if model is None or not model.reads_text:
            fold(_("How text becomes numbers"), "fold_text", lambda: _text(any_size=model is None))
    elif source == "generator":
        control("signal")
        control("length")
        fold(_("More of the signal"), "fold_signal", lambda: _signal(any_size=model is None))
    else:
        if source == "numbers":
            control("numbers")
        else:
            table_upload()
        if table is not None:
            show_rows(table, columns=lambda: _columns(table))
        fold(_("How the table is read"), "fold_table", _reading)


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
    """How many of a test signal, and which."""
    two_controls("batch", "data_seed")
    if any_size:
        control("features")


def _reading() -> None:
    """What a table's first row is, and what becomes of its numbers."""
    control("header")
    control("standardise")


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
    """Where the weights come from; nn.GRU's parameters and the start, unfolded where they are the visitor's to choose."""
    control("weights", then=follow_model)
    weights = value("weights")
    if weights == "example":
        control("example_model", then=follow_model)
        if run.unread is not None:
            reading = Experiment.table()["example_model"].names[run.experiment.example_model]
            st.caption(_("It cannot read this text; “{model}” does.").format(model=_(reading)))
    elif weights == "file":
        model_upload(follow_model)
    untrained = weights == "seed"
    own = weights == "file" and run.model is not None and run.model.reader is not None
    if untrained:
        control("cell")
    cell = CELLS[value("cell")] if untrained else run.trace.cell if own else GRU
    module = called(cell.module)
    fold(
        _("Parameters of {module}").format(module=module),
        "fold_parameters_untrained" if untrained else "fold_parameters",
        lambda: _parameters(cell, untrained=untrained),
        unfolded=untrained,
    )
    fold(_("More of {module}").format(module=module), "fold_model", lambda: _more(untrained=untrained))


def _parameters(cell: Cell, *, untrained: bool) -> None:
    """How the equations are written, the sizes, and where the gates stand before anything is read."""
    if cell.conventions:
        control("convention")
    for name in cell.arguments if untrained else ():
        control(name)
    if untrained:
        two_controls("hidden_size", "num_layers")
        control("bidirectional")
        control("seed")
    written = cell.conventions.get(value("convention"))
    for name, gate in cell.biases.items():
        turned = _TURNED[written.update] if written and gate == cell.keeps else ""
        control(name, explained=cell.shiftable[gate], turned=turned)


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
