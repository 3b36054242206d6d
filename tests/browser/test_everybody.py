"""Every page: axe-core finds nothing serious or critical, light and dark, headings are in order, nothing scrolls sideways,
no word of a table is torn, its link can be copied; on one page for each kind of widget Tab leads to all that can be pressed.
"""

import os

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from gru_viz.ui.menu import PAGES
from tests.browser import tabbing

_GRAVE = ("serious", "critical")
#: What keeps somebody out is mostly the same in every language: `make thorough` looks at both.
_LOCALES = ["en-US", "zh-CN"] if os.environ.get("GRU_VIZ_WALK") else ["en-US"]
#: Together they have every kind of widget.
_TABBED = ("gates", "cell", "train")
_IS = "(theme) => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === theme"
_LAPTOP, _PHONE = (1440, 900), (390, 844)


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

#: Axe stays where it has been put: a page that is turned to another address has its scripts from before.
_AXE = "async (options) => (await axe.run(options)).violations"
#: Of letters in figures axe says that it cannot tell, even if they have their paper's colour, and takes long for it.
_AXE_BESIDE_FIGURES = f"""async (options) => {{
  const figures = [...document.querySelectorAll(".main-svg")].map((svg) => [svg, [...svg.childNodes]]);
  for (const [svg] of figures) svg.replaceChildren();
  const violations = await ({_AXE})(options);
  for (const [svg, drawn] of figures) svg.replaceChildren(...drawn);
  return violations;
}}"""
_CONTRAST = "color-contrast"
#: Whether everything stands in a landmark would be moderate at most, and is what takes longest after contrast.
_ELSEWHERE = {"rules": {rule: {"enabled": False} for rule in ("region", _CONTRAST)}}


def found(v) -> list[tuple[str, str]]:
    """What keeps somebody out, whatever the theme, by its rule and place."""
    return graves(v, _AXE, **_ELSEWHERE)


def unread(v) -> list[tuple[str, str]]:
    """What hardly stands out in the theme that is on, which is all that a theme changes."""
    return graves(v, _AXE_BESIDE_FIGURES, runOnly=[_CONTRAST])


def graves(v, run: str, **options) -> list[tuple[str, str]]:
    """What axe finds."""
    if v.page.evaluate("typeof axe") == "undefined":
        v.page.evaluate(AXE_SCRIPT)
    violations = v.page.evaluate(run, {"resultTypes": ["violations"], **options})
    grave = [rule for rule in violations if rule["impact"] in _GRAVE or rule["id"] == "heading-order"]
    return [(rule["id"], node["html"][:200]) for rule in grave for node in rule["nodes"]]


#: In this order and back, page by page, as each change has everything drawn anew: a laptop, a large screen, a window that
#: has become narrow.
_SIZES = (_LAPTOP, (1920, 1080), _PHONE)
_THEMES = ("light", "dark")


@pytest.mark.parametrize("locale", _LOCALES)
@pytest.mark.parametrize("section", dict.fromkeys(entry.section for entry in PAGES.values()))
def test_nothing_keeps_anybody_out(visit, section, locale):
    v, sizes, themes = None, _SIZES, _THEMES
    for path in (path for path, entry in PAGES.items() if entry.section == section):
        address = "" if path == "gates" else path
        if v is None:
            v = visit(address, locale=locale, turned=True)
        else:
            v.turn(address)
        v.finish()
        for size in sizes:
            v.resize(*size)
            assert v.beyond() <= 0, (path, size)
            if size == _LAPTOP:
                nothing_is_found_in_either_theme(v, path, themes)
            if size == _LAPTOP and path in _TABBED and locale == _LOCALES[0]:
                assert tabbing.missed(v) == [], path
            if size == _PHONE:
                assert v.page.evaluate(_TORN) == [], path
        assert v.page.locator(".copylink button").count() == 1, path
        sizes, themes = sizes[::-1], themes[::-1]


def nothing_is_found_in_either_theme(v, path, themes):
    assert not found(v), path
    assert not unread(v), (path, themes[0])
    v.page.emulate_media(color_scheme=themes[1])
    v.page.wait_for_function(_IS, arg=themes[1])
    v.settle()
    assert not unread(v), (path, themes[1])
