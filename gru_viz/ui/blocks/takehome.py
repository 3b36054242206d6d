"""Take home: what a page shows, or a whole lesson, as files: one HTML file, slides, a ZIP of pictures and numbers."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from gru_viz.problem import N_, Problem
from gru_viz.ui.blocks.wholelesson import plates_of
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.components.album import show_album
from gru_viz.ui.i18n import _
from gru_viz.ui.state import lesson
from gru_viz.ui.state.address import address
from gru_viz.ui.state.album import drop, held, hold
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language, value
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import Work, show, started

LABELS = {"slides": N_("Slides (PowerPoint)"), "archive": N_("ZIP: pictures, numbers, captions")}
WHOLE = {
    "slides": N_("The whole lesson as slides (PowerPoint)"),
    "archive": N_("The whole lesson as a ZIP"),
}
READY = {"slides": N_("Download the slides"), "archive": N_("Download the ZIP")}
NOT_DRAWN = N_("This figure could not be drawn.")
_PAGE, _LESSON = "page", "lesson"


@dataclass(frozen=True)
class Ordered:
    """What the visitor has asked for.

    Attributes
    ----------
    kind : str
    plates : Work or None
        Gathers the figures; None once they are drawn.
    file : Work or None
        Puts the file together.
    """

    kind: str
    plates: Work | None = None
    file: Work | None = None


def show_take_home(run: Run, title: str, page: str) -> None:
    """The files that there are of this page.

    A fold at the end of the page, not a box over it: in a low window every button is reached by scrolling.

    Parameters
    ----------
    run : Run
    title : str
        Of the page.
    page : str
        Its address.
    """
    if page != lesson.PAGE:
        drop(_LESSON)
    fold(_("Take it home"), "take_home", partial(_show, run, title, whole=page == lesson.PAGE), ":material/download:")


def _show(run: Run, title: str, *, whole: bool) -> None:
    """What there is to press, and what has been made."""
    st.download_button(
        _("One file that needs no network (HTML)"),
        key="take_html",
        data=lambda: _html(run, title),
        file_name="gru-viz.html",
        mime="text/html",
        icon=":material/html:",
        on_click="ignore",
    )
    _album(_PAGE, LABELS, run.trace, (title,))
    if whole:
        _album(_LESSON, WHOLE, lesson.opened().course, (language(), value("lesson_text")))


def _html(run: Run, title: str) -> bytes:
    """The run of the page as one file."""
    from gru_viz.ui.export.page import html  # noqa: PLC0415 - as below

    words = {"sentence": _(texts_of(run.trace.cell).read), "link": address(), "language": language().replace("_", "-")}
    return html(run.trace, title=title, translate=_, **words).encode()


def _album(name: str, labels: dict[str, str], of: Any, key: tuple) -> None:
    """Buttons for either kind of file of figures, and the file that was asked for.

    Parameters
    ----------
    name : str
    labels : mapping of kind to catalogue key
    of, key
        What the figures show, as in `hold`.
    """
    made = held(name, of, key)
    ordered = made if isinstance(made, Ordered) else Ordered("")
    if ordered.plates is not None:
        show("lesson_plates", ordered.plates, lambda: _("Gathering the figures of the lesson"))
    show_album(
        name,
        {kind: _(label) for kind, label in labels.items()},
        _("Drawing {done} of {all} …"),
        partial(_drawn, name, of, key),
        on_asked=partial(_asked, of, key) if name == _LESSON else None,
        kind=ordered.kind,
        plates=ordered.plates and ordered.plates.result,
    )
    if isinstance(made, Problem):
        st.warning(told(made), icon=":material/warning:")
    elif ordered.file is not None:
        _file(name, ordered.kind, started(ordered.file))


def _asked(course: Any, key: tuple, kind: str) -> None:
    """The figures of the lesson are to be gathered."""
    hold(_LESSON, course, key, Ordered(kind, plates=Work(plates_of(course, language()))))


def _drawn(name: str, of: Any, key: tuple, kind: str, pictures: object) -> None:
    """What the browser drew, for the run that follows."""
    # Nobody's first page waits for what makes slides.
    from gru_viz.ui.export.album import KINDS, sheets  # noqa: PLC0415

    try:
        made = Ordered(kind, file=Work(KINDS[kind].make(sheets(pictures), address(), _(NOT_DRAWN))))
    except Problem as problem:
        made = problem
    hold(name, of, key, made)


def _file(name: str, kind: str, work: Work) -> None:
    """What puts the file together, and then the button that hands it out."""
    from gru_viz.ui.export.album import KINDS  # noqa: PLC0415 - as above

    show(f"{name}_file", work, lambda: _("Putting the file together"))
    if not work.finished:
        return
    ending = KINDS[kind].ending
    st.download_button(
        _(READY[kind]),
        key=f"take_{name}",
        data=work.result,
        file_name=f"gru-viz-lesson.{ending}" if name == _LESSON else f"gru-viz.{ending}",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
