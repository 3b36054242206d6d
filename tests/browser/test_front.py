"""What a page needs first: named in its head, at one address each, kept for ever; and Plotly once."""

import re
from urllib.request import Request, urlopen

from playwright.sync_api import expect
from plotly.offline import get_plotlyjs_version

from gru_viz.ui.components import PACKAGE
from gru_viz.ui.export.bundle import COMPONENTS, PLOTLY

_PLOTLY = re.compile(r"/(plotly[^/]*min\.js|PlotlyChart[^/]*\.js)$")


def got(address: str):
    return urlopen(Request(address, headers={"Accept": "text/html,*/*"}), timeout=30)


def test_the_head_of_every_page_names_what_its_first_figure_needs(address):
    for path in ("", "/memory", "/nowhere"):
        with got(address + path) as answer:
            named = re.findall(r'(?:href|src)="\./([^"]+\.(?:js|css))"', answer.read().decode())
    ours = [path for path in named if PACKAGE in path]
    assert {path.split("/")[-1] for path in ours} >= {"heatmaps.js", "figure.js", "plotly-cartesian.min.js", "page.css"}
    assert any("BidiComponent" in path for path in named)
    for path in named:
        with got(f"{address}/{path}") as answer:
            assert answer.headers["Content-Type"].startswith(("text/javascript", "application/javascript", "text/css"))
            assert "immutable" in answer.headers["Cache-Control"]
    # A module that two components import is the same for both.
    with got(f"{address}/_stcore/bidi-components/{PACKAGE}.cell/shared/wire.js") as answer:
        assert answer.url.removeprefix(f"{address}/") in ours
        assert answer.read() == (COMPONENTS / "shared" / "wire.js").read_bytes()


#: Of everything that the page has asked for.
_ASKED = "performance.getEntriesByType('resource').map(({ name }) => name)"


#: Whether Plotly has drawn the first figure twice, as it does where the words of an axis find no room.
_DRAWN_AGAIN = """() => "_redrawFromAutoMarginCount" in
  document.querySelector(".st-key-gates_chart .js-plotly-plot")._fullLayout"""


def plotlys(v) -> set[str]:
    """Files of Plotly that have come."""
    return {found[1] for name in v.page.evaluate(_ASKED) if (found := _PLOTLY.search(name))}


def test_plotly_comes_once_whatever_page_is_opened_and_whole_for_three_dimensions_alone(visit):
    v = visit("")
    v.chart()
    assert not v.page.evaluate(_DRAWN_AGAIN)
    for page, chart in (("gradients", "norms_chart"), ("train", "curves_chart")):
        v.turn(page)
        v.page.locator(f".st-key-{chart} .js-plotly-plot .main-svg").first.wait_for()
    v.turn("memory")
    memory_finds_fixed_points_of_a_trained_gru(v)
    assert plotlys(v) == {PLOTLY.split("/")[-1]}
    v.choose("dimensions", "3-D")
    v.page.wait_for_function("document.querySelector('.st-key-path_chart .js-plotly-plot')?._fullLayout?.scene")
    assert v.link() == {"fix": "1", "dim": "3"}
    assert len(plotlys(v)) == 2  # what only the whole of it can draw


def memory_finds_fixed_points_of_a_trained_gru(v):
    v.toggle("show_fixed")
    v.finish()
    expect(v.page.get_by_text(re.compile(r"fixed points, .*, \d+ stable and \d+ unstable"))).to_be_visible()


def test_what_comes_is_the_plotly_of_the_python_package():
    head = (COMPONENTS / PLOTLY).open("rb").read(100).decode()
    # Another is in `npm pack plotly.js-cartesian-dist-min@VERSION`.
    assert f"v{get_plotlyjs_version().split('.')[0]}." in head
