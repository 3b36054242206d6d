"""Tabbing: whether everything that can be pressed can be reached with the Tab key alone."""

from tests.browser.visit import Visit

#: All elements, also those in shadow roots, and those that have had the focus.
_WATCH = """() => {
  const inside = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? inside(e.shadowRoot) : [])]);
  globalThis.everything = () => inside(document);
  globalThis.reached = new Set();
  // Where the focus moves inside a shadow root, nobody outside hears of it.
  for (const root of [document, ...everything().map((e) => e.shadowRoot).filter(Boolean)])
    root.addEventListener("focusin", (event) => reached.add(event.composedPath()[0]), true);
}"""
#: What can be pressed by its kind or shows a hand, and was not reached: neither itself, nor as one of a group through which
#: the arrow keys lead, nor as what only repeats what the field beside it does.
_MISSED = """() => {
  const GROUP = "[role=radiogroup], [role=group], [data-testid=stNumberInput], [data-testid=stSelectbox]";
  const within = (e) => [...reached].some((other) => e.contains(other));
  const around = (e) => e && !e.matches("main, section") &&
    (reached.has(e) || reached.has(e.control) || around(e.parentElement ?? e.getRootNode().host));
  const native = "button, a[href], input, textarea, select, summary, [role=button], [role=slider], [role=radio]";
  const hand = (e) => getComputedStyle(e).cursor === "pointer";
  const inGroup = (e) => e.closest(GROUP) && within(e.closest(GROUP));
  return everything()
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length && !e.disabled)
    .filter((e) => e.matches(native) ? !reached.has(e) && !inGroup(e) : hand(e) && !inGroup(e) && !within(e) && !around(e))
    .map((e) => e.outerHTML.slice(0, 160));
}"""


def missed(v: Visit) -> list[str]:
    """What Tab does not lead to."""
    v.page.evaluate(_WATCH)
    before = -1
    while (count := v.page.evaluate("reached.size")) > before:
        before = count
        for _ in range(10):
            v.page.keyboard.press("Tab")
    assert count > 40
    return v.page.evaluate(_MISSED)
