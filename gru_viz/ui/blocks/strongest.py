"""Strongest: the places of a corpus where a quantity of one unit is largest and smallest, on whichever page asks."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from gru_viz.cells.cell import is_gate
from gru_viz.corpus.search import strongest
from gru_viz.corpus.search.contexts import SPARE, contexts
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation
from gru_viz.ui.blocks.colouredtext import colour_scale
from gru_viz.ui.blocks.passages import number, show_passages
from gru_viz.ui.i18n import _, counted
from gru_viz.ui.state.corpus import Looked, caught
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import worked

#: Places that are shown of each kind.
SHOWN = 8
KEEPS, WRITES = N_("z: 1 keeps"), N_("z: 1 writes")
STRONGEST = N_(
    "The {count} highest peaks and the {count} deepest troughs of this unit among {tokens}, with 8 tokens on "
    "either side; the same words once. Press a text and Gates opens at that place in a new tab; the buttons open it in this one."
)


def searched(name: str, looked: Looked, key: tuple, make: Callable[[], Computation[Any]], what: str) -> Any | None:
    """What a search has found; None while it is under way, or where it cannot."""
    work = worked(name, looked.corpus, key, lambda: caught(make), what)
    if not work.finished:
        return None
    if isinstance(work.result, Problem):
        st.error(told(work.result), icon=":material/error:")
        return None
    return work.result


def show_strongest(looked: Looked, quantity: str, layer: int, direction: int, unit: int, *, near: bool) -> bool:
    """The places, largest and smallest; False while they are being looked for, or where they cannot be."""
    corpus = looked.corpus

    def search() -> Computation[Any]:
        up, down = yield from strongest.search(corpus, quantity, unit, layer, direction, count=SHOWN * SPARE)
        return tuple(
            contexts(corpus, side, SHOWN, lambda states: states[:, unit], quantity, layer, direction)
            for side in (up, down)
        )

    key = (quantity, layer, direction, unit)
    found = searched("strongest", looked, key, search, _("Looking for the strongest places"))
    if found is None:
        return False
    gate = is_gate(quantity)
    colour = GATE_COLOUR if gate else signed(*(each.values for side in found for each in side))
    headings = {"up": N_("Where it is largest"), "down": N_("Where it is smallest")}
    for (name, heading), side in zip(headings.items(), found, strict=True):
        st.markdown(f"**{_(heading)}**{_meaning(looked, quantity)}")
        show_passages(looked, side, colour, f"strongest_{name}", lambda each: number(each, gate=gate), near=near)
    st.html(colour_scale(colour))
    tokens = counted(len(corpus), N_("{count:,} token"), N_("{count:,} tokens"))
    st.caption(_(STRONGEST).format(count=SHOWN, tokens=tokens))
    return True


def _meaning(looked: Looked, quantity: str) -> str:
    """What 1 means where that depends on the convention."""
    if quantity != "update_gate" or looked.writes is None:
        return ""
    return f" · {_(WRITES if looked.writes else KEEPS)}"
