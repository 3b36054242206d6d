"""What every page looks like in Chromium: languages, themes, sizes of windows, pictures to take away."""

import re
import struct

from playwright.sync_api import expect

from gru_viz.cells.gru import GRU
from gru_viz.experiment.examples import home
from gru_viz.figures.base.palette import COLOURS


def test_theme_pictures_and_language(visit):
    v = visit(color_scheme="dark")
    the_theme_follows_the_system_and_pictures_follow_the_theme(v)
    v.turn("?w=seed&text=The+film+was+not+good!&pic=svg")
    pictures_download_as_png_at_three_times_and_as_svg_by_icon_and_button(v)
    the_language_switches_and_stays_in_the_link(v)


def contrast(v) -> float:
    """Of the first row title against the picture's background."""
    text = v.page.locator(".st-key-gates_chart .annotation-text").first.evaluate("e => getComputedStyle(e).fill")
    return ratio(text, v.chart()["paper"])


def ratio(text: str, paper: str) -> float:
    """WCAG's, of a computed colour on a background in hexadecimal."""

    def luminance(rgb: list[int]) -> float:
        linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    both = (
        luminance([int(c) for c in re.findall(r"\d+", text)[:3]]),
        luminance(list(bytes.fromhex(paper.lstrip("#")))),
    )
    return (max(both) + 0.05) / (min(both) + 0.05)


#: Of each number of the arithmetic: how its letters are filled, and the colour of the line under what is in a quantity's.
_NUMBERS = """() => [...document.querySelectorAll(".arithmetic .lines .text")].map((number) => [
  getComputedStyle(number.firstElementChild).webkitTextFillColor,
  number.style.color && getComputedStyle(number).borderBottomColor,
])"""


def the_theme_follows_the_system_and_pictures_follow_the_theme(v):
    dark = v.chart()
    assert dark["paper"] == "#10151D"
    assert contrast(v) > 10
    assert_numbers_are_read(v)
    assert_the_surer_the_more_it_stands_out(v)
    v.page.emulate_media(color_scheme="light")
    v.page.wait_for_function(
        "(old) => document.querySelector('.st-key-gates_chart .js-plotly-plot')?._fullLayout?.font.color !== old",
        arg=dark["font"],
    )
    v.settle()
    assert v.chart()["paper"] == "#FFFFFF"
    assert v.chart()["values"] == dark["values"]
    assert contrast(v) > 10
    assert_numbers_are_read(v)
    assert_the_surer_the_more_it_stands_out(v)


def assert_numbers_are_read(v) -> None:
    """Those of the arithmetic, whichever quantity they are of, whose colour is in the line under them."""
    v.page.locator(".arithmetic .lines .textbf").first.wait_for()
    numbers, paper = v.page.evaluate(_NUMBERS), v.chart()["paper"]
    assert min(ratio(text, paper) for text, _line in numbers) >= 4.5
    quantities = {line for _text, line in numbers if line}
    assert quantities == {f"rgb{tuple(bytes.fromhex(COLOURS[name][1:]))}" for name in GRU.quantities}


def pictures_download_as_png_at_three_times_and_as_svg_by_icon_and_button(v):
    icon = v.page.locator(".st-key-gates_chart [data-title='Download as a picture']")

    def download(pressed) -> tuple[str, bytes]:
        v.page.locator(".st-key-gates_chart .js-plotly-plot").hover()
        with v.page.expect_download() as waiting:
            pressed.click()
        return waiting.value.suggested_filename, waiting.value.path().read_bytes()

    def drawn(pressed) -> int:
        """The height of the SVG."""
        name, svg = download(pressed)
        assert name == f"{stem}.svg"
        text = svg.decode()
        for inside in ("Gates and states of every unit", "film", "reset gate", "0.75"):
            assert inside in text
        return int(re.search(r'width="720" height="(\d{3})"', text)[1])

    stem = "gates-pytorch-layer0-forward-The-film-was-not-good"
    # As the link says.
    height = drawn(icon)
    assert drawn(v.page.get_by_role("button", name="Download as SVG").first) == height
    v.unfold("pictures")
    v.choose("picture", "PNG")
    name, png = download(icon)
    assert name == f"{stem}.png"
    width, high = struct.unpack(">II", png[16:24])
    assert (width, high) == (3 * 720, 3 * height)
    v.choose("picture", "SVG")
    assert drawn(v.page.locator(".st-key-gates_chart .modebar-btn").first) == height


def the_language_switches_and_stays_in_the_link(v):
    before = v.link()
    v.choose("language", "简体中文")
    assert v.link() == {"lang": "zh_CN", **before}
    assert "每个隐藏单元的门与状态" in v.chart()["title"]
    assert v.page.get_by_text("1 · 序列").is_visible()
    v.turn_to("Bi-GRU")
    assert "所选的 GRU 只读一个方向" in v.text()
    assert v.page.locator("[data-testid=stAlert]").count() == 0  # no complaint about a value that changed its name
    assert v.link() == {"lang": "zh_CN", **before}
    v.page.get_by_role("button", name="打开双向").click()
    v.settle()
    assert "隐藏状态" in v.chart("directions_chart")["title"]


def test_language_follows_the_browser(visit):
    v = visit(locale="zh-CN")
    assert "每个隐藏单元的门与状态" in v.chart()["title"]
    v.page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    assert v.link()["conv"] == "textbook"  # as the lesson writes it, and the link says so
    assert "z = 1 写入新状态" in v.text()
    assert v.page.evaluate(END_OF_THE_LAST_HEATMAP) <= 900  # of a laptop's first screen
    v.turn("cell")
    the_cell_is_in_chinese_and_readable_by_a_screen_reader(v)


def the_cell_is_in_chinese_and_readable_by_a_screen_reader(v):
    v.page.locator(".cell[data-step]").wait_for()
    assert "两个门都看 x 和 h" in v.page.locator(".equations").inner_text()
    spoken = v.page.locator(".spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    z = home("zh_CN").run().update_gate[0, 0, 4, 0, 0].item()
    assert f"{z:.4g}" in spoken.text_content()
    for button in v.page.locator(".cell button").all():
        assert button.get_attribute("aria-label")


#: Pixels from the top of the page.
END_OF_THE_LAST_HEATMAP = """() => {
  const plot = document.querySelector(".st-key-gates_chart .js-plotly-plot"), { yaxis5: axis } = plot._fullLayout;
  return plot.getBoundingClientRect().top + axis._offset + axis._length;
}"""


def test_nothing_scrolls_sideways(visit):
    """Each page in its usual state is looked at by test_everybody; here on a phone, turned, and back."""
    paths = ("?cmp=1", "bi-gru?bi=1&L=2", "bi-gru?cell=rnn&bi=1", "table?bi=1", "text?cell=lstm")
    v = visit(paths[0], size=(390, 844), turned=True)
    for path in paths:
        if path != paths[0]:
            v.turn(path)
        for size in ((390, 844), (844, 390), (390, 844)):
            v.resize(*size)
            assert v.beyond() <= 0, (path, size)


def test_on_a_phone_the_sidebar_speaks_the_language_and_is_closed_where_it_was_opened(visit):
    v = visit("", size=(390, 844), locale="zh-CN", turned=True)
    v.page.get_by_test_id("stExpandSidebarButton").click()
    pages = v.page.get_by_test_id("stSidebarNavLink")
    seen = pages.count()
    v.page.get_by_role("button", name=re.compile(r"^再显示 \d+ 页$")).click()
    expect(v.page.get_by_role("button", name="收起", exact=True)).to_be_visible()
    assert pages.count() > seen
    expect(v.page.locator(".st-key-copylink")).to_be_hidden()
    v.page.get_by_role("button", name="收起侧栏").click()
    expect(v.page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    expect(v.page.locator(".st-key-copylink")).to_be_visible()
    v.settle()
    v.leave()  # on a wide screen it would stay closed, too, and say nothing under its fields


#: Titles of rows: what can be read of each, what there is where the pointer is, and pixels left to the edge of its figure.
_TITLES = """() => [...document.querySelectorAll(".st-key-readings_chart .annotation")].map((each) => {
  const plot = each.closest(".js-plotly-plot");
  const { hovertext } = plot._fullLayout.annotations[each.dataset.index];
  return [each.textContent, hovertext, plot.getBoundingClientRect().right - each.getBoundingClientRect().right];
})"""

#: What is told of a title that alone is other than before, by the component's figure to Plotly.
_RETITLED = """async ([before, after]) => {
  const { name } = performance.getEntriesByType("resource").find((each) => each.name.endsWith("/heatmaps/plotly.js"));
  const { Figure } = await import(`${name}/../figure.js`);
  const told = [];
  const Plotly = {
    newPlot: (element, _data, layout) => Object.assign(element, { layout, _fullLayout: layout }),
    relayout: (_element, words) => told.push(words),
    purge: () => {},
  };
  const element = document.createElement("div");
  document.querySelector(".st-key-readings_chart").append(element);
  const figure = new Figure(Plotly, element, {});
  for (const text of [before, after]) {
    const title = { text, xref: "paper", x: 0, xanchor: "left", font: { size: 13 } };
    const layout = { annotations: [title], margin: { l: 40, r: 0, t: 0, b: 0 }, font: { family: "serif" } };
    await figure.show({ data: [], layout }, null);
  }
  figure.leave();
  element.remove();
  return told.map((words) => [words["annotations[0].text"], words["annotations[0].hovertext"]]);
}"""


def test_titles_of_rows_end_where_their_figure_does_and_are_whole_under_the_pointer(visit):
    texts = ("the quick brown fox jumps", "the brown quick fox jumps")  # of the second one only words are drawn anew
    v = visit(f"bi-gru?text={texts[0]}", size=(390, 844), turned=True)
    for text in texts:
        if text != texts[0]:
            v.turn(f"bi-gru?text={text}")
        for size in ((390, 844), (1440, 900), (390, 844)):
            v.resize(*size)
            cut = [each for each in v.page.evaluate(_TITLES) if "|" in each[0]]
            assert len(cut) == 2
            for seen, full, left in cut:
                assert left >= 0, (seen, size)
                assert " of 21 letters right" in seen
                assert ("…" in seen) == (size[0] == 390) == ("|jumps</b> ·" in full), (seen, full, size)
    long = f"as read: <b>{'a word|' * 20}</b> · right"
    [[seen, full]] = v.page.evaluate(_RETITLED, ["as read: <b>a word</b> · right", long])
    assert re.fullmatch(r"as read: <b>(a word\|)+.*…</b> · right", seen)
    assert full == long


#: From the surest wrong answer over the unsure ones to the surest right one, as their tiles are drawn.
_ANSWERS = """() => document.querySelector(".st-key-gates_chart .js-plotly-plot")._fullData
  .find(({ meta }) => meta?.on_dark).colorscale.map(([, colour]) => colour)"""


def assert_the_surer_the_more_it_stands_out(v) -> None:
    """From the page, and the words in white are read on all."""
    colours, paper = v.page.evaluate(_ANSWERS), v.chart()["paper"]
    rgb = [f"rgb{tuple(bytes.fromhex(colour[1:]))}" if colour.startswith("#") else colour for colour in colours]
    wrong, unsure_wrong, unsure, right = (ratio(colour, paper) for colour in rgb)
    assert wrong > unsure_wrong
    assert right > unsure
    assert min(ratio(colour, "#FFFFFF") for colour in rgb) > 4.3
