"""Parts of a page: what a control of their own changes is drawn anew by itself, and everything else is as it was."""

import numpy as np

from gru_viz import Experiment
from gru_viz.analysis.memory import shares

BODY = {0}


def test_a_control_of_a_part_draws_that_alone(visit):
    v = visit("memory?text=a+b+c+d&H=3&unit=2&t=1", turned=True)
    a_control_of_a_part_draws_neither_the_sidebar_nor_the_rest(v)
    v.turn("memory?text=a+b+c+d&H=3&cell=rnn&unit=1")
    the_part_is_of_what_the_page_shows_whatever_cell_is_looked_at(v)


def a_control_of_a_part_draws_neither_the_sidebar_nor_the_rest(v):
    tr = Experiment(text="a b c d", hidden_size=3).run()
    title = v.page.locator("h1.page-title").element_handle()
    for label, unit, link in (("unit in view", 2, "unit"), ("mean over units", None, None)):
        v.choose("memory_of", label)
        assert v.traffic.drawn == BODY
        assert v.link().get("mem") == link
        shown = np.array(v.chart("shares_chart")["values"][0], dtype=float)
        expected = shares(tr, 0, "forward", 0, unit).share
        assert np.allclose(shown, expected, atol=1e-6, equal_nan=True)
    assert title.evaluate("(title) => title.isConnected")
    v.choose("memory_of", "unit in view")
    v.page.go_back()
    v.settle()
    assert "mem" not in v.link()
    assert v.control("memory_of").get_by_role("radio", name="mean over units").is_checked()


def the_part_is_of_what_the_page_shows_whatever_cell_is_looked_at(v):
    """Gates and answers of the GRU, with the units of an RNN in the sidebar; then the whole page of coloured text."""
    v.choose("memory_of", "unit in view")
    assert v.traffic.drawn == BODY
    tr = Experiment(text="a b c d", hidden_size=3).run()
    shown = np.array(v.chart("shares_chart")["values"][0], dtype=float)
    assert np.allclose(shown, shares(tr, 0, "forward", 0, 1).share, atol=1e-6, equal_nan=True)
    v.turn("text?text=a+b+c+d&H=3")
    v.choose("quantity", "reset gate")
    assert v.traffic.drawn == BODY
    assert v.link()["q"] == "reset_gate"
    v.page.get_by_text("Unit 0,").wait_for()


def test_what_changes_more_than_its_part_changes_the_page(visit):
    v = visit("corpus?text=cabc%3F&find=strongest&w=example&model=remember", turned=True)
    v.finish()
    v.choose("corpus_search", "Means by token")
    v.finish()  # a bar, once it is over, has the whole page drawn
    v.number("fewest", 2)
    assert v.traffic.drawn == BODY
    v.choose("corpus_search", "Strongest places")
    v.finish()
    v.page.get_by_role("button", name="Gates").and_(v.page.locator("[kind=tertiary]")).first.click()
    v.page.locator(".st-key-gates_chart .main-svg").first.wait_for()
    v.settle()
    assert v.traffic.drawn >= {0, 1}
