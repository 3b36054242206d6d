"""Workbench: nn.GRU's arguments, its shapes and its code, wherever a page shows them."""

import streamlit as st

from gru_viz import figures
from gru_viz.cells.sizes import ARGUMENTS, Sizes
from gru_viz.lesson.workbench import printed
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.session import value
from gru_viz.ui.widgets import listing
from gru_viz.ui.widgets.chart import chart
from gru_viz.ui.widgets.markdown import literal

SHAPES = N_(
    "output has the last layer's state of every step, both directions side by side; h_n has the last state of every "
    "layer and direction. batch_first changes x and output, never h_0 and h_n."
)
#: Pixels of the boxes on a wall, at most: all lines fit into each.
_BOXES = 345


def show_shapes(sizes: Sizes) -> None:
    """What goes in and comes out, as boxes, and where h_n stands in output."""
    chart(
        figures.shapes.plain(sizes, translate=_), "shapes_chart", _(SHAPES), name="nn-gru-shapes", beside_words=_BOXES
    )
    equal = " · ".join(f"`{row}` = `{end}`" for row, end in sizes.ends().items())
    st.markdown(_("The last layer's last state stands in both: {equal}").format(equal=equal))


def show_code(sizes: Sizes) -> None:
    """Python that makes and runs the module."""
    st.code(sizes.code(), language="python", wrap_lines=True)


def show_printout(sizes: Sizes) -> None:
    """What that code prints."""
    st.caption(_("Run just now, it prints:"))
    output = printed(sizes.code())
    height = "content" if value("present") or output.count("\n") <= 16 else 420
    listing.show_printout(_("Run just now, it prints:"), output, height)


def show_arguments(sizes: Sizes) -> None:
    """Every argument, what it is here and what it does."""
    st.header(_("Arguments"), anchor=False)
    head = (_("argument"), _("here"), _("default"), _("what it does"))
    rows = []
    for name, here in sizes.values().items():
        default, effect = ARGUMENTS[name]
        rows.append((f"`{name}`", f"**{here}**", str(default), literal(_(effect))))
    with st.container(key="arguments"):
        listing.show_table(_("Arguments"), head, rows)
