"""A page as a file in Chromium, offline: heatmaps and cell in step with each other, keys, pickers, print, an iframe."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from plotly.offline import get_plotlyjs
from pptx import Presentation

import gru_viz
from gru_viz.experiment.examples import home
from tests.browser.visit import _READ


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
    assert file.stat().st_size - len(get_plotlyjs().encode()) < 1_500_000


def test_it_opens_offline_and_its_keys_walk(opened):
    tr = home().run()
    page, complaints = opened(tr, title="<b>A letter</b>", sentence="$z$ & <i>", link="https://example.org/?a=1&b=2")
    shown = values(page)
    for name, heatmap in zip(tr.quantities, shown[-4:], strict=True):
        np.testing.assert_allclose(heatmap, getattr(tr, name)[0, 0, :, 0].numpy().T, atol=1e-6)
    cell = page.locator(".cell")
    expect(cell).to_have_attribute("data-step", "0")
    cell.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(cell).to_have_attribute("data-step", "1")
    expect(cell).to_have_attribute("data-unit", "1")
    expect(page.locator(".said")).to_contain_text(re.compile("Step 1, “a”"))
    page.keyboard.press("Home")
    page.locator("#cursor .main").click()
    expect(cell).to_have_attribute("data-step", "2", timeout=10_000)
    assert page.title() == "<b>A letter</b>"
    expect(page.get_by_role("link")).to_have_attribute("href", "https://example.org/?a=1&b=2")
    assert "$z$ & <i>" in page.inner_text("body")
    assert page.pdf().count(b"/Type /Page\n") == 1
    assert not complaints


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
    page.frame_locator("iframe").locator("html[data-ready=yes] .cell[data-step]").wait_for()
    assert not complaints


def test_the_pages_figures_are_taken_home_as_slides_and_as_a_zip(visit):
    v = visit("?w=seed&text=a+b+c&H=4")
    v.chart()
    v.control("take_home").get_by_role("button").first.click()
    for name, button in (
        ("Slides (PowerPoint)", "Download the slides"),
        ("ZIP: pictures, numbers, captions", "Download the ZIP"),
    ):
        v.page.locator(".album").get_by_role("button", name=name).click()
        ready = v.page.get_by_role("button", name=button)
        ready.wait_for()
        v.settle()
        with v.page.expect_download() as download:
            ready.click()
        content = io.BytesIO(Path(download.value.path()).read_bytes())
        if "Slides" in name:
            found = Presentation(content)
            assert [slide.shapes.title.text for slide in found.slides] == [
                "Gates and states of every unit",
                "Mean of each gate",
            ]
            notes = found.slides[0].notes_slide.notes_text_frame.text
            assert notes.startswith(v.page.url)
            assert notes.count("\n") > 4 * 3 * 4
        else:
            with zipfile.ZipFile(content) as file:
                assert file.read("figures.pdf").count(b"/Type /Page\n") == 2
                assert b"Each row is a unit" in file.read("captions.txt")
                assert file.read("01-Gates-and-states-of-every-unit.svg").startswith(b"<svg")
    with v.page.expect_download() as download:
        v.page.get_by_role("button", name="One file that needs no network").click()
    assert b"gru-viz/cell/cell.js" in Path(download.value.path()).read_bytes()
