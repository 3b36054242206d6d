"""Line: heavy work takes turns, so that everybody else's pages stay quick."""

from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

import streamlit as st

from gru_viz.limits import LIMITS

#: Seconds after which somebody who has not asked again has left; a page that waits asks every few seconds.
PATIENCE = 8.0


class Line:
    """First come, first served.

    Parameters
    ----------
    room : int
        How many have their turn at once.
    patience : float
        Seconds that a place is kept for somebody who says nothing.
    """

    def __init__(self, room: int, patience: float = PATIENCE) -> None:
        self.room, self.patience = room, patience
        #: In the order of arrival, with the time when they last asked.
        self._asked: WeakKeyDictionary[object, float] = WeakKeyDictionary()
        self._asking = Lock()

    def before(self, who: object) -> int:
        """How many must finish or leave before it is the turn of `who`, who stands in line from now on; 0: it is."""
        with self._asking:
            now = monotonic()
            for each, asked in list(self._asked.items()):
                if now - asked > self.patience:
                    del self._asked[each]
            self._asked[who] = now
            return max(0, list(self._asked).index(who) - self.room + 1)

    def leave(self, who: object) -> None:
        """`who` is done, or wants no more."""
        with self._asking:
            self._asked.pop(who, None)

    @property
    def running(self) -> int:
        """How many have their turn."""
        return min(len(self), self.room)

    @property
    def waiting(self) -> int:
        """How many wait for theirs."""
        return max(0, len(self) - self.room)

    def __len__(self) -> int:
        """How many stand in it, those whose turn it is and those who wait."""
        with self._asking:
            return sum(monotonic() - asked <= self.patience for asked in self._asked.values())


@st.cache_resource(show_spinner=False)
def trainings() -> Line:
    """The one line of all who train here."""
    return Line(LIMITS.trainings)


@st.cache_resource(show_spinner=False)
def drawn_here() -> Line:
    """The one line of all whose pictures are drawn by a Chromium of this machine, one at a time."""
    return Line(1)
