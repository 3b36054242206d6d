"""Turns: which tokens turn a unit up and down, in fresh sequences or in a corpus."""

import streamlit as st

from gru_viz.analysis.contexts import Context, extremes
from gru_viz.cells.cell import is_gate
from gru_viz.figures.base.palette import NAMES
from gru_viz.figures.base.scale import GATE_COLOUR, Colour, signed
from gru_viz.problem import N_
from gru_viz.ui.blocks.colouredtext import colour_scale, coloured_line
from gru_viz.ui.blocks.corpuschoice import choose_corpus
from gru_viz.ui.blocks.strongest import show_strongest
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put
from gru_viz.ui.state.units import SEARCHED, Examined
from gru_viz.ui.widgets.controls import control, quantity

TURNS = N_(
    "The {count} places with the largest and with the smallest value among {among:,} fresh sequences, with 8 steps on either side."
)
TURNS_OWN = N_(
    "The places with the largest and with the smallest value in the sequence on the screen, with 8 steps on either side."
)
READ_BY_ANOTHER = N_(
    "Another model has read this corpus, so its units are others. Choose a corpus that the model on the screen has read, or "
    "upload a text for it."
)


def show_turns(run: Run, found: Examined, best: int | None) -> None:
    """Which tokens turn the unit in view up and down."""
    e = run.experiment
    st.markdown("## " + _("What turns unit {unit} up and down").format(unit=e.unit))
    if best is not None and best != e.unit:
        st.button(
            _("Look at unit {unit}").format(unit=best),
            key="missed_unit",
            icon=":material/visibility:",
            on_click=lambda: put(unit=best),
        )
    quantity(found.trace.quantities)
    # Of a task that has no sequences but the visitor's there are no fresh ones.
    control("turned_in", names={"fresh": _("your sequence"), "corpus": _("the corpus")} if found.own else None)
    if e.turned_in == "corpus":
        _turned_in_corpus(run)
        return
    key = (e.quantity, e.layer, e.direction, e.unit)
    tokens = [tuple(row) for row in found.batch.tokens]
    strongest, weakest = memo(
        "extremes",
        found.trace,
        key,
        lambda: extremes(found.trace, e.quantity, e.layer, e.direction, e.unit, tokens=tokens),
    )
    colour = GATE_COLOUR if is_gate(e.quantity) else signed(*(each.values for each in (*strongest, *weakest)))
    for heading, contexts in ((_("What turns it up"), strongest), (_("What turns it down"), weakest)):
        st.markdown(f"**{heading}**")
        st.html("".join(_context(each, colour) for each in contexts))
    st.html(colour_scale(colour))
    st.caption(_(TURNS_OWN) if found.own else _(TURNS).format(count=len(strongest), among=SEARCHED))


def _turned_in_corpus(run: Run) -> None:
    """The same over a whole corpus, if the model on the screen has read it."""
    e, looked = run.experiment, choose_corpus(run)
    if looked is None:
        return
    if not looked.own and looked.model != (e.example_model if e.weights == "example" else ""):
        st.info(_(READ_BY_ANOTHER), icon=":material/info:")
    elif e.quantity not in looked.corpus.quantities:
        kept = _(", ").join(_(NAMES[name]) for name in looked.corpus.quantities)
        st.info(
            _("This corpus was kept without that quantity; it has: {kept}.").format(kept=kept), icon=":material/info:"
        )
    else:
        direction = looked.corpus.dataset["direction"].to_numpy().tolist().index(e.direction)
        show_strongest(looked, e.quantity, e.layer, direction, e.unit, near=False)


def _context(context: Context, colour: Colour) -> str:
    """One place as coloured text."""
    return coloured_line(context.tokens, context.values, colour, context.at)
