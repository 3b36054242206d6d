"""Fixtures: one server and one Chromium for all browser tests."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.server import serve
from tests.browser.visit import Visit


def pytest_collection_modifyitems(items):
    """All browser tests share a worker, and so a server."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def address():
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """Start visits; at the end none of them may have complained."""
    visits = []

    def start(path="", **options):
        visits.append(Visit.start(chromium, address, path, **options))
        return visits[-1]

    yield start
    for each in visits:
        each.page.context.close()
        assert each.complaints == []
