"""Workbench: nn.GRU's arguments, its shapes, its parameters, its code, and its usual mistakes."""

import pandas as pd
import streamlit as st

from gru_viz.cells.sizes import Sizes
from gru_viz.lesson.workbench import MISTAKES, message
from gru_viz.problem import N_
from gru_viz.ui.blocks.workbench import show_arguments, show_code, show_printout, show_shapes
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run

WHERE = N_(
    "All arguments are in the sidebar under “2 · GRU” and “More of nn.GRU”; input_size, time and batch follow from the "
    "sequence."
)
FORMULA = N_(
    "Directions · [3 gates · hidden_size · (columns of both matrices) + 2 biases · 3 gates · hidden_size], first layer and "
    "further ones."
)


def page(run: Run) -> None:
    """Draw the page."""
    sizes = run.setup.sizes
    st.caption(_(WHERE))
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_shapes(sizes)
    with right:
        show_code(sizes)
    show_printout(sizes)
    show_arguments(sizes)
    _parameters(sizes)
    _mistakes(sizes)


def _parameters(sizes: Sizes) -> None:
    """Every parameter with its gates' rows, and the count by formula."""
    st.header(_("Parameters"), anchor=False)
    formula, _total = sizes.formula()
    with st.container(key="formula"):
        st.latex(formula)
    st.caption(_(FORMULA))
    h = sizes.hidden_size
    rows = sizes.parameters()
    table = pd.DataFrame(
        {
            _("name"): [name for name, _shape in rows],
            _("shape"): [str(shape) for _name, shape in rows],
            _("rows of r"): f"0 … {h - 1}",
            _("rows of z"): f"{h} … {2 * h - 1}",
            _("rows of the candidate"): f"{2 * h} … {3 * h - 1}",
            _("numbers"): [shape[0] * (shape[1] if len(shape) > 1 else 1) for _name, shape in rows],
        }
    )
    st.dataframe(table, hide_index=True, height="content" if len(rows) <= 12 else 420)


def _mistakes(sizes: Sizes) -> None:
    """The usual mistakes, made for real."""
    st.header(_("Usual mistakes, and what PyTorch says"), anchor=False)
    for number, mistake in enumerate(MISTAKES):
        with st.container(border=True, key=f"card_mistake_{number}"):
            st.markdown(f"**{_(mistake.title)}**")
            left, right = st.columns(2, gap="medium")
            code = mistake.code(sizes)
            with left:
                st.code(code, language="python", wrap_lines=True)
            with right:
                st.code(message(code), language=None, wrap_lines=True)
                st.caption(_(mistake.explanation))
