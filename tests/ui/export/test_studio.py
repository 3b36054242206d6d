"""Studio: figures drawn by a Chromium of this machine, one session for all of them, and what is done where it cannot."""

import asyncio
import csv
import io
import logging
import time

import choreographer
import numpy as np
import pytest
from PIL import Image

from gru_viz.analysis import memory
from gru_viz.experiment.examples import home
from gru_viz.figures.gates import gates
from gru_viz.figures.listing import listing
from gru_viz.figures.memory import half_lives, shares
from gru_viz.problem import Problem
from gru_viz.progress import whole
from gru_viz.ui.browser.labels import cell_labels, leading
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.browser.scene import Window, scene
from gru_viz.ui.export import studio
from gru_viz.ui.export.album import archive, sheets

HEATMAPS = {"layer": 0, "direction": "forward", "sample": 0}
needs_chromium = pytest.mark.skipif(studio.chromium() is None, reason="a browser draws it")


def cell_of(tr) -> dict[str, object]:
    names = tuple(str(number) for number in range(tr.layer_inputs[0].shape[-1]))
    made = scene(tr, **HEATMAPS, window=Window(0, 12), features=names, labels=leading(tr, 0, str))
    return {"scene": {**made, "labels": {**cell_labels(tr.cell, str), **made["labels"]}}, "step": 4, "unit": 3}


@needs_chromium
def test_what_a_browser_draws_is_drawn_here_and_a_figure_that_fails_is_named(monkeypatch):
    started = []
    open_ = choreographer.Browser.open

    async def opened(browser):
        started.append(browser)
        await open_(browser)

    monkeypatch.setattr(choreographer.Browser, "open", opened)
    tr = home().run()
    table = listing.plain("表", ("a", "b"), (("<b>1</b>", "$2"),))
    plates = [
        Plate("How to read it.", drawing=gates.plain(tr, **HEATMAPS)),
        Plate("s", "One step", "https://example.org", "w", cell=cell_of(tr)),
        Plate("s", "broken", drawing={"data": 1}),
        Plate(title="none", failed="why"),
        Plate("s", "table", drawing=table),
        Plate("s", drawing=shares.plain(memory.shares(tr, 0, None, 0), tr.tokens[0])),
        Plate("s", drawing=half_lives.plain(np.array([2.0, np.inf, 8.0]))),
    ]
    drawn = whole(studio.drawings(plates, "archive"))
    assert len(started) == 1
    found = sheets(drawn)
    assert [sheet.drawn.title for sheet in found][:4] == [
        "Gates and states of every unit",
        "One step",
        "broken",
        "none",
    ]
    assert [bool(sheet.png) for sheet in found] == [True, True, False, False, True, True, True]
    assert "Error" in found[2].drawn.failed
    assert found[3].drawn.failed == "why"
    rows = [row for row in csv.reader(found[0].drawn.csv.splitlines()) if row[0].startswith("z")]
    gate = tr.update_gate[0, 0, :, 0].numpy()
    np.testing.assert_allclose([float(value) for _n, _x, _t, _y, value in rows], gate.T.ravel(), atol=1e-6)
    assert [token for _n, _x, token, _y, _value in rows[:12]] == list(tr.tokens[0][:12])
    left = {
        (int(x), int(y)): float(value) for _name, x, _t, y, value in csv.reader(found[5].drawn.csv.splitlines()[1:])
    }
    kept = tr.update_gate[0, 0, :, 0].double().numpy()
    assert left == pytest.approx(
        {(x, y): kept[y + 1 : x + 1].prod(axis=0).mean() for y in range(12) for x in range(y, 12)}
    )
    # An endless one has a bar that ends.
    assert [row[1:] for row in csv.reader(found[6].drawn.csv.splitlines()[1:])] == [
        ["1", "", "inf"],
        ["2", "", "8"],
        ["0", "", "2"],
    ]
    hidden = [float(row[4]) for row in csv.reader(found[1].drawn.csv.splitlines()) if row[:2] == ["h", "4"]]
    np.testing.assert_allclose(hidden, tr.hidden_state[0, 0, 4, 0].numpy(), atol=1e-6)
    assert all(sheet.drawn.svg.startswith("<svg") and sheet.size[0] == 3 * 960 for sheet in found if sheet.png)
    with Image.open(io.BytesIO(found[1].png)) as picture:
        colours = {colour for _count, colour in picture.convert("RGB").getcolors(10**6)}
    assert {(255, 255, 255), (204, 121, 167)} < colours  # paper, and the purple of h
    assert whole(archive(found, "", "not drawn"))[:2] == b"PK"


@pytest.mark.parametrize("path", ["/nowhere/chromium", "/bin/false"])
def test_where_no_browser_starts_the_visitors_has_to_draw(monkeypatch, path):
    heard = []
    monkeypatch.setattr(logging.getLogger(studio.__name__), "handle", lambda record: heard.append(record.getMessage()))
    monkeypatch.setattr(studio, "chromium", lambda: path)
    monkeypatch.setattr(studio, "_START", 0.5)
    assert whole(studio.drawings([Plate("s", "t", drawing={"data": []})], "slides")) is None
    assert path in "".join(heard)


def test_a_browser_that_never_says_that_it_has_ended_is_not_waited_for(monkeypatch):
    import kaleido  # noqa: PLC0415

    async def never(_studio):
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(kaleido.Kaleido, "close", never)
    monkeypatch.setattr(studio, "chromium", lambda: "/bin/false")
    monkeypatch.setattr(studio, "_START", 0.2)
    assert whole(studio.drawings([Plate("s", "t", drawing={"data": []})], "slides")) is None


def test_it_ends_when_nobody_asks_any_more(monkeypatch):
    asked = []

    class Slow(studio._Session):
        def work(self) -> None:
            asked.append(self)
            while not self.left:
                time.sleep(0.01)

    monkeypatch.setattr(studio, "_Session", Slow)
    pieces = studio.drawings([Plate()], "slides")
    assert next(pieces) == 0
    pieces.close()
    assert asked[0].left
    assert not asked[0].finished


def test_who_draws_is_said_by_the_environment(monkeypatch):
    monkeypatch.delenv(studio.VARIABLE, raising=False)
    assert studio.chosen() == "automatic"
    for each in ("server", "browser"):
        monkeypatch.setenv(studio.VARIABLE, each)
        assert studio.chosen() == each
    assert not studio.all_here()
    monkeypatch.setenv(studio.VARIABLE, "Chromium")
    assert not studio.all_here()
    with pytest.raises(Problem, match="allowed: server, browser, automatic"):
        studio.chosen()


def test_it_asks_nothing_of_the_network():
    page = studio._Page().generate_index()
    assert "default-src 'none'" in page
    assert "http:" not in page.replace("http://www.w3.org", "")
    assert "https:" not in page
