"""Chart: a figure on a page, with its sentence, and downloads that say what they show."""

import re
from functools import cache

import plotly.io as pio
import streamlit as st
from plotly.basedatatypes import BaseFigure

from gru_viz.figures.base.caption import UNTRAINED
from gru_viz.figures.base.drawing import Drawing
from gru_viz.ui.browser.pictures import message
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.browser.wire import exact
from gru_viz.ui.components.heatmaps import show_heatmaps, sources
from gru_viz.ui.components.picture import picture_button
from gru_viz.ui.components.theme import theme_seen
from gru_viz.ui.components.watchdog import watch
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor, lesson
from gru_viz.ui.state.gathering import gathering, note
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import value
from gru_viz.ui.widgets.markdown import plain
from gru_viz.ui.widgets.plotlywords import plotly_words

#: Pixels of a downloaded picture before it is enlarged: text stays legible when it fills half a slide.
_DOWNLOAD_WIDTH = 720
_SCALE = 3
#: Pixels of a line under a title.
_LINE = 20
#: Pixels of the height of a figure on a wall, at most, at the scale of components/present: above the words of a step of a
#: lesson, and alone.
_BESIDE_WORDS, _ALONE = 300, 430


class _Drawn(BaseFigure):
    """A drawing that Streamlit takes for one of Plotly's figures; to build one and copy it takes five times as long."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def to_dict(self) -> Drawing:
        return self._drawing


def chart(
    drawing: Drawing,
    key: str,
    sentence: str,
    *,
    name: str,
    wide: bool = True,
    about: Run | None = None,
    beside_words: int = _BESIDE_WORDS,
) -> None:
    """Show a drawing over `sentence`, which says how to read it.

    Parameters
    ----------
    key : str
        Streamlit's key of the chart.
    name : str
        File name of its download, without ending.
    wide : bool
        Downloads as wide as a lecture picture; else as square as shown.
    about : Run, optional
        Whose numbers it shows: where nobody has trained its weights, the picture says so.
    beside_words : int
        Pixels of its height on a wall, at most, above the words of a step of a lesson.
    """
    data, layout = drawing["data"], drawing["layout"]
    if about is not None and about.experiment.is_untrained:
        layout = _saying(layout, _(UNTRAINED))

    def plate() -> Plate:
        return Plate(plain(sentence), drawing=exact({"data": data, "layout": layout}))

    if (plates := gathering()) is not None:
        plates.append(plate())
        return
    note(key, plate)
    alt = f"{layout['title']['text']}. {re.sub('[*`$]', '', sentence)}"
    wall = bool(value("present"))
    if not cursor.live():
        _plain(data, layout, key, alt, name, wide)
    else:
        height = layout["height"]
        if wall:
            height = min(height, beside_words) if lesson.is_open() else _ALONE
        _drawn(data, {**layout, "height": height}, key, alt, name, wide)
    if not wall:
        below(key, sentence)


def _saying(layout: Drawing, sentence: str) -> Drawing:
    """The same with it under the title, before whatever stands there; a line that is new gets room of its own."""
    title, margin = layout["title"], layout["margin"]
    told = title.get("subtitle", {}).get("text")
    room = 0 if told else _LINE
    return {
        **layout,
        "title": {
            **title,
            "subtitle": {**title.get("subtitle", {}), "text": f"{sentence} · {told}" if told else sentence},
        },
        "height": layout["height"] + room,
        "margin": {**margin, "t": margin["t"] + room},
    }


def _drawn(data: list, layout: Drawing, key: str, alt: str, name: str, wide: bool) -> None:
    """In the browser as the figures of a run are, with what a page has loaded for these."""
    picture = {**exact({"data": data, "layout": layout}), "name": name, "tokens": [], "start": {}}
    labels = {"download": _("Download as a picture"), "close": _("Close"), "plotly": plotly_words()}
    settings = {
        "sources": sources(),
        "alt": alt,
        "cell": False,
        "words": None,
        "later": True,
        "zoom": wide,
        "bare": True,
    }
    sent = message(picture, "", {}, key=key, download=download(layout["height"], wide=wide), labels=labels, **settings)
    show_heatmaps(sent, key, cursor.give_up)
    watch(key, cursor.give_up)


def _plain(data: list, layout: Drawing, key: str, alt: str, name: str, wide: bool) -> None:
    """Streamlit's own chart, for a browser that cannot draw by itself."""
    config = {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage", "zoom2d", "resetScale2d"] if wide else ["toImage"]],
        "toImageButtonOptions": {"filename": name, **download(layout["height"], wide=wide)},
        "responsive": True,
        **plotly_words(),
    }
    if st.context.theme.type == "dark":
        data = [{**trace, "colorscale": dark} if (dark := _on_dark(trace)) else trace for trace in data]
    # Streamlit gives text its theme's colour once for each figure it is sent: another theme needs another figure. What else
    # stands there is for a browser that makes files of the figures, which this one cannot.
    layout = {**layout, "meta": theme_seen(), "template": _template()}
    st.plotly_chart(_Drawn({"data": data, "layout": layout}), key=key, config=config, alt=alt)


def _on_dark(trace: Drawing) -> object:
    """Colours of its own on a dark page, if it has some."""
    return meta.get("on_dark") if isinstance(meta := trace.get("meta"), dict) else None


@cache
def _template() -> dict[str, object]:
    """Plotly's own, which Streamlit builds on."""
    return pio.templates[pio.templates.default].to_plotly_json()


def below(key: str, sentence: str) -> None:
    """Under the figure with the key `key`: how to read it, and a button that downloads it."""
    with st.container(key=f"{key}_below", horizontal=True, gap="small"):
        st.caption(sentence, width="stretch")
        picture_button(key, _("Download as {form}").format(form=value("picture").upper()))


def download(height: int, *, wide: bool) -> dict[str, object]:
    """Plotly's options for the download of a figure: as for a lecture, whatever the window it is in."""
    picture = value("picture")
    return {
        "format": picture,
        "scale": _SCALE if picture == "png" else 1,
        "width": _DOWNLOAD_WIDTH if wide else _DOWNLOAD_WIDTH // 2 + 60,
        "height": height,
    }


def file_name(*parts: object) -> str:
    """`parts` as one file name: letters, digits and dashes."""
    return "-".join(filter(None, (re.sub(r"[^\w.]+", "-", str(part)).strip("-.") for part in parts)))[:80]
