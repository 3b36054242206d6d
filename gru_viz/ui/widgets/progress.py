"""Work: a long computation of this visitor's, done piece by piece behind a progress bar that can be stopped."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
import torch

from gru_viz.progress import Pieces
from gru_viz.ui.i18n import _

#: Seconds in a row: at first, when there is a chance to do without a bar; while the page is drawn anew for another
#: reason; and between two pictures of the bar.
_FIRST, _MEANWHILE, _PIECE = 0.4, 0.05, 0.3


@dataclass
class Work:
    """A computation and how far it is.

    Attributes
    ----------
    of : object
        What it comes from, told apart by identity.
    key : tuple
        What else it depends on.
    pieces : Pieces
    share, seconds : float
        What is done of it, in [0, 1], and how long that took.
    result : object
        Once it is finished.
    finished, stopped : bool
    drawn : bool
        The page around its bar is there: working may take its time.
    """

    of: object
    key: tuple
    pieces: Pieces[Any]
    share: float = 0.0
    seconds: float = 0.0
    result: Any = None
    finished: bool = False
    stopped: bool = False
    drawn: bool = False

    def go_on(self, seconds: float) -> None:
        """Work for about `seconds`, at least one piece."""
        # Streamlit runs every update in a new thread, and the number belongs to the thread.
        torch.set_num_threads(1)
        start = time.perf_counter()
        while not (self.finished or self.stopped) and time.perf_counter() - start < seconds:
            try:
                self.share = next(self.pieces)
            except StopIteration as end:
                self.result, self.share, self.finished = end.value, 1.0, True
        self.seconds += time.perf_counter() - start

    @property
    def left(self) -> float:
        """Seconds to go, by what was done so far."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0 else math.inf


def find(name: str, of: object, key: tuple) -> Work | None:
    """The work called `name`, if it is of this object and key."""
    work = st.session_state.get(name)
    return work if work is not None and work.of is of and work.key == key else None


def begin(name: str, of: object, key: tuple, make: Callable[[], Pieces[Any]]) -> Work:
    """Put new work in the place of what was called `name`."""
    work = st.session_state[name] = Work(of, key, make())
    return work


def worked(name: str, of: object, key: tuple, make: Callable[[], Pieces[Any]], what: str) -> Work:
    """Work that begins at once; until it is finished, a bar with its name `what` and a button to stop it.

    Parameters
    ----------
    name : str
        In the session.
    of, key
        As in `Work`.
    make : callable
    what : str
        In the visitor's language.
    """
    work = find(name, of, key)
    if work is None:
        work = begin(name, of, key, make)
        work.go_on(_FIRST)
    show(name, work, what)
    return work


def show(name: str, work: Work, what: str) -> None:
    """The bar of work that is under way, or the way to take up what was stopped; nothing once it is finished."""
    if work.stopped:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_("{what}: stopped at {share:.0%}.").format(what=what, share=work.share))
            st.button(_("Go on"), key=f"{name}_go_on", icon=":material/play_arrow:", on_click=_turn, args=(work, False))
    elif not work.finished:
        work.go_on(_MEANWHILE)
        work.drawn = False
        _bar(name, work, what)


def _turn(work: Work, stopped: bool) -> None:
    work.stopped = stopped


@st.fragment(run_every=0.1)
def _bar(name: str, work: Work, what: str) -> None:
    """Work a piece and show how far it is; the page is drawn anew when it is over."""
    if work.stopped or work.finished:
        st.rerun()
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        bar = st.progress(work.share, text=_text(work, what))
    with right:
        st.button(
            _("Stop"), key=f"{name}_stop", icon=":material/stop:", width="stretch", on_click=_turn, args=(work, True)
        )
    if work.drawn:
        work.go_on(_PIECE)
    work.drawn = True
    bar.progress(work.share, text=_text(work, what))
    if work.finished:
        st.rerun()


def _text(work: Work, what: str) -> str:
    """Its name and how long it will take."""
    if not math.isfinite(work.left):
        return f"{what} …"
    return _("{what} · {spent:.0f} s · about {left:.0f} s left").format(
        what=what, spent=work.seconds, left=math.ceil(work.left)
    )
