"""Take home: what a page shows as files: one HTML file, slides, a ZIP of pictures and numbers."""

from functools import partial

import streamlit as st

from gru_viz.problem import N_, Problem
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.components.album import show_album
from gru_viz.ui.i18n import _
from gru_viz.ui.state.address import address
from gru_viz.ui.state.album import held, hold
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language
from gru_viz.ui.widgets.markdown import told

LABELS = {"slides": N_("Slides (PowerPoint)"), "archive": N_("ZIP: pictures, numbers, captions")}
READY = {"slides": N_("Download the slides"), "archive": N_("Download the ZIP")}
NOT_DRAWN = N_("This figure could not be drawn.")


def show_take_home(run: Run, title: str) -> None:
    """The files that there are of this page.

    Parameters
    ----------
    run : Run
    title : str
        Of the page.
    """
    with st.popover(_("Take it home"), icon=":material/download:", key="take_home"):
        st.download_button(
            _("One file that needs no network (HTML)"),
            key="take_html",
            data=lambda: _html(run, title),
            file_name="gru-viz.html",
            mime="text/html",
            icon=":material/html:",
            on_click="ignore",
        )
        show_album(
            {kind: _(label) for kind, label in LABELS.items()},
            _("Drawing {done} of {all} …"),
            partial(_make, run, title),
        )
        made = held(run.trace, title)
        if isinstance(made, Problem):
            st.warning(told(made), icon=":material/warning:")
        elif made is not None:
            kind, ending, content = made
            st.download_button(
                _(READY[kind]),
                key="take_album",
                data=content,
                file_name=f"gru-viz.{ending}",
                type="primary",
                icon=":material/download:",
                on_click="ignore",
            )


def _html(run: Run, title: str) -> bytes:
    """The run of the page as one file."""
    from gru_viz.ui.export.page import html  # noqa: PLC0415 - as below

    words = {"sentence": _(texts_of(run.trace.cell).read), "link": address(), "language": language().replace("_", "-")}
    return html(run.trace, title=title, translate=_, **words).encode()


def _make(run: Run, title: str, kind: str, pictures: object) -> None:
    """The file of what the browser drew, for the run that follows."""
    # Nobody's first page waits for what makes slides.
    from gru_viz.ui.export.album import KINDS, sheets  # noqa: PLC0415

    ending, make = KINDS[kind]
    try:
        made = kind, ending, make(sheets(pictures), address(), _(NOT_DRAWN))
    except Problem as problem:
        made = problem
    hold(run.trace, title, made)
