"""The button that copies the link of what is on the screen."""


def test_the_link_on_the_screen_is_shown_and_in_the_clipboard(visit):
    v = visit("memory?w=seed")
    v.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    v.page.get_by_role("button", name="Copy link").click()
    v.page.get_by_role("button", name="Copied").wait_for()
    shown = v.page.get_by_label("The link").input_value()
    assert shown == v.page.url
    assert v.page.evaluate("navigator.clipboard.readText()") == shown
    assert "memory?w=seed" in shown


def test_the_page_says_its_language(visit):
    visit("table").page.wait_for_function("document.documentElement.lang === 'en'")
    visit("table", locale="zh-CN").page.wait_for_function("document.documentElement.lang === 'zh-CN'")
