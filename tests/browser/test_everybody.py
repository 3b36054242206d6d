"""Every page: axe-core finds nothing serious or critical, light and dark, headings are in order, nothing scrolls sideways,
no word of a table is torn, its link can be copied; on one page for each kind of widget Tab leads to all that can be pressed.
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from gru_viz.ui.menu import PAGES
from tests.browser import tabbing

_GRAVE = ("serious", "critical")
#: What keeps somebody out is mostly the same in every language: `make thorough` looks at both.
_LOCALES = ["en-US", "zh-CN"] if os.environ.get("GRU_VIZ_WALK") else ["en-US"]
#: Together they have every kind of widget.
_TABBED = ("gates", "cell", "train")
_DARK = "getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === 'dark'"


#: Words of tables that stand on two lines; a formula is no word, and Chinese may break between any two characters.
_TORN = r"""() => {
  const torn = [];
  for (const cell of document.querySelectorAll("[data-testid=stMain] :is(td, th)")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: text } = walker;
      if (text.parentElement.closest(".katex")) continue;
      for (const { index, 0: word } of text.data.matchAll(/[\p{Script=Latin}\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) torn.push(word);
      }
    }
  }
  return torn;
}"""

#: All that a theme changes.
_COLOURS = {"runOnly": ["color-contrast"]}


def found(v, **options) -> list[tuple[str, str]]:
    """What keeps somebody out, by its rule and place."""
    violations = Axe().run(v.page, options={"resultTypes": ["violations"], **options}).response["violations"]
    grave = [rule for rule in violations if rule["impact"] in _GRAVE or rule["id"] == "heading-order"]
    return [(rule["id"], node["html"][:200]) for rule in grave for node in rule["nodes"]]


@pytest.mark.parametrize("locale", _LOCALES)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_anybody_out(visit, path, locale):
    v = visit("" if path == "gates" else path, locale=locale)
    v.finish()
    assert not found(v)
    v.page.emulate_media(color_scheme="dark")
    v.page.wait_for_function(_DARK)
    v.settle()
    assert not found(v, **_COLOURS)
    if path in _TABBED and locale == _LOCALES[0]:
        assert tabbing.missed(v) == []
    # On a laptop, on a large screen, and on a window that has become narrow.
    assert v.beyond() <= 0
    for size in ((1920, 1080), (390, 844)):
        v.resize(*size)
        assert v.beyond() <= 0, size
    assert v.page.evaluate(_TORN) == []  # on a phone
    assert v.page.locator(".copylink button").count() == 1
