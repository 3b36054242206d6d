"""The main job in Chromium: type a sequence, choose a cell and set it, see every gate at every step."""

from urllib.parse import urlsplit

import numpy as np
from latex2mathml.converter import convert
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.cells.gru import GRU
from gru_viz.experiment.link import told_by


def same(chart: dict, experiment: Experiment, direction: int = 0, sample: int = 0) -> None:
    """The four heatmaps on the screen hold the experiment's own numbers."""
    tr = experiment.run()
    assert len(chart["values"]) == 5
    for shown, name in zip(chart["values"][1:], GRU.quantities, strict=True):
        expected = getattr(tr, name)[0, direction, : tr.lengths[sample], sample].numpy()
        # Another process may add up with another number of threads: the contract's float32 tolerance.
        np.testing.assert_allclose(shown, expected.T, rtol=0, atol=1e-6)


def test_a_teacher_types_a_sentence_and_sees_every_gate_of_every_cell(visit):
    v = visit("?w=seed")
    a_teacher_types_a_sentence_and_sees_every_gate(v)
    v.look("direction", "forward")
    v.choose("cell", "LSTM")
    assert v.link()["cell"] == "lstm"
    assert len(v.chart()["values"]) == 7
    another_cell_is_shown_clicked_and_turned_around(v)
    v.turn_to("Memory")
    assert "This page is about the GRU" in v.text()
    v.turn("?cell=rnn&nl=relu&bi=1&text=to+be+or+not+to+be")
    another_cell_is_shown_clicked_and_turned_around(v)
    v.turn_to("Gates")
    v.choose("cell", "GRU")
    assert len(v.chart()["values"]) == 5


def a_teacher_types_a_sentence_and_sees_every_gate(v):
    same(v.chart(), Experiment())
    v.type("text", "to be or not to be")
    chart = v.chart()
    assert chart["ticks"] == ["to", "be", "or", "not", "to", "be"]
    same(chart, Experiment(text="to be or not to be"))
    v.number("hidden_size", 5)
    same(v.chart(), Experiment(text="to be or not to be", hidden_size=5))
    assert v.link() == {"text": "to be or not to be", "H": "5"}
    v.toggle("bidirectional")
    v.look("direction", "backward")
    experiment = Experiment(text="to be or not to be", hidden_size=5, bidirectional=True, direction="backward")
    same(v.chart(), experiment, direction=1)
    v.turn_to("Bi-GRU")
    tr = experiment.run()
    shown = v.chart("merged_chart")["values"][1]
    np.testing.assert_allclose(shown, tr.output[:, 0].numpy().T, rtol=0, atol=1e-6)
    v.turn_to("Table")
    assert "nn.GRU(16, 5, bidirectional=True)" in v.text()
    v.turn_to("Gates")
    same(v.chart(), experiment, direction=1)


def another_cell_is_shown_clicked_and_turned_around(v):
    experiment = told_by(v.link())[0]
    tr = experiment.run()
    chart = v.chart()
    assert len(chart["values"]) == 1 + len(tr.quantities)
    for shown, name in zip(chart["values"][1:], tr.quantities, strict=True):
        np.testing.assert_allclose(shown, getattr(tr, name)[0, 0, :, 0].numpy().T, rtol=0, atol=1e-6)
    v.click_cell(len(tr.quantities) - 1, 4, 2)
    assert v.link()["t"] == "4"
    assert v.link()["unit"] == "2"
    value = abs(tr.hidden_state[0, 0, 4, 0, 2].item())
    expect(v.page.locator(".st-key-arithmetic")).to_contain_text(f"{value:.4g}")
    v.turn_to(f"Bi-{tr.cell.name}")
    shown = v.chart("merged_chart")["values"][1]
    np.testing.assert_allclose(shown, tr.output[:, 0].numpy().T, rtol=0, atol=1e-6)
    v.turn_to("Table")
    expect(v.page.locator("[data-testid=stCode]")).to_contain_text(
        f"torch.nn.{tr.cell.name}(16, {experiment.hidden_size}, bidirectional=True"
    )


def test_a_student_clicks_changes_goes_back_errs_and_opens_the_link_of_what_came_of_it(visit):
    v = visit("?w=seed")
    clicking_a_cell_shows_its_arithmetic(v)
    it_is_copied_as_latex(v)
    back_undoes_a_change(v)
    bad_text_keeps_what_was_typed_and_the_last_picture(v)
    the_link_shows_the_same_picture(v)


def clicking_a_cell_shows_its_arithmetic(v):
    v.chart()
    v.click_cell(2, 5, 7)
    tr = Experiment().run()
    assert "Unit 7 at step 5: “,”" in v.text()
    assert v.link() == {"t": "5", "unit": "7", "w": "seed"}
    spoken = v.page.locator(".st-key-arithmetic annotation").text_content()
    for name in GRU.quantities:
        assert f"{getattr(tr, name)[0, 0, 5, 0, 7].item():.4g}" in spoken
    v.click_cell(0, 2, 3)
    assert "Unit 3 at step 2: “was”" in v.text()


def it_is_copied_as_latex(v):
    v.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    v.page.locator(".st-key-arithmetic .latex").click()
    v.page.locator(".st-key-arithmetic").get_by_role("button", name="Copied").wait_for()
    copied = v.page.evaluate("navigator.clipboard.readText()")
    assert "<merror" not in convert(copied)
    value = Experiment().run().reset_gate[0, 0, 2, 0, 3].item()
    assert f"{value:.4g}" in copied


def back_undoes_a_change(v):
    v.number("hidden_size", 5)
    v.number("hidden_size", 7)
    v.page.go_back()
    v.settle()
    v.page.wait_for_function("document.querySelector('.st-key-hidden_size input').value === '5'")
    v.settle()
    same(v.chart(), Experiment(hidden_size=5))


def bad_text_keeps_what_was_typed_and_the_last_picture(v):
    before = v.chart()["values"]
    v.type("text", "   ")
    v.page.get_by_text("There is no text yet").wait_for()
    assert v.chart()["values"] == before
    assert v.control("text").locator("textarea").input_value() == "   "
    v.type("text", "<script>document.title='hacked'</script>")
    assert "There is no text yet" not in v.text()
    assert v.page.title() != "hacked"
    assert "<" in v.page.locator(".st-key-gates_chart .xtick text").first.text_content()


def the_link_shows_the_same_picture(v):
    v.type("text", "<b>x</b> $y$ ␣\n你好")
    v.number("num_layers", 2)
    v.choose("convention", "Textbook")
    before, link = v.chart(), v.link()
    chosen = {"text": "<b>x</b> $y$ ␣\n你好", "H": "5", "L": "2", "conv": "textbook"}
    assert link == {**chosen, "t": "2", "unit": "3"}
    v.page.reload()
    v.settle()
    after = v.chart()
    assert after == before
    assert v.link() == link
    expect(v.control("text").locator("textarea")).to_have_value(link["text"])
    path = v.page.url.removeprefix(v.address + "/")
    v.leave()  # and so the session ends; a fellow student opens the link
    v.go(path)
    assert v.chart()["values"] == before["values"]


def test_back_leads_through_the_pages_as_they_were_left(visit):
    v = visit("?H=5", turned=True)
    v.turn_to("Table")
    assert v.link() == {"H": "5"}
    v.number("hidden_size", 7)
    for move, page, units in ((-1, "table", 5), (-1, "", 5), (1, "table", 5), (1, "table", 7)):
        v.page.go_back() if move < 0 else v.page.go_forward()
        v.settle()
        assert v.link()["H"] == str(units)
        assert urlsplit(v.page.url).path == f"/{page}"
        expect(v.control("hidden_size").locator("input")).to_have_value(str(units))


def test_a_nonsense_link_opens_with_notes_and_a_nonsense_file_is_refused(visit, tmp_path):
    v = visit("?H=huge&conv=%3Cscript%3E&nothing=1&text=hello+world", turned=False)
    assert v.chart()["ticks"] == ["hello", "world"]
    assert v.text().count("The default was taken.") == 2
    assert "“nothing” that is not known" in v.text()
    assert v.link() == {"text": "hello world", "t": "1"}  # the default step 3 is past the end
    for path, said in (("?text=hello", False), ("?text=hello&H=none", True), ("", False)):
        v.turn(path)
        assert ("The default was taken." in v.text()) is said
    v.turn("?src=file")
    a_file_is_uploaded_and_bad_ones_are_refused(v, tmp_path)


def a_file_is_uploaded_and_bad_ones_are_refused(v, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("day,a,b\n2024-01-01,1,2\n2024-01-02,3,4\n2024-01-03,5,7\n")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    v.page.locator("input[type=file]").set_input_files(good)
    v.settle()
    assert "x (3, 1, 2)" in v.text()
    v.page.locator("input[type=file]").set_input_files(bad)
    v.settle()
    v.page.get_by_text("is not a text file").wait_for()
    assert v.chart()["values"]
