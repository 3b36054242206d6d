"""Album: figures taken along as slides or as a ZIP: gathered, drawn here or by the visitor's browser, put into a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.components.album import show_album
from gru_viz.ui.export.studio import AUTOMATIC, BROWSER, SERVER, chosen, chromium, drawings
from gru_viz.ui.i18n import _
from gru_viz.ui.state.address import address
from gru_viz.ui.state.line import drawn_here
from gru_viz.ui.state.memo import drop, hold, recall
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import Work, show, started

#: Names of what is taken home of a page, and of a whole lesson.
PAGE, LESSON = "page", "lesson"
READY = {"slides": N_("Download the slides"), "archive": N_("Download the ZIP")}
NOT_DRAWN = N_("This figure could not be drawn.")


@dataclass(frozen=True)
class Ordered:
    """What the visitor has asked for; each comes after the one before it.

    Attributes
    ----------
    kind : str
    plates : Work or None
        Gathers the figures; None where the browser draws those of the page.
    drawer : str
        Who draws them: this server or the browser; empty until they are gathered.
    pictures : Work or None
        Draws them here.
    file : Work or None
        Puts the file together.
    """

    kind: str = ""
    plates: Work | None = None
    drawer: str = ""
    pictures: Work | None = None
    file: Work | None = None


@dataclass(frozen=True)
class Album:
    """Buttons for either kind of file, and the file that was asked for.

    Attributes
    ----------
    name : str
    labels : mapping of kind to catalogue key
    of, key
        What the figures show, as in `memo`.
    gather : callable or None
        Begins to gather the figures; None: the browser draws those of the page.
    """

    name: str
    labels: Mapping[str, str]
    of: Any
    key: tuple
    gather: Callable[[], Computation[list[Plate]]] | None = None

    def show(self) -> None:
        """What there is to press, and what has been made."""
        made = recall(_kept_as(self.name), self.of, self.key)
        if made is None:
            forget_album(self.name)  # files of anything else need memory for nothing
        if isinstance(made, Ordered):
            made = self._further(made)
        ordered = made if isinstance(made, Ordered) else Ordered()
        if ordered.plates is not None:
            show(f"{self.name}_plates", ordered.plates, lambda: _("Gathering the figures"))
        if ordered.pictures is not None:
            show(f"{self.name}_pictures", ordered.pictures, lambda: _("Drawing the figures"))
        self._say_who_draws()
        show_album(
            self.name,
            {kind: _(label) for kind, label in self.labels.items()},
            _("Drawing {done} of {all} …"),
            self._put_together,
            on_asked=None if self.gather is None else self._ask,
            kind=ordered.kind,
            plates=ordered.plates.result if ordered.plates is not None and ordered.drawer == BROWSER else None,
        )
        if isinstance(made, Problem):
            st.warning(told(made), icon=":material/warning:")
        elif ordered.file is not None:
            self._offer(ordered.kind, started(ordered.file))

    def _say_who_draws(self) -> None:
        """Only if whoever runs the app has said it in a way that nobody understands."""
        try:
            chosen()
        except Problem as problem:
            st.warning(told(problem), icon=":material/warning:")

    def _ask(self, kind: str) -> None:
        """The figures are to be gathered."""
        if self.gather is not None:
            hold(_kept_as(self.name), self.of, self.key, Ordered(kind, plates=Work(self.gather())))

    def _further(self, ordered: Ordered) -> Ordered | Problem:
        """What was asked for, once more of it is there."""
        if ordered.plates is None or not ordered.plates.finished:
            return ordered
        if not ordered.drawer and (drawer := _drawer()) == BROWSER:
            ordered = replace(ordered, drawer=drawer)
        elif not ordered.drawer:
            pictures = Work(drawings(ordered.plates.result, ordered.kind), line=drawn_here())
            ordered = replace(ordered, drawer=drawer, pictures=pictures)
        elif ordered.pictures is not None and ordered.pictures.finished:
            if ordered.pictures.result is not None:
                return self._put_together(ordered.kind, ordered.pictures.result)
            ordered = replace(ordered, drawer=BROWSER, pictures=None)
        hold(_kept_as(self.name), self.of, self.key, ordered)
        return ordered

    def _put_together(self, kind: str, pictures: object) -> Ordered | Problem:
        """The file of what was drawn, for the run that follows."""
        # Nobody's first page waits for what makes slides.
        from gru_viz.ui.export.album import KINDS, sheets  # noqa: PLC0415

        try:
            made = Ordered(kind, file=Work(KINDS[kind].make(sheets(pictures), address(), _(NOT_DRAWN))))
        except Problem as problem:
            made = problem
        hold(_kept_as(self.name), self.of, self.key, made)
        return made

    def _offer(self, kind: str, work: Work) -> None:
        """What puts the file together, and then the button that hands it out."""
        from gru_viz.ui.export.album import KINDS  # noqa: PLC0415 - as above

        show(f"{self.name}_file", work, lambda: _("Putting the file together"))
        if not work.finished:
            return
        ending = KINDS[kind].ending
        st.download_button(
            _(READY[kind]),
            key=f"take_{self.name}",
            data=work.result,
            file_name=f"gru-viz-lesson.{ending}" if self.name == LESSON else f"gru-viz.{ending}",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )


def forget_album(name: str) -> None:
    """What was asked for is wanted no more."""
    drop(_kept_as(name))


def _kept_as(name: str) -> str:
    """Its name among all results."""
    return f"{name}_album"


def _drawer() -> str:
    """Who draws what was gathered: this server where it can, unless others are before; nobody queues unless told to."""
    try:
        wanted = chosen()
    except Problem:  # said above the buttons
        return BROWSER
    if wanted == BROWSER or chromium() is None or (wanted == AUTOMATIC and len(drawn_here())):
        return BROWSER
    return SERVER
