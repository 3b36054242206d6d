"""A page as a file in Chromium, offline: heatmaps and cell in step with each other, keys, pickers, print, an iframe."""

import base64
import io
import os
import re
import zipfile
from html import escape
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, PdfParser
from playwright.sync_api import expect
from pptx import Presentation

import gru_viz
from gru_viz import figures
from gru_viz.experiment.examples import home
from gru_viz.lesson.course import courses
from gru_viz.ui.browser.plates import Plate, sent
from gru_viz.ui.components.heatmaps import sources
from gru_viz.ui.export.bundle import COMPONENTS, PLOTLY
from tests.browser.server import running
from tests.browser.visit import _READ, Visit


@pytest.fixture
def opened(pages, tmp_path):
    """Write a run and open the file without any network."""
    context = pages.context(offline=True)

    def open_(tr, **told):
        page = context.new_page()
        complaints = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
        page.goto(gru_viz.to_html(tr, tmp_path / "run.html", **told).as_uri())
        page.locator("html[data-ready=yes]").wait_for()
        return page, complaints

    yield open_
    context.close()


def values(page) -> list[np.ndarray]:
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.evaluate("document.querySelector('#heatmaps').classList.add('st-key-gates')")
    return [np.array(each) for each in page.evaluate(_READ, "gates")["values"][1:]]


def test_the_file_is_small_beside_plotly(tmp_path):
    file = gru_viz.to_html(home().run(), tmp_path / "run.html")
    assert file.stat().st_size - (COMPONENTS / PLOTLY).stat().st_size < 1_500_000


def test_it_opens_offline_and_its_keys_walk(opened):
    tr = home().run()
    page, complaints = opened(
        tr,
        title="<b>A letter</b>",
        sentence="$z$ & <i>",
        link="https://example.org/?a=1&b=2",
        at={"step": 3, "unit": 1},
    )
    shown = values(page)
    for name, heatmap in zip(tr.quantities, shown[-4:], strict=True):
        np.testing.assert_allclose(heatmap, getattr(tr, name)[0, 0, :, 0].numpy().T, atol=1e-6)
    cell = page.locator("#cell .cell")
    expect(cell).to_have_attribute("data-step", "3")
    expect(cell).to_have_attribute("data-unit", "1")
    cell.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(cell).to_have_attribute("data-unit", "0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(cell).to_have_attribute("data-step", "1")
    expect(cell).to_have_attribute("data-unit", "1")
    expect(page.locator(".said")).to_contain_text(re.compile("Step 1, “a”"))
    page.keyboard.press("Home")
    page.locator("#cursor .main").click()
    expect(cell).to_have_attribute("data-step", "2", timeout=10_000)
    page.locator("#cursor .main").click()
    page.locator(".nsewdrag[data-subplot=xy5]").click(position={"x": 3, "y": 3})
    card = page.locator(".heatmaps .card")
    expect(card.locator("h2")).to_have_text("Unit 0 at step 0: f")
    h = card.locator("[data-name=h]").last.get_attribute("data-value")
    assert float(h) == pytest.approx(tr.hidden_state[0, 0, 0, 0, 0].item(), abs=1e-6)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.title() == "<b>A letter</b>"
    expect(page.get_by_role("link")).to_have_attribute("href", "https://example.org/?a=1&b=2")
    assert "$z$ & <i>" in page.inner_text("body")
    assert page.pdf().count(b"/Type /Page\n") == 1
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{_PAPER} === 'rgb(16, 21, 29)'")
    # Paper is white whatever the theme.
    assert (
        page.evaluate(
            f"() => {{ dispatchEvent(new Event('beforeprint')); return Promise.resolve().then(() => {_PAPER}); }}"
        )
        == "rgb(255, 255, 255)"
    )
    assert not complaints


#: Of the heatmaps.
_PAPER = "document.querySelector('.js-plotly-plot')._fullLayout.paper_bgcolor"


def test_it_has_pickers_for_every_place_and_stands_in_an_iframe(opened, tmp_path):
    gru = torch.nn.GRU(3, 5, num_layers=2, bidirectional=True)
    tr = gru_viz.trace(gru, torch.randn(6, 2, 3))
    page, complaints = opened(tr)
    for field, value in (("layer", 1), ("direction", "backward"), ("sample", 1)):
        page.locator("#cursor label").filter(has=page.locator(f"[name=cursor-{field}][value='{value}']")).click()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    np.testing.assert_allclose(values(page)[-1], tr.hidden_state[1, 1, :, 1].detach().numpy().T, atol=1e-6)
    (tmp_path / "around.html").write_text('<iframe src="run.html" width="900" height="700"></iframe>', "utf-8")
    page.goto((tmp_path / "around.html").as_uri())
    page.frame_locator("iframe").locator("html[data-ready=yes] #cell .cell[data-step]").wait_for()
    assert not complaints


def test_the_pages_figures_are_taken_home_from_a_low_window_and_a_narrow_one(visit):
    v = visit("cell?w=seed&text=a+b+c&H=4&t=0", size=(1280, 600), turned=False)
    v.control("take_home").locator("summary").click()
    v.settle()
    with zipfile.ZipFile(_taken(v, "ZIP: pictures", "Download the ZIP")) as file:
        name = "01-Unit-0-at-step-0-a"
        assert {f"{name}.png", f"{name}.svg", "02-Gates-and-states-of-every-unit.csv"} < set(file.namelist())
        assert len(PdfParser.PdfParser(buf=file.read("figures.pdf")).pages) == 2
        said = file.read("captions.txt").decode()
        assert "frame follows the cell" in said
        assert said.endswith(f"{v.page.url}\n")
        assert file.read(f"{name}.svg").startswith(b"<svg")
        assert b'"h",0,"a",3,' in file.read(f"{name}.csv")
        with Image.open(io.BytesIO(file.read(f"{name}.png"))) as picture:
            # White, with the purple of h in it.
            colours = {colour for _count, colour in picture.convert("RGB").getcolors(10**6)}
            assert {(255, 255, 255), (204, 121, 167)} < colours
    v.choose("language", "简体中文")
    v.resize(390, 844)
    v.control("take_home").locator("summary").click()  # called otherwise, it is another fold
    v.settle()
    # Slides of the same pictures: tests/ui/export/test_album.py.
    v.page.locator(".album").get_by_role("button", name="幻灯片").click(trial=True)
    with v.page.expect_download() as download:
        v.page.get_by_role("button", name="无需联网的单个文件").click()
    page = Path(download.value.path()).read_text("utf-8")
    assert "gru-viz/cell/cell.js" in page
    # It is made once it is asked for, in the language and with the link of the page that was on the screen.
    assert '<html lang="zh-CN">' in page
    assert "每行是一个隐藏单元" in page
    assert f'<a href="{escape(v.page.url)}">' in page
    table = figures.listing.plain("Table", ("a", "b"), (("<b>1</b>", "$2"),))
    plates = sent([Plate("s", "t", "l", "w", drawing=table), Plate("s", "t", drawing={"data": 1}), Plate(failed="why")])
    drawn, broken, failed = v.page.evaluate(_DRAW, [plates["plates"], sources()])
    assert (drawn["title"], drawn["sentence"], drawn["link"], drawn["words"]) == ("t", "s", "l", "w")
    assert Image.open(io.BytesIO(base64.b64decode(drawn["png"]))).width == 3 * 960
    assert drawn["csv"] == '"a","b"\n"<b>1</b>","$2"'
    assert "Error" in broken["failed"]
    assert failed["failed"] == "why"


def _taken(v, name: str, ready: str) -> io.BytesIO:
    """The file that a button makes."""
    v.page.locator(".album").get_by_role("button", name=name).click()
    button = v.page.get_by_role("button", name=ready)
    button.wait_for()
    v.settle()
    with v.page.expect_download() as download:
        button.click()
    return io.BytesIO(Path(download.value.path()).read_bytes())


#: What album.js does with figures that Python has gathered.
_DRAW = """async ([plates, sources]) => {
  const { name } = performance.getEntriesByType("resource").find((each) => each.name.endsWith("/heatmaps/plotly.js"));
  const [{ ofPlate }, { Stage }] = await Promise.all([
    import(`${name}/../../album/pictures.js`),
    import(`${name}/../../album/stage.js`),
  ]);
  const { plotly } = await import(name);
  const Plotly = await plotly(sources, plates.flatMap(({ drawing }) => drawing?.data ?? []));
  const stage = new Stage(document.body, { style: "", paper: {} });
  const drawn = [];
  for (const plate of plates) drawn.push(await ofPlate(Plotly, plate, stage, "slides"));
  stage.leave();
  return drawn;
}"""


@pytest.mark.skipif(not os.environ.get("GRU_VIZ_WALK"), reason="a quarter of a minute each: make thorough")
@pytest.mark.parametrize("drawer", ["browser", "server"])
def test_the_lesson_is_taken_home_whole_and_a_figure_that_fails_is_named(pages, drawer):
    with running(GRU_VIZ_PICTURES=drawer) as (address, _process):
        v = Visit(pages.context(locale="en-US").new_page(), address)
        v.go("lesson?lesson=gru&step=21")
        v.control("take_home").locator("summary").click()
        v.settle()
        v.page.evaluate(_BREAK)  # of no concern to a server that draws
        found = Presentation(_taken(v, "The whole lesson as slides", "Download the slides")).slides
        v.page.context.close()
    assert v.complaints == []
    steps = [step.sheets["en"] for step in courses()[0]["gru"].steps]
    assert [slide.shapes.title.text for slide in found] == [
        sheet.front.title for sheet in steps for _ in range(2 if sheet.front.figure == "summary" else 1)
    ]
    drawn = [[shape for shape in slide.shapes if shape.shape_type == 13] for slide in found]
    assert [number for number, pictures in enumerate(drawn) if not pictures] == ([0] if drawer == "browser" else [])
    told = [shape.text for shape in found[0].shapes if shape.has_text_frame]
    assert any("This figure could not be drawn. Error: broken" in text for text in told) == (drawer == "browser")
    for number, (slide, sheet) in enumerate(zip(found, steps, strict=False), start=1):
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.split("\n")[0].endswith(f"lesson?lesson=gru&step={number}" if number > 1 else "lesson?lesson=gru")
        assert sheet.before.splitlines()[0] in notes


#: The first picture that is made fails, whichever library makes it.
_BREAK = """() => {
  const { serializeToString } = XMLSerializer.prototype;
  XMLSerializer.prototype.serializeToString = () => {
    Object.assign(XMLSerializer.prototype, { serializeToString });
    throw new Error("broken");
  };
}"""
