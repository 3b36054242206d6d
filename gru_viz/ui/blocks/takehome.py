"""Take home: what a page shows, or a whole lesson, as files: one HTML file, slides, a ZIP of pictures and numbers."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from gru_viz.problem import N_
from gru_viz.progress import Computation
from gru_viz.ui.blocks.album import LESSON, PAGE, Album, forget_album
from gru_viz.ui.blocks.cursor import place_of
from gru_viz.ui.blocks.wholelesson import plates_of
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.export.studio import all_here
from gru_viz.ui.i18n import _, translator
from gru_viz.ui.state import lesson
from gru_viz.ui.state.address import address
from gru_viz.ui.state.gathering import noted
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language, value
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.part import part

_LABELS = {"slides": N_("Slides (PowerPoint)"), "archive": N_("ZIP: pictures, numbers, captions")}
_WHOLE = {
    "slides": N_("The whole lesson as slides (PowerPoint)"),
    "archive": N_("The whole lesson as a ZIP"),
}


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
        forget_album(LESSON)
    part(run, partial(_folded, title=title, whole=page == lesson.PAGE))


def _folded(run: Run, title: str, *, whole: bool) -> None:
    """The files, where one asks."""
    fold(_("Take it home"), "take_home", partial(_show, run, title, whole=whole), ":material/download:")


def _show(run: Run, title: str, *, whole: bool) -> None:
    """What there is to press, and what has been made."""
    st.download_button(
        _("One file that needs no network (HTML)"),
        key="take_html",
        data=_html(run, title),
        file_name="gru-viz.html",
        mime="text/html",
        icon=":material/html:",
        on_click="ignore",
    )
    Album(PAGE, _LABELS, run.trace, (title,), partial(_plates, title) if all_here() else None).show()
    if whole:
        course = lesson.opened().course
        Album(LESSON, _WHOLE, course, (language(), value("lesson_text")), lambda: plates_of(course, language())).show()


def _plates(title: str) -> Computation[list[Plate]]:
    """The figures of the page; the diagram of the cell has no title of its own."""
    found = []
    for make in (makes := noted()):
        try:
            plate = make()
        except Exception as error:  # whatever fails in one figure, the others are there
            plate = Plate(failed=f"{type(error).__name__}: {error}")
        found.append(plate if plate.drawing else replace(plate, title=title))
        yield len(found) / len(makes)
    return found


def _html(run: Run, title: str) -> Callable[[], bytes]:
    """What makes the run of the page one file, once somebody asks for it; then nobody knows any more what is spoken here."""
    spoken, link, sentence = language(), address(), _(texts_of(run.trace.cell).read)
    at = place_of(run)

    def made() -> bytes:
        from gru_viz.ui.export.page import html  # noqa: PLC0415 - whoever takes nothing home does without

        words = {"sentence": sentence, "link": link, "language": spoken.replace("_", "-"), "at": at}
        return html(run.trace, title=title, translate=translator(spoken), **words).encode()

    return made
