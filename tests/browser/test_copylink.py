"""The buttons that copy: the link of what is on the screen, and the arithmetic as LaTeX."""

from urllib.parse import parse_qsl, urlsplit

from gru_viz.experiment.examples import home
from gru_viz.experiment.link import told_by
from gru_viz.ui.i18n import LANGUAGES

#: Names and hints without a Chinese character, but for what PyTorch itself calls so.
_NAMED_IN_ENGLISH = r"""() => ["aria-label", "placeholder"].flatMap((attribute) =>
  [...document.querySelectorAll(`:is(button, a, nav, section, input)[${attribute}]`)]
    .map((named) => named.getAttribute(attribute))
    .filter((name) => /[A-Za-z]{4}/.test(name) && !/\p{Script=Han}|^(hidden_size|num_layers)$/u.test(name)))"""


def test_a_bare_address_is_copied_with_what_it_shows_and_so_is_the_code(visit):
    v = visit("table")
    v.page.wait_for_function("document.documentElement.lang === 'en'")
    the_code_can_be_copied(v)
    a_bare_address_is_copied_with_what_it_shows(v)
    v.turn("memory?w=seed")
    the_link_on_the_screen_is_shown_and_in_the_clipboard(v)


def the_code_can_be_copied(v):
    v.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code = v.page.locator("[data-testid=stCode]")
    code.hover()
    code.get_by_role("button").first.click()
    assert v.page.evaluate("navigator.clipboard.readText()").startswith("import torch")


def a_bare_address_is_copied_with_what_it_shows(v):
    v.page.get_by_role("button", name="Copy link").click()
    shown = dict(parse_qsl(urlsplit(v.page.get_by_label("The link").input_value()).query))
    for reader in LANGUAGES:
        assert told_by(shown, language=reader)[0] == home()


def the_link_on_the_screen_is_shown_and_in_the_clipboard(v):
    v.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    v.page.get_by_role("button", name="Copy link").click()
    v.page.get_by_role("button", name="Copied").wait_for()
    shown = v.page.get_by_label("The link").input_value()
    assert shown == v.page.url
    assert v.page.evaluate("navigator.clipboard.readText()") == shown
    assert "memory?w=seed" in shown


def test_the_page_says_its_language(visit):
    v = visit("table", locale="zh-CN", turned=True)
    v.page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    # what Streamlit says itself, too, each time it says it
    for typed in ("a", "b"):
        box = v.control("text").locator("textarea")
        box.press_sequentially(typed)
        v.control("text").get_by_text("按 Ctrl+Enter 应用").wait_for()
        box.press("Control+Enter")
        v.settle()
    # there for whoever points at it or hears it
    assert v.page.locator("[data-testid=stSidebar] button[aria-label='收起侧栏']").count() == 1
    v.control("source").get_by_text("文件", exact=True).click()
    v.settle()
    v.page.locator("[data-testid=stFileUploaderDropzone]").get_by_text("每个文件").wait_for()
    assert v.page.evaluate(_NAMED_IN_ENGLISH) == []
