"""Controls: the sidebar, one widget for each row of the Experiment table."""

from collections.abc import Callable, Sequence

import streamlit as st

from gru_viz.experiment.examples import Example, examples
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.fields import SHAPING
from gru_viz.inputs.table import Table
from gru_viz.learning.pretrained import Pretrained
from gru_viz.ui.i18n import Translate
from gru_viz.ui.state.session import adopt
from gru_viz.ui.state.upload import file_control
from gru_viz.ui.state.weights import follow_model, model_file_control
from gru_viz.ui.widgets.choices import CHOICES
from gru_viz.ui.widgets.fold import fold

_BIASES = {"gru": ("update_gate_bias", "reset_gate_bias"), "lstm": ("forget_gate_bias",), "rnn": ()}
_COLUMNS = "_columns"


def choice(
    name: str,
    _: Translate,
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
    labels = CHOICES[name]
    shared = {
        "label": _(row.label),
        "options": list(row.options if only is None else only),
        "format_func": lambda option: _(labels[option]),
        "key": name,
        "help": _(row.help) or None,
        "on_change": then,
        "persist_state": "session",
    }
    if wide:
        st.selectbox(**shared)
    else:
        st.segmented_control(**shared, required=True)


def quantity(there: Sequence[str], _: Translate) -> None:
    """Which of a cell's gates and states to look at; an LSTM's six do not fit side by side."""
    choice("quantity", _, wide=len(there) > 4, only=there)


def number(name: str, _: Translate, *, last: int | None = None) -> None:
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


def decimal(name: str, _: Translate, *, step: float) -> None:
    """A number that is typed."""
    row = Experiment.table()[name]
    st.number_input(
        _(row.label), min_value=row.minimum, max_value=row.maximum, step=step, format="%.4f", key=name,
        help=_(row.help) or None, persist_state="session",
    )  # fmt: skip


def slider(name: str, _: Translate, *, step: float, last: int | None = None) -> None:
    """A number on a line."""
    row = Experiment.table()[name]
    kind = type(row.default)
    st.slider(
        _(row.label),
        min_value=kind(row.minimum),
        max_value=kind(row.maximum if last is None else last),
        step=step,
        key=name,
        help=_(row.help) or None,
        persist_state="session",
    )


def switch(name: str, _: Translate) -> None:
    """A parameter that is on or off."""
    row = Experiment.table()[name]
    st.toggle(_(row.label), key=name, help=_(row.help) or None, persist_state="session")


def text(name: str, _: Translate, height: int = 110) -> None:
    """A parameter that is typed."""
    row = Experiment.table()[name]
    longest = next(m.max_length for m in row.field.metadata if hasattr(m, "max_length"))
    st.text_area(
        _(row.label), key=name, help=_(row.help) or None, height=height, max_chars=longest, persist_state="session"
    )


def sequence_controls(_: Translate, table: Table | None, model: Pretrained | None) -> None:
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
    _example_picker(_)
    choice("source", _)
    source = st.session_state["source"]
    if source == "text":
        text("text", _)
        if not own_words:
            _text_controls(_, any_size=any_size)
    elif source == "generator":
        choice("signal", _, wide=True)
        left, right = st.columns(2)
        with left:
            number("length", _)
            number("batch", _)
        with right:
            if any_size:
                number("features", _)
            number("data_seed", _)
    else:
        if source == "numbers":
            text("numbers", _, height=170)
        else:
            file_control(_)
        choice("header", _)
        if table is not None and len(table.columns) > 1:
            _column_picker(table, _)
        switch("standardise", _)


def _text_controls(_: Translate, *, any_size: bool) -> None:
    """How text becomes numbers."""
    choice("split", _)
    choice("encoding", _)
    if st.session_state["encoding"] == "embedding":
        left, right = st.columns(2)
        with left:
            if any_size:
                number("embedding_size", _)
        with right if any_size else left:
            number("data_seed", _)


def _column_picker(table: Table, _: Translate) -> None:
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


def _example_picker(_: Translate) -> None:
    """Worked examples; shows the one that is on the screen, if any is."""
    everything = examples()
    match = matching_example()
    names = list(everything)
    shown = next((name for name in names if everything[name] is match), None)
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
        names,
        format_func=lambda name: _(everything[name].title),
        key=key,
        on_change=load,
        index=None if shown is None else names.index(shown),
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


def model_controls(_: Translate) -> None:
    """The second block: where the weights come from, nn.GRU's parameters, and the start."""
    choice("weights", _, wide=True, then=follow_model)
    weights = st.session_state["weights"]
    if weights == "example":
        choice("example_model", _, wide=True, then=follow_model)
    elif weights == "file":
        model_file_control(_)
    cell = st.session_state["cell"] if weights == "seed" else "gru"
    if weights == "seed":
        choice("cell", _)
    if cell == "gru":
        choice("convention", _)
    elif cell == "rnn":
        choice("nonlinearity", _)
    if weights == "seed":
        left, right = st.columns(2)
        with left:
            number("hidden_size", _)
        with right:
            number("num_layers", _)
        switch("bidirectional", _)
        number("seed", _)
    for name in _BIASES[cell]:
        slider(name, _, step=0.25)
    fold(
        _("More of nn.{cell}").format(cell=cell.upper()),
        "fold_model",
        lambda: _more_model_controls(_, untrained=weights == "seed"),
    )


def _more_model_controls(_: Translate, *, untrained: bool) -> None:
    """What a first look leaves alone; learned weights bring their bias with them."""
    if untrained:
        choice("initialisation", _, wide=True)
        switch("bias", _)
    switch("batch_first", _)
    slider("dropout", _, step=0.05)
    switch("training", _)
    choice("start", _)
    if st.session_state["start"] == "random":
        number("start_seed", _)
    elif st.session_state["start"] == "typed":
        text("start_values", _, height=80)


def view_controls(_: Translate, layers: int, batch: int, steps: int, units: int, *, bidirectional: bool) -> None:
    """The third block: what to look at."""
    if bidirectional:
        choice("direction", _)
    if layers > 1:
        number("layer", _, last=layers - 1)
    if batch > 1:
        number("sample", _, last=batch - 1)
    if steps > 1:
        slider("step", _, step=1, last=steps - 1)
    if units > 1:
        slider("unit", _, step=1, last=units - 1)
    choice("picture", _)
