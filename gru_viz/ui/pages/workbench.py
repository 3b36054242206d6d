"""Workbench: nn.GRU's arguments, its shapes, its parameters, its code, and its usual mistakes."""

import pandas as pd
import streamlit as st

from gru_viz import figures
from gru_viz.cells.sizes import ARGUMENTS, Sizes
from gru_viz.lesson.workbench import MISTAKES, message, printed
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart
from gru_viz.ui.widgets.markdown import literal, tabulated

WHERE = N_(
    "All arguments are in the sidebar under “2 · GRU” and “More of nn.GRU”; input_size, time and batch follow from the "
    "sequence."
)
SHAPES = N_(
    "output has the last layer's state of every step, both directions side by side; h_n has the last state of every "
    "layer and direction. batch_first changes x and output, never h_0 and h_n."
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
        chart(figures.shapes(sizes, translate=_), "shapes_chart", _(SHAPES), name="nn-gru-shapes")
        equal = " · ".join(f"`{row}` = `{end}`" for row, end in sizes.ends().items())
        st.markdown(_("The last layer's last state stands in both: {equal}").format(equal=equal))
    with right:
        code = sizes.code()
        st.code(code, language="python", wrap_lines=True)
    st.caption(_("Run just now, it prints:"))
    output = printed(code)
    st.code(output, language=None, height=420 if output.count("\n") > 16 else "content")
    _arguments(sizes)
    _parameters(sizes)
    _mistakes(sizes)


def _arguments(sizes: Sizes) -> None:
    """Every argument, what it is here and what it does."""
    st.header(_("Arguments"), anchor=False)
    head = (_("argument"), _("here"), _("default"), _("what it does"))
    rows = []
    for name, value in sizes.values().items():
        default, effect = ARGUMENTS[name]
        rows.append((f"`{name}`", f"**{value}**", str(default), literal(_(effect))))
    with st.container(key="arguments"):
        st.markdown(tabulated(head, rows))


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
    st.dataframe(table, hide_index=True, height="content" if len(rows) <= 12 else 460)


def _mistakes(sizes: Sizes) -> None:
    """The usual mistakes, made for real."""
    st.header(_("Usual mistakes, and what PyTorch says"), anchor=False)
    for mistake in MISTAKES:
        with st.container(border=True):
            st.markdown(f"**{_(mistake.title)}**")
            left, right = st.columns(2, gap="medium")
            code = mistake.code(sizes)
            with left:
                st.code(code, language="python", wrap_lines=True)
            with right:
                st.code(message(code), language=None, wrap_lines=True)
                st.caption(_(mistake.explanation))
