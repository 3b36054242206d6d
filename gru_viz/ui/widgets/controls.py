"""Controls: the sidebar, one widget for each row of the Experiment table."""

from collections.abc import Callable, Sequence

import streamlit as st

from gru_viz.cells.cell import called
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment.examples import Example, examples
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.fields import SHAPING
from gru_viz.inputs.table import Table
from gru_viz.learning.pretrained import Pretrained
from gru_viz.ui.i18n import _
from gru_viz.ui.state.session import adopt
from gru_viz.ui.state.weights import follow_model
from gru_viz.ui.widgets.choices import CHOICES
from gru_viz.ui.widgets.files import file_control, model_file_control
from gru_viz.ui.widgets.fold import fold

_COLUMNS = "_columns"


def choice(
    name: str,
    *,
    wide: bool = False,
    then: Callable[[], None] | None = None,
    only: Sequence[str] | None = None,
) -> None:
    """A parameter with named options: buttons side by side, or with `wide` a list to open.

    Parameters
    ----------
    name : str
    wide : bool
    then : callable or None
        Called when another option was chosen, before the next run.
    only : sequence of str or None
        The options that there are now; default all.
    """
    row = Experiment.table()[name]
    # Translated now: Streamlit also asks for the names when nobody's page is being drawn.
    names = {option: _(label) for option, label in CHOICES[name].items()}
    shared = {
        "label": _(row.label),
        "options": list(row.options if only is None else only),
        "format_func": names.get,
        "key": name,
        "help": _(row.help) or None,
        "on_change": then,
        "persist_state": "session",
    }
    if wide:
        st.selectbox(**shared)
    else:
        st.segmented_control(**shared, required=True)


def quantity(there: Sequence[str]) -> None:
    """Which of a cell's gates and states to look at; an LSTM's six do not fit side by side."""
    choice("quantity", wide=len(there) > 4, only=there)


def number(name: str, *, last: int | None = None) -> None:
    """A whole number from its lower bound to `last` (default its upper bound)."""
    row = Experiment.table()[name]
    st.number_input(
        _(row.label),
        min_value=int(row.minimum),
        max_value=int(row.maximum if last is None else last),
        step=1,
        key=name,
        help=_(row.help) or None,
        persist_state="session",
    )


def decimal(name: str, *, step: float) -> None:
    """A number that is typed."""
    row = Experiment.table()[name]
    st.number_input(
        _(row.label), min_value=row.minimum, max_value=row.maximum, step=step, format="%.4f", key=name,
        help=_(row.help) or None, persist_state="session",
    )  # fmt: skip


def slider(name: str, *, step: float, last: int | None = None, explained: str = "") -> None:
    """A number on a line; `explained` goes before what its row says."""
    row = Experiment.table()[name]
    kind = type(row.default)
    st.slider(
        _(row.label),
        min_value=kind(row.minimum),
        max_value=kind(row.maximum if last is None else last),
        step=step,
        key=name,
        help=_(explained or row.help) or None,
        persist_state="session",
    )


def switch(name: str) -> None:
    """A parameter that is on or off."""
    row = Experiment.table()[name]
    st.toggle(_(row.label), key=name, help=_(row.help) or None, persist_state="session")


def text(name: str, height: int = 110) -> None:
    """A parameter that is typed."""
    row = Experiment.table()[name]
    longest = next(m.max_length for m in row.field.metadata if hasattr(m, "max_length"))
    st.text_area(
        _(row.label), key=name, help=_(row.help) or None, height=height, max_chars=longest, persist_state="session"
    )


def sequence_controls(table: Table | None, model: Pretrained | None) -> None:
    """The first block: what goes in.

    Parameters
    ----------
    table : Table or None
        The numbers in use, when they could be read.
    model : Pretrained or None
        Learned weights, which may bring their own vocabulary and input_size.
    """
    own_words = model is not None and (model.embedding is not None or bool(model.task and model.task.vocabulary))
    any_size = model is None
    _example_picker()
    choice("source")
    source = st.session_state["source"]
    if source == "text":
        text("text")
        if not own_words:
            _text_controls(any_size=any_size)
    elif source == "generator":
        choice("signal", wide=True)
        left, right = st.columns(2)
        with left:
            number("length")
            number("batch")
        with right:
            if any_size:
                number("features")
            number("data_seed")
    else:
        if source == "numbers":
            text("numbers", height=170)
        else:
            file_control()
        choice("header")
        if table is not None and len(table.columns) > 1:
            _column_picker(table)
        switch("standardise")


def _text_controls(*, any_size: bool) -> None:
    """How text becomes numbers."""
    choice("split")
    choice("encoding")
    if st.session_state["encoding"] == "embedding":
        left, right = st.columns(2)
        with left:
            if any_size:
                number("embedding_size")
        with right if any_size else left:
            number("data_seed")


def _column_picker(table: Table) -> None:
    """Several columns by name; the parameter itself is their numbers."""
    chosen = [int(c) for c in st.session_state["columns"].split(",") if c]
    numbers = list(range(1, len(table.columns) + 1))
    present = [c for c in chosen if c in numbers]
    if st.session_state.get(_COLUMNS) != present:
        st.session_state[_COLUMNS] = present

    def keep() -> None:
        st.session_state["columns"] = ",".join(str(c) for c in st.session_state[_COLUMNS])

    row = Experiment.table()["columns"]
    st.multiselect(
        _(row.label),
        numbers,
        format_func=lambda c: table.columns[c - 1],
        key=_COLUMNS,
        on_change=keep,
        help=_(row.help),
        placeholder=_("every column of numbers"),
    )


def _example_picker() -> None:
    """Worked examples; shows the one that is on the screen, if any is."""
    everything = examples()
    match = matching_example()
    titles = {name: _(example.title) for name, example in everything.items()}
    shown = next((name for name, example in everything.items() if example is match), None)
    # A list of its own for each example shown, in which that example cannot be chosen: a browser that has not heard yet
    # of a slider's end to the match still sends the old example, and that is no choice. And one for each language, as
    # it sends what the example is called.
    key = f"_example_{shown}_{st.session_state['language']}"

    def load() -> None:
        name = st.session_state[key]
        if name in everything and name != shown:
            adopt(everything[name].experiment.model_copy(update=_kept()))

    st.selectbox(
        _("Example"),
        list(titles),
        format_func=titles.get,
        key=key,
        on_change=load,
        index=None if shown is None else list(titles).index(shown),
        placeholder=_("Your own"),
    )


def _kept() -> dict[str, object]:
    """Settings of the visitor's that an example leaves alone."""
    return {name: st.session_state[name] for name in ("language", "picture", "convention")}


def matching_example() -> Example | None:
    """The example whose sequence and model the controls show, whatever the convention and the view."""
    shaping = [n for n, row in Experiment.table().items() if row.part in SHAPING and n != "convention"]

    def shown(example: Example) -> bool:
        return all(st.session_state[name] == getattr(example.experiment, name) for name in shaping)

    return next((example for example in examples().values() if shown(example)), None)


def model_controls() -> None:
    """The second block: where the weights come from, nn.GRU's parameters, and the start."""
    choice("weights", wide=True, then=follow_model)
    weights = st.session_state["weights"]
    if weights == "example":
        choice("example_model", wide=True, then=follow_model)
    elif weights == "file":
        model_file_control()
    cell = CELLS[st.session_state["cell"]] if weights == "seed" else GRU
    if weights == "seed":
        choice("cell")
    if cell.conventions:
        choice("convention")
    for name in cell.arguments:
        choice(name)
    if weights == "seed":
        left, right = st.columns(2)
        with left:
            number("hidden_size")
        with right:
            number("num_layers")
        switch("bidirectional")
        number("seed")
    for name, gate in cell.biases.items():
        slider(name, step=0.25, explained=cell.shiftable[gate])
    fold(
        _("More of {module}").format(module=called(cell.module)),
        "fold_model",
        lambda: _more_model_controls(untrained=weights == "seed"),
    )


def _more_model_controls(*, untrained: bool) -> None:
    """What a first look leaves alone; learned weights bring their bias with them."""
    if untrained:
        choice("initialisation", wide=True)
        switch("bias")
    switch("batch_first")
    slider("dropout", step=0.05)
    switch("training")
    choice("start")
    if st.session_state["start"] == "random":
        number("start_seed")
    elif st.session_state["start"] == "typed":
        text("start_values", height=80)


def view_controls(layers: int, batch: int, steps: int, units: int, *, bidirectional: bool) -> None:
    """The third block: what to look at."""
    if bidirectional:
        choice("direction")
    if layers > 1:
        number("layer", last=layers - 1)
    if batch > 1:
        number("sample", last=batch - 1)
    if steps > 1:
        slider("step", step=1, last=steps - 1)
    if units > 1:
        slider("unit", step=1, last=units - 1)
    choice("picture")
