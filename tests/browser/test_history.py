"""The browser's history: a place for everything that the visitor did, and what was seen there when they go back to it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from gru_viz.experiment.link import link_of, query_of, told_by


def place(v) -> str:
    """Where the visitor is, as the address says, the browser's tab and the page itself."""
    address = urlsplit(v.page.url)._replace(scheme="", netloc="").geturl()
    return " ".join([address, v.page.title(), v.page.locator("h1").first.inner_text()])


def test_each_place_is_in_it_once_with_a_lesson_between_and_back_and_forward_find_them(visit):
    v = visit("?text=the+cat+sat&model=words")
    acts = [
        lambda: v.turn_to("Coloured text"),
        lambda: v.choose("quantity", "reset gate"),
        lambda: v.turn_to("Lesson"),
        v.page.locator(".walk button").last.click,
        lambda: v.turn_to("Table"),
        lambda: v.turn_to("Lesson"),
        lambda: v.page.get_by_role("button", name="Open in the app").click(),
        lambda: v.page.locator(".st-key-onwards a").click(),
    ]
    seen = [place(v)]
    for act in acts:
        act()
        v.settle()
        seen.append(place(v))
    assert [name.split(" · GRU Viz")[0].split()[-1] for name in seen[1:4]] == ["text", "text", "Lesson"]
    assert len(set(seen)) == len(seen) - 1  # the lesson's second step, twice
    for expected in reversed(seen[:-1]):
        v.page.go_back()
        v.settle()
        assert place(v) == expected
    assert v.control("text").locator("textarea").input_value() == "the cat sat"
    for expected in seen[1:]:
        v.page.go_forward()
        v.settle()
        assert place(v) == expected
    # Whoever comes back to the lesson is where they were in it, whatever way they went meanwhile.
    v.turn_to("Lesson")
    assert v.link()["step"] == "2"


@pytest.mark.parametrize("query", ["", "?w=seed&text=a+b+c&H=4"])
def test_whoever_comes_by_no_link_or_by_an_old_one_gets_todays_and_leaves_by_going_back_once(visit, query):
    v = visit(query, locale="zh-CN")
    expect(v.page).not_to_have_url(f"{v.address}/{query}", timeout=60_000)  # once the component has come that writes it
    todays = link_of(told_by(query_of(query), language="zh_CN")[0], language="zh_CN")
    assert v.link().items() >= todays.items()
    assert v.link() != query_of(query)
    v.page.go_back()
    assert v.page.url == "about:blank"


#: The cursor says where it stands, in the same moment as another page is asked for.
_SPEAK = """(event) => {
  const { cursor } = globalThis[Symbol.for("gru-viz")];
  const speak = ({ target }) => {
    if (event === "click" && !target.closest("a")) return;
    removeEventListener(event, speak);
    cursor.tell({ ...cursor.place, step: 9 });
  };
  addEventListener(event, speak);
}"""
#: The visitor moves the cursor, and goes back before anybody is told.
_MOVE_AND_GO = """() => {
  globalThis[Symbol.for("gru-viz")].cursor.move({ step: 9 });
  history.back();
}"""


@pytest.mark.parametrize("event", ["popstate", "click"])
def test_what_a_page_says_when_another_has_been_asked_for_does_not_lead_back_to_it(visit, event):
    v = visit("text?t=3")
    v.turn_to("Gates")
    v.chart()
    v.page.evaluate(_SPEAK, event)
    v.page.go_back() if event == "popstate" else v.turn_to("Coloured text")
    v.settle()
    assert "Coloured text" in place(v)


@pytest.mark.parametrize(
    "act", [lambda v: v.turn_to("Cell"), lambda v: v.choose("source", "Numbers")], ids=["page", "choice"]
)
def test_who_goes_back_sees_what_was_there_not_where_the_cursor_was_put_last(visit, act):
    v = visit("?t=3")
    act(v)
    v.page.evaluate(_MOVE_AND_GO)
    v.page.wait_for_url("**/?t=3")
    v.settle()
    where = v.page.evaluate("globalThis[Symbol.for('gru-viz')].cursor.place.step")
    assert where == int(v.link()["t"]) == 3


def test_who_plays_and_turns_to_another_page_sees_there_the_step_that_was_on_the_screen(visit):
    v = visit("?t=3")
    v.chart()
    v.page.locator(".cursor .play button").nth(1).click()
    v.page.wait_for_function("globalThis[Symbol.for('gru-viz')].cursor.place.step > 4")
    v.turn_to("Cell")
    assert int(v.page.locator(".cell").get_attribute("data-step")) == int(v.link()["t"]) > 4
