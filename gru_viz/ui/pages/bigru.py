"""Bi-GRU: both directions on the same positions, merged, read out, located and timed."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.bidirectional import Cost, costs, merge, output_layer
from gru_viz.analysis.clue import bundled_by_distance
from gru_viz.figures.base.caption import strip_of
from gru_viz.learning.bundled import load_bundled
from gru_viz.problem import N_
from gru_viz.ui.blocks.bothdirections import bi, show_directions, show_merged
from gru_viz.ui.blocks.cursor import show_run_cursor
from gru_viz.ui.blocks.equations import show_equations
from gru_viz.ui.blocks.facts import show_facts
from gru_viz.ui.blocks.offers import short
from gru_viz.ui.blocks.twodirections import show_layers, show_two_directions
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.weights import take_example
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control, quantity
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import literal, tabulated
from gru_viz.ui.widgets.part import of_both, part

ONE_DIRECTION = N_(
    "This {cell} reads in one direction only. A Bi-{cell} adds a second one that reads from the end, so that each step "
    "knows what comes after it."
)
IN_BOTH = N_(
    "The chosen GRU reads in one direction only. Here is the sentence as “Where words end” reads it, which has learned to in both."
)
IN_RANDOM = N_(
    "The chosen {cell} reads in one direction only. Here is the same input through one of its sizes that reads in both, with random "
    "weights."
)
ANOTHER = N_(
    "The chosen GRU reads in one direction only, and “{text}” is no sentence but marks of “{model}”. So here is one, “{sample}”, as "
    "“Where words end” reads it, which has learned to in both."
)
CLUE = N_(
    "Each token is labelled by the next mark to its right; 500 fresh sequences, two GRUs trained alike. At the "
    "mark itself both know; further left the forward direction is at chance (dashed), the Bi-GRU is not."
)
TRAINED_OUTPUT = N_("$y_t$ at every step from the trained output layer on [→h, ←h] of the last layer.")
RANDOM_OUTPUT = N_(
    "$y_t$ at every step, computed from the merged representation. The weights are random: the picture shows how an "
    "output layer works, not a prediction."
)
MEASURED = N_(
    "Measured just now on the server, in turns, without gradients: {fast:.2f} to {slow:.2f} ms for one direction."
)


def page(run: Run) -> None:
    """Draw the page of a run in both directions, or say why there is none."""
    if run.trace.num_directions == 1:
        _offer(run)
        part(run, _clue)
        return
    e = run.experiment
    if run.unread is None:  # else it is said above, with the ways on
        if e.weights == "example" and (e.weights, e.example_model) != (value("weights"), value("example_model")):
            _words_stand_in(run)
        elif e.is_untrained and (value("weights") != "seed" or not value("bidirectional")):
            _random_stands_in(run)
    if run.answers is not None and run.answers.letters:
        show_two_directions(run)
    show_layers(run, merge(run.trace, e.merge).shape[1], _classes(run))
    quantity(run.trace.quantities)
    if cursor.live():
        show_run_cursor(run, direction=False)
    later = [show_directions(run)]
    control("merge")
    later.append(show_merged(run))
    part(run, _outputs, owns=("output_layer", "output_seed"), seen=of_both)
    _cost(run)
    part(run, _clue)
    show_facts(run)
    show_equations(run.trace, bias=run.experiment.bias)
    for send in later:
        send()


def _offer(run: Run) -> None:
    """One direction only, as the limits allow no second: say what is missing, and one click to something that has it."""
    st.info(_(ONE_DIRECTION).format(cell=run.trace.cell.name), icon=":material/swap_horiz:")
    _button(_("Take a trained Bi-GRU"), "both_clue", partial(take_example, "clue-both"), "auto_awesome")


def _random_stands_in(run: Run) -> None:
    """The page reads in both directions, what was chosen in one: how to have it so on every page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_(IN_RANDOM).format(cell=run.trace.cell.name), width="content")
        _button(_("Turn bidirectional on"), "both_random", _both_at_random, "shuffle")
        _button(_("Take a trained Bi-GRU"), "both_clue", partial(take_example, "clue-both"), "auto_awesome")


def _both_at_random() -> None:
    """Random weights in both directions on every page."""
    put(weights="seed", bidirectional=True)


def _words_stand_in(run: Run) -> None:
    """The page reads in both directions, the chosen GRU in one: what is shown in its place, and the ways on."""
    text, read = value("text"), run.experiment.text
    told = _(IN_BOTH)
    if read != text:
        mine = value("weights") != "example"
        model = _("your GRU") if mine else _(load_bundled(value("example_model")).task.title)
        told = _(ANOTHER).format(text=literal(short(text)), sample=literal(short(read)), model=model)
    untrained = _("Turn bidirectional on") if value("weights") == "seed" else _("Random weights in both directions")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(told, width="content")
        _button(untrained, "both_random", _both_at_random, "shuffle")
        _button(_("Keep it on every page"), "both_words", partial(take_example, "words-both"), "push_pin")
        _button(_("Take a trained Bi-GRU"), "both_clue", partial(take_example, "clue-both"), "auto_awesome")


def _button(label: str, key: str, act: Callable[[], object], icon: str) -> None:
    """A quiet button."""
    st.button(label, key=key, type="tertiary", icon=f":material/{icon}:", on_click=act)


def _classes(run: Run) -> int:
    """How many numbers a step has after the output layer."""
    return run.experiment.classes if run.answers is None else run.answers.said.shape[1]


def _clue(_run: Run) -> None:
    """Accuracy of one and two directions where the clue comes later."""

    def draw() -> None:
        fig = figures.clue.plain(*bundled_by_distance(500), translate=_)
        chart(fig, "clue_chart", _(CLUE), name="bi-gru-clue-accuracy")

    fold(_("Does the second direction help?"), "fold_clue", draw, icon=":material/query_stats:")


def _outputs(run: Run) -> None:
    """An output layer on the merged representation: the trained one where there is one."""
    e = run.experiment
    strip = strip_of(run.trace, e.sample, run.numbers)
    if (said := run.answers) is not None:
        fig = figures.outputs.plain(
            said.said, strip, softmax=said.classes, names=said.names, trained=True, compact=e.present, translate=_
        )
        chart(fig, "outputs_chart", _(TRAINED_OUTPUT), name="bi-gru-output-trained")
        return
    for column, name in zip(st.columns(3), ("output_layer", "classes", "output_seed"), strict=True):
        with column:
            control(name)
    y = output_layer(merge(run.trace, e.merge, e.layer, e.sample), e.classes, e.output_layer, e.output_seed)
    chart(
        figures.outputs.plain(y, strip, softmax=e.output_layer == "softmax", compact=e.present, translate=_),
        "outputs_chart",
        _(RANDOM_OUTPUT),
        name=file_name(bi(run), "output", e.output_layer, f"K{e.classes}"),
    )


def _cost(run: Run) -> None:
    """Parameters and measured time, one direction against two."""
    e, s = run.experiment, run.sequence

    def measured() -> list[Cost]:
        modules = [run.setup.untrained().changed(bidirectional=both).module().eval() for both in (False, True)]
        return costs(modules, s.as_input(e.batch_first))

    one, two = memo("costs", run.trace, (e.convention,), measured)
    head = (_("cost"), _("one direction"), _("two directions"), _("ratio"))
    size = (f"{one.parameters:,}", f"{two.parameters:,}", f"{two.parameters / one.parameters:.2f}×")
    time = (f"{1e3 * one.seconds:.2f} ms", f"{1e3 * two.seconds:.2f} ms", f"{two.seconds / one.seconds:.2f}×")
    st.markdown(tabulated(head, [(_("parameters"), *size), (_("run time, median"), *time)]))
    fast, slow = one.spread
    st.caption(_(MEASURED).format(fast=1e3 * fast, slow=1e3 * slow))
