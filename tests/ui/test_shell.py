"""What every page has around it: examples, languages, the link, and the GRU where a page is about GRUs."""

import re

import pytest

from gru_viz.experiment.examples import examples, home
from gru_viz.experiment.link import told_by
from gru_viz.ui.menu import PAGES
from tests.ui.visits import figures, opened, said, sound, turned_to

#: Pages that say nothing of other cells.
ABOUT_GRUS = ("claims", "memory", "gradients", "machine", "units")


@pytest.fixture(scope="module")
def visit():
    """In which one example after the other is looked at."""
    return opened(H="3", L="2")


@pytest.mark.parametrize("name", examples())
def test_every_example_loads_and_shows_its_line(visit, name):
    next(box for box in visit.selectbox if box.label == "Example").set_value(name).run()
    assert examples()[name].look_for["gates"] in said(sound(visit))
    link = visit.session_state["_link"]
    assert told_by(link)[0] == examples()[name].experiment
    assert (link == {}) == (examples()[name].experiment == home())


@pytest.mark.parametrize("page", ["gates", "bi-gru", "table"])
def test_every_page_speaks_chinese(page):
    at = opened(page, lang="zh_CN", bi="1", drop="0.5", std="1", src="numbers", num="1\n2\n4")
    assert re.search("[\u4e00-\u9fff]", said(at))
    assert "已标准化" in said(at)
    labels = [w.label for kind in (at.selectbox, at.number_input, at.toggle, at.slider) for w in kind]
    assert sum(bool(re.search("[\u4e00-\u9fff]", label)) for label in labels) > len(labels) / 2


def test_a_sequence_too_long_for_a_link_is_said():
    numbers = "\n".join(f"{k}.{'5' * 12}" for k in range(1500))
    at = opened(src="numbers")
    at.text_area(key="numbers").set_value(numbers).run()
    assert "too long for a link" in at.info[0].value
    assert "num" not in sound(at).session_state["_link"]


@pytest.mark.parametrize("page", ["memory", "gradients"])
def test_pages_about_grus_show_the_gru_of_the_same_sizes_and_say_so(page):
    at = opened(page, cell="lstm", H="6", q="cell_state")
    assert "This page is about the GRU" in at.info[0].value
    assert figures(at)[-1] == figures(opened(page, w="seed", H="6"))[-1]


@pytest.fixture(scope="module")
def batch():
    """A visit with everything there is two of, in Chinese."""
    return opened(
        cell="lstm", text="a <b> c\n$x$ y", lang="zh_CN", bi="1", L="2", h0="random", layer="1", dir="backward", H="4"
    )


@pytest.mark.usefixtures("little_work")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_every_cell_in_chinese_with_a_batch_of_unequal_lengths(batch, page):
    batch.session_state["cell"] = "lstm"
    turned_to(batch, page)
    for cell in ("lstm", "rnn", "mingru"):
        batch.session_state["cell"], batch.session_state["nonlinearity"] = cell, "relu"
        if cell != "lstm":
            sound(batch.run())
        assert batch.session_state["cell"] == cell
        assert re.search("[\u4e00-\u9fff]", said(batch)), cell
        assert not batch.warning, cell
        if page not in ("lesson", "train"):
            assert any("本页讲的是 GRU" in info.value for info in batch.info) == (page in ABOUT_GRUS), cell


def test_the_bar_has_at_most_six_sections_whose_pages_stand_together():
    sections = [entry.section for entry in PAGES.values()]
    assert len(set(sections)) <= 6
    assert sections == sorted(sections, key=sections.index)
    assert {entry.leads_to for entry in PAGES.values()} <= set(PAGES)


def test_pages_without_a_line_of_their_own_say_no_what_to_look_for():
    assert "What to look for" in said(opened("cell"))
    assert "What to look for" not in said(opened("table"))
    at = opened("gates", conv="textbook")
    assert "near 1" not in said(at)
