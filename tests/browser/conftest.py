"""Fixtures: one server, one Chromium and its open pages for all browser tests."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.pages import Pages
from tests.browser.server import serve

#: A page lives for seconds: to compile its scripts once more, and better, takes a fifth of them and never pays.
_HURRIED = "--js-flags=--no-opt --no-maglev"


def pytest_collection_modifyitems(config, items):
    """All browser tests share a worker, and so a server, whose lines nobody counts."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not config.getoption("no_cov"):  # where nothing is counted, the mark itself fails
                item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def address():
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def pages(address):
    with sync_playwright() as playwright:
        browser = launch(playwright, _HURRIED)
        yield Pages(browser, address)
        browser.close()


@pytest.fixture
def visit(pages, request):
    """Start visits; at the end none of them may have complained."""
    failed = request.session.testsfailed
    yield pages.visit
    if request.session.testsfailed > failed:
        pages.leave()
    assert pages.back() == []
