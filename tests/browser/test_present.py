"""Present: on a wall nothing is cut, nothing scrolls, no text is small, and a clicker does it all."""

from playwright.sync_api import expect

#: Text on the screen that is smaller than 18 pixels, and by how many pixels the page is longer than the wall.
_LOOK = """() => {
  const scale = innerHeight / 480, small = [];
  const sized = (element) => {
    const size = parseFloat(getComputedStyle(element).fontSize) * scale, box = element.ownerSVGElement?.viewBox.baseVal;
    if (!box?.width) return size;
    const { width, height } = element.ownerSVGElement.getBoundingClientRect();
    return (size * Math.min(width / box.width, height / box.height)) / scale;
  };
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      const said = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      const { width, height } = element.getBoundingClientRect();
      if (!said || !width || !height || element.closest(".katex, sub, sup, tspan, .spoken")) continue;
      if (sized(element) < 17.99) small.push([element.textContent.slice(0, 20), sized(element)]);
    }
  };
  look(document.querySelector("[data-testid=stMain]"));
  const main = document.querySelector("[data-testid=stMainBlockContainer]").getBoundingClientRect();
  return { small, below: main.bottom - innerHeight, beside: main.right - innerWidth };
}"""


#: Boxes of the diagram whose name and number overprint, words of it beyond its edge, and how much of the wall it leaves empty.
_DRAWN = """(cell) => {
  const [svg, ...boxes] = [cell.querySelector("svg"), ...cell.querySelectorAll(".box")];
  const frame = svg.getBoundingClientRect();
  const over = boxes.filter((box) => {
    const [name, number] = ["label", "number"].map((part) => box.querySelector(`.${part}`)?.getBoundingClientRect());
    return number && name.right > number.left && number.top < name.top + name.height / 2;
  });
  const beyond = [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().top < frame.top - 1);
  return [over.length, beyond.length, 1 - cell.getBoundingClientRect().bottom / innerHeight];
}"""


def fits(v, *, at_rest: bool = False) -> None:
    if not at_rest:
        v.finish()
        v.page.wait_for_timeout(200)
    v.page.wait_for_function("document.documentElement.classList.contains('presenting')")
    found = v.page.evaluate(_LOOK)
    assert not found["small"]
    assert found["below"] <= 1
    assert abs(found["beside"]) <= 1
    expect(v.page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(v.page.get_by_test_id("stHeader")).to_be_hidden()


def test_a_step_its_words_and_its_figure_are_whole_on_any_wall_and_a_clicker_walks(visit):
    v = visit("lesson?lesson=gru&step=3&present=1", size=WALLS[0], turned=True)
    v.page.locator(".cell.present[data-stage='1']").wait_for()
    for wall in WALLS:
        v.resize(*wall)
        # For as long as the keys are told, they cover nothing.
        keys, name, body = (
            v.page.locator(each).bounding_box() for each in (".wall-keys", ".step-title", ".st-key-lesson_body")
        )
        assert name["y"] < keys["y"] + keys["height"] <= body["y"], wall
        fits(v)
    v.page.keyboard.press("PageDown")
    v.page.wait_for_function("location.search.includes('step=4')")
    v.chart("lesson_chart")
    for wall in reversed(WALLS):
        v.resize(*wall)
        fits(v)


#: Sizes of what a projector shows.
WALLS = ((1280, 720), (1920, 1080))


def test_other_pages_are_whole_and_walked_through_each_by_its_own_keys(visit):
    v = visit("cell?present=1", size=WALLS[0])
    the_cell_begins_at_its_first_stage_and_has_the_keys(v)
    v.turn("nn-gru?w=seed&L=2&bi=1&present=1")
    a_page_that_is_more_than_a_wall_is_walked_through_thing_by_thing(v)
    v.turn("?present=1")
    the_pointer_dims_everything_but_its_step_and_unit_and_space_plays(v)


def the_cell_begins_at_its_first_stage_and_has_the_keys(v):
    cell = v.page.locator(".cell.present")
    expect(cell).to_have_attribute("data-stage", "1")
    fits(v)
    over, beyond, empty = cell.evaluate(_DRAWN)
    assert (over, beyond) == (0, 0)
    assert empty < 0.06
    # The pointer dims every unit but the one under it.
    z = cell.locator("[data-box=z]")
    box = z.locator(".frame").bounding_box()
    v.page.mouse.move(box["x"] + 0.97 * box["width"], box["y"] + box["height"] / 2)
    expect(z.locator(".bars")).to_have_css("opacity", "0.2")
    expect(z.locator(".one")).to_have_css("opacity", "1")
    expect(cell).to_have_attribute("data-unit", "15")
    v.page.mouse.move(5, 5)
    expect(z.locator(".bars")).to_have_css("opacity", "1")
    expect(cell).to_have_attribute("data-unit", "0")
    v.page.keyboard.press("Shift+ArrowRight")
    expect(cell).to_have_attribute("data-stage", "2")
    v.page.keyboard.press("PageDown")
    expect(cell).to_have_attribute("data-stage", "3")
    v.page.keyboard.press("ArrowRight")
    expect(cell).to_have_attribute("data-step", "5")
    v.page.keyboard.press("b")
    expect(v.page.locator(".blank-wall")).to_be_visible()
    v.page.keyboard.press("b")
    expect(v.page.locator(".blank-wall")).to_have_count(0)
    v.page.keyboard.press("Escape")
    expect(v.page.get_by_test_id("stSidebar")).to_be_visible()
    v.settle()
    assert "present" not in v.link()


def a_page_that_is_more_than_a_wall_is_walked_through_thing_by_thing(v):
    v.page.mouse.move(9, 9)  # for seconds after that they are told
    keys = v.page.locator(".wall-keys.shown")
    expect(keys).to_have_text("Esc leaves · PageDown next · PageUp back · Space plays · B blank")
    assert float(keys.evaluate("(keys) => getComputedStyle(keys).fontSize").removesuffix("px")) >= 18
    seen = []
    # Where a page has no steps, the arrows do as the clicker.
    for key in ("PageDown", "ArrowRight", "PageDown", "ArrowRight"):
        fits(v, at_rest=bool(seen))
        v.page.locator(".on-wall").first.wait_for()
        seen += v.page.evaluate(_SHOWN)
        v.page.keyboard.press(key)
    shapes, code, printed, more = seen
    assert "st-key-shapes_chart" in shapes
    assert "output, h_n = gru(x, h_0)" in code
    # What is longer than the wall comes in parts.
    assert printed.rsplit(" ", 1)[0] == more.rsplit(" ", 1)[0]
    assert (printed.rsplit(" ", 1)[1], more.rsplit(" ", 1)[1] > "0") == ("0", True)
    v.page.keyboard.press("PageUp")
    assert v.page.evaluate(_SHOWN) == [more]


#: What stands on the wall, and which part of it.
_SHOWN = "[...document.querySelectorAll('.on-wall')].map((each) => `${each.className} ${each.textContent} ${each.scrollTop}`)"


def the_pointer_dims_everything_but_its_step_and_unit_and_space_plays(v):
    v.chart()
    fits(v)
    veil = v.page.locator(".st-key-gates_chart .veil")
    expect(veil).to_be_hidden()
    box = v.page.locator(".st-key-gates_chart .nsewdrag[data-subplot=xy3]").bounding_box()
    v.page.mouse.move(box["x"] + box["width"] * 4.5 / 12, box["y"] + box["height"] / 2)
    v.page.mouse.move(box["x"] + box["width"] * 4.6 / 12, box["y"] + box["height"] / 2)
    expect(veil).to_be_visible()
    mask = veil.evaluate("(veil) => getComputedStyle(veil).maskImage")
    assert mask.count("linear-gradient") == 2
    v.page.mouse.move(5, 5)
    expect(veil).to_be_hidden()
    # What each step does is said while it plays.
    said = v.page.locator(".st-key-gates_chart .said")
    expect(said).to_have_text("Step 4, “d”: writes; 56% of the state is new.")
    v.page.keyboard.press(" ")
    expect(said).to_contain_text("Step 5, “b”: keeps")
    v.page.keyboard.press(" ")
    v.settle()
