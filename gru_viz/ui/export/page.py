"""Page: a run as one HTML file that opens anywhere, without a server and without the network."""

import base64
import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from gru_viz.analysis.gates import selected
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.figures.base.blocks import block_sizes
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import properties
from gru_viz.figures.gates import gates
from gru_viz.ui.browser.cells.texts import step_words, texts_of
from gru_viz.ui.browser.controls import counts_of, cursor_controls
from gru_viz.ui.browser.labels import cell_labels, features, leading
from gru_viz.ui.browser.pictures import message, others
from gru_viz.ui.browser.scene import LETTERS, Window, scene
from gru_viz.ui.export.bundle import COMPONENTS, PLOTLY, imports

_HERE = Path(__file__).parent
_KEY = "gates"
#: Bytes of a file's numbers, at most: places beyond are left out, the first one never is.
_MOST_BYTES = 3_000_000
#: Where one looks at a run.
Place = Mapping[str, object]


def to_html(
    tr: CellTrace,
    path: str | Path,
    *,
    title: str = "",
    sentence: str = "",
    link: str = "",
    language: str = "en",
    at: Place | None = None,
    translate: Translate = str,
) -> Path:
    """Write a run as one HTML file: heatmaps, the diagram of the cell with player and arithmetic, and what chooses the place.

    It needs no server and no network, prints to one page, and can stand in an iframe.

    Parameters
    ----------
    tr : CellTrace
        Of any cell, as `gru_viz.trace` returns it; of a part by direction or units the file has all of them, since its
        arithmetic reads them.
    path : str or Path
    title : str
        Default what the heatmaps are called.
    sentence : str
        How to read it, or what it is about; default how to read the heatmaps.
    link : str
        Where it comes from: an address that starts with http:// or https://.
    language : str
        Of the words, for the browser.
    at : mapping, optional
        Where it opens: "layer", "direction", "sample", "step" and "unit"; what is not said is the first.
    translate : callable
        English text to the reader's language.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    ValueError
        There is no such place in the run.

    Examples
    --------
    >>> import torch, gru_viz
    >>> gru_viz.to_html(gru_viz.trace(torch.nn.GRU(3, 4), torch.randn(5, 3)), "run.html").name
    'run.html'
    """
    target = Path(path)
    target.write_text(
        html(tr, title=title, sentence=sentence, link=link, language=language, at=at, translate=translate), "utf-8"
    )
    return target


def html(
    tr: CellTrace,
    *,
    title: str = "",
    sentence: str = "",
    link: str = "",
    language: str = "en",
    at: Place | None = None,
    translate: Translate = str,
) -> str:
    """The file that `to_html` writes."""
    tr = tr.entire
    sentence = sentence or translate(texts_of(tr.cell).read)
    words = [f"<p>{escape(sentence)}</p>"]
    if link.startswith(("http://", "https://")):
        words.append(f'<p><a href="{escape(link)}">{escape(link)}</a></p>')
    components = {
        name: (COMPONENTS / name / f"{name}.css").read_text("utf-8") for name in ("cell", "cursor", "heatmaps")
    }
    page = {**_page(tr, _opening(tr, at or {}), translate), "styles": components}
    mains = (f"{name}/{name}.js" for name in ("cell", "cursor", "heatmaps", "parcel"))
    return (
        (_HERE / "page.html")
        .read_text("utf-8")
        .format(
            language=escape(language),
            title=escape(title or translate("Gates and states of every unit")),
            style=f":root {{ {properties()} }} {(_HERE / 'page.css').read_text('utf-8')} {components['heatmaps']}",
            plotly=(COMPONENTS / PLOTLY).read_text("utf-8"),
            imports=json.dumps({"imports": imports(*mains)}),
            words="\n".join(words),
            # Inside a script element nothing may look like its end.
            page=json.dumps(page, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\u0021--"),
            main=(_HERE / "page.js").read_text("utf-8"),
        )
    )


def _opening(tr: CellTrace, at: Place) -> dict[str, Any]:
    """A whole place: what `at` says, and else the first."""
    place = {"layer": 0, "direction": "forward", "sample": 0, "step": 0, "unit": 0} | dict(at)
    counts = counts_of(tr) | {"direction": tr.num_directions}
    steps = counts["step"]
    for name, value in place.items():
        if name not in counts:
            raise ValueError(f"at: expected layer, direction, sample, step or unit, got {name!r}")
        number = DIRECTIONS.index(value) if name == "direction" and value in DIRECTIONS else value
        count = steps[place["sample"]] if name == "step" else counts[name]
        if not (isinstance(number, int) and 0 <= number < count):
            raise ValueError(f"at: there is no {name} {value!r} in this run")
    return place


def _page(tr: CellTrace, opening: dict[str, Any], translate: Translate) -> dict[str, object]:
    """What the components of the file are given."""
    first = {name: opening[name] for name in ("layer", "direction", "sample")}
    # The one that it opens at is never left out.
    places = [first, *(place for place in _places(tr) if place != first)]
    shown = _picture(tr, first, translate, selected_at=(opening["step"], opening["unit"]))
    sent = message(
        shown,
        _name(first),
        first,
        key=_KEY,
        sources=[],
        alt=translate("Gates and states of every unit"),
        cell=True,
        words=step_words(tr, translate),
        later=False,
        zoom=True,
        download={"format": "png", "scale": 3, "width": 720, "height": shown["layout"]["height"]},
        labels={
            "download": translate("Download as a picture"),
            "table": translate("The numbers as a table"),
            "which": translate("Which numbers"),
            "unit": translate("Unit"),
            "close": translate("Close"),
        },
    )
    room = max(0, _MOST_BYTES // max(1, len(sent)))
    more = {_name(place): _picture(tr, place, translate) for place in places[1:room]}
    return {
        "picture": _base64(sent),
        "others": _base64(others(_KEY, sent, shown, more)) if more else None,
        "cursor": _cursor(tr, opening, translate),
        "cell": _cell(tr, places, translate),
    }


def _places(tr: CellTrace) -> Iterator[Place]:
    """Every layer, direction and sequence of a run."""
    for layer in range(tr.num_layers):
        for direction in DIRECTIONS[: tr.num_directions]:
            for sample in range(len(tr.lengths)):
                yield {"layer": layer, "direction": direction, "sample": sample}


def _name(place: Place) -> str:
    """A place as the browser names it."""
    return " ".join(str(part) for part in place.values())


def _picture(
    tr: CellTrace, place: Place, translate: Translate, selected_at: tuple[int, int] = (0, 0)
) -> dict[str, object]:
    """The heatmaps of a place, and what is said of them."""
    drawing = gates.plain(tr, **place, selected=selected_at, translate=translate)
    tokens, (layer, direction, sample) = tr.tokens[place["sample"]], place.values()
    first = -1 if direction == "backward" else 0
    starts = {state.name: selected(tr, state.before, layer, direction, sample)[first] for state in tr.cell.states}
    exact = block_sizes(len(tokens), tr.hidden_size) == (1, 1)
    return {**drawing, "name": "gates", "tokens": tokens if exact else None, "start": starts}


def _cursor(tr: CellTrace, opening: Place, translate: Translate) -> dict[str, object]:
    """What chooses the place."""
    return {
        "place": opening,
        "moves": 1,
        "counts": counts_of(tr),
        "controls": cursor_controls(tr, translate),
        "label": translate("Where to look"),
        "keys": translate("← → steps (counted from 0) · ↑ ↓ units · Space plays"),
    }


def _cell(tr: CellTrace, places: list[Place], translate: Translate) -> dict[str, object] | None:
    """The diagram with its numbers, in as many places as there is room for."""
    names = tuple(str(number) for number in range(tr.layer_inputs[0].shape[-1]))
    scenes: dict[str, dict[str, object]] = {}
    size = 0
    for place in places:
        read = features(tr, place["layer"], names)
        window = Window(0, tr.lengths[place["sample"]])
        made = scene(tr, **place, window=window, features=read, labels=leading(tr, place["layer"], translate))
        size += sum(len(array) for array in made["arrays"].values())
        if scenes and size > _MOST_BYTES:
            break
        scenes[_name(place)] = made
    shared = {"letters": LETTERS, "directions": list(DIRECTIONS[: tr.num_directions])}
    return {"scenes": scenes, "labels": cell_labels(tr.cell, translate), "picture": None, "weights": "", **shared}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
