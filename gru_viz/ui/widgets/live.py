"""Live: a figure on a page that lives in the browser, or Streamlit's own where that cannot be."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import streamlit as st

from gru_viz.figures.base.blocks import block_sizes
from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.stack import blocks_note, cells
from gru_viz.problem import N_
from gru_viz.ui.browser.pictures import message, others, piece
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.browser.wire import version
from gru_viz.ui.components.heatmaps import show_heatmaps, sources
from gru_viz.ui.components.parcel import send
from gru_viz.ui.components.watchdog import watch
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state import cursor
from gru_viz.ui.state.gathering import gathering, note
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.pace import give_head_start
from gru_viz.ui.state.session import language, value
from gru_viz.ui.widgets.chart import below, chart, download
from gru_viz.ui.widgets.markdown import plain
from gru_viz.ui.widgets.plotlywords import plotly_words

PLAIN = N_("This browser could not draw the figure by itself: each change asks the server for another picture.")
#: A run whose numbers take no more than this is in the browser as a whole.
MOST_BYTES = 3_000_000


@dataclass(frozen=True)
class Picture:
    """What one looks at in one place of a run.

    Attributes
    ----------
    drawing : Drawing
        With the cell in view, if it shows one, framed at step 0 and unit 0.
    name : str
        File name of its download, without ending.
    tokens : sequence of str (T)
        None where cells are means over several.
    start : mapping of state to ndarray (hidden_size,)
        What the first step started from.

    A drawing may have beside data and layout "walk" and "said": traces that follow the cursor, and a sentence for each
    step (`figures.machine`); or "key": what its marks mean, said above it (`figures.gates`).
    """

    drawing: Drawing
    name: str
    tokens: Sequence[str] | None = None
    start: Mapping[str, np.ndarray] = field(default_factory=dict)

    def sent(self) -> dict[str, object]:
        """For the browser."""
        return {**self.drawing, "name": self.name, "tokens": self.tokens, "start": self.start}


@dataclass(frozen=True)
class Live:
    """A figure with a picture for each place where one can look.

    Attributes
    ----------
    key : str
        Streamlit's.
    sentence : str
        How to read it.
    of : object
        What it is drawn from, told apart by identity.
    depends : tuple
        What else it depends on.
    draw : callable
        Picture of a place.
    places : sequence of mapping
        All of them, each with the same fields.
    cell : bool
        The figure has steps and units, and frames the one in view.
    wide : bool
        Downloads as wide as a lecture picture; else as square as shown.
    words : mapping or None
        For sentence.js.
    later : bool
        It is drawn after the others of its page.
    values : callable or None
        A place to the (T, units) that its heatmaps show, where they may be means.
    opened : callable
        Called with the number of a point that was pressed, in a trace that opens (`show_heatmaps`).
    """

    key: str
    sentence: str
    of: object
    depends: tuple
    draw: Callable[..., Picture]
    places: Sequence[Mapping[str, object]]
    cell: bool = True
    wide: bool = True
    words: Mapping[str, object] | None = None
    later: bool = False
    values: Callable[..., Sequence[np.ndarray]] | None = None
    opened: Callable[[object], None] = lambda _number: None

    def prepare(self, at: Mapping[str, object]) -> None:
        """Make what `show` will send."""
        if cursor.live():
            self._sent(at)

    def go_ahead(self, at: Mapping[str, object]) -> None:
        """What `show` has sent is drawn before the rest of the page comes; once for each figure that is new."""
        if gathering() is None and cursor.live():
            _first, sent, _everything = self._sent(at)
            memo(f"_{self.key}_ahead", self.of, (version(sent),), give_head_start)

    def show(self, at: Mapping[str, object]) -> Callable[[], None]:
        """Show the picture of a place, and return what sends those of all others, which is best done last."""
        if (plates := gathering()) is not None:
            plates.append(self._plate(at))
            return lambda: None
        note(self.key, lambda: self._plate(at))
        if not cursor.live():
            self._show_plain(at)
            return lambda: None
        first, sent, everything = self._sent(at)
        show_heatmaps(sent, self.key, cursor.give_up, partial(cursor.look_into, self.key), self.opened)
        below(self.key, self.sentence)
        watch(self.key, cursor.give_up)
        if self.values is not None:
            self._send_piece(at, sent)
        if not everything or len(self.places) == 1:
            return lambda: None
        return lambda: send(
            memo(f"_{self.key}_others", self.of, self._depends(), lambda: self._others(first, sent)),
            f"others_{self.key}",
        )

    def _plate(self, at: Mapping[str, object]) -> Plate:
        """The picture of a place, to be taken along."""
        drawing = self.draw(**at).drawing
        return Plate(told_together(drawing.get("key", ""), plain(self.sentence)), drawing=drawing)

    def _depends(self) -> tuple:
        """What else than what it is drawn from makes another figure."""
        return self.depends, value("picture"), language()

    def _sent(self, at: Mapping[str, object]) -> tuple[Mapping[str, object], bytes, bool]:
        """A place, the message that has its picture and is sent, and whether those of all others are sent, too."""
        depends = self._depends()
        # The first place of a run stays the one that is sent: another would be another message.
        first, sent = memo(f"_{self.key}_first", self.of, depends, lambda: (at, self._message(at)))
        everything = len(sent) * len(self.places) <= MOST_BYTES
        if not everything and first != at:
            sent = memo(f"_{self.key}_then", self.of, (depends, at), lambda: self._message(at))
        return first, sent, everything

    def _send_piece(self, at: Mapping[str, object], sent: bytes) -> None:
        """The part that the visitor has zoomed into, if the whole shows means."""
        rows = self.values(**at)
        steps, units = rows[0].shape
        window = cursor.window_of(self.key, steps, units)
        if block_sizes(steps, units) == (1, 1) or window is None:
            return
        parts = [row[window] for row in rows]
        first = window[0].start, window[1].start

        def make() -> bytes:
            subtitle = self.draw(**at).drawing["layout"]["title"]["subtitle"]["text"]
            caption = subtitle.removesuffix(blocks_note(steps, units, _)).removesuffix(" · ")
            told = " · ".join(filter(None, (caption, blocks_note(*parts[0].shape, _))))
            traces = [cells(part, first) for part in parts]
            return piece(self.key, sent, _frame(at), traces, {"title.subtitle.text": told})

        key = (version(sent), _frame(at), first, parts[0].shape)
        send(memo(f"_{self.key}_piece", self.of, key, make), f"piece_{self.key}")

    def _message(self, at: Mapping[str, object]) -> bytes:
        """The picture of a place, and all that does not depend on it."""
        picture = self.draw(**at)
        layout = picture.drawing["layout"]
        return message(
            picture.sent(),
            _frame(at),
            at,
            key=self.key,
            sources=sources(),
            alt=f"{layout['title']['text']}. {re.sub('[*`$]', '', self.sentence)}",
            cell=self.cell,
            words=self.words,
            later=self.later,
            zoom=self.wide,
            download=download(layout["height"], wide=self.wide),
            labels={
                "download": _("Download as a picture"),
                "table": _("The numbers as a table"),
                "which": _("Which numbers"),
                "unit": _("Unit"),
                "close": _("Close"),
                "plotly": plotly_words(),
            },
        )

    def _others(self, first: Mapping[str, object], sent: bytes) -> bytes:
        """The pictures of all other places."""
        pictures = {_frame(place): self.draw(**place).sent() for place in self.places if place != first}
        return others(self.key, sent, self.draw(**first).sent(), pictures)

    def _show_plain(self, at: Mapping[str, object]) -> None:
        """Streamlit's own chart of the same picture."""
        picture = self.draw(**at)
        if key := picture.drawing.get("key"):
            st.caption(key)
        chart(picture.drawing, self.key, self.sentence, name=picture.name, wide=self.wide)
        st.caption(_(PLAIN))
        st.button(_("Try again in the browser"), key=f"{self.key}_again", on_click=cursor.take_heart, type="tertiary")


def _frame(place: Mapping[str, object]) -> str:
    """A place as frames.js names it."""
    return " ".join(str(value) for value in place.values())
