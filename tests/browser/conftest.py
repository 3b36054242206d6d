"""Fixtures: a server, a Chromium and its open pages for all browser tests of a worker."""

from collections import Counter

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import HURRIED, launch
from tests.browser.pages import Pages
from tests.browser.server import serve

#: Browsers at once. Half of the time a page, its server and a test wait for each other, and leave the processor idle.
_BROWSERS = 2
_PAGES = pytest.StashKey[Pages]()


def pytest_collection_modifyitems(config, items):
    """Whole files go to one of a few workers, so that each has a server and a browser."""
    files = Counter(item.path for item in items if "browser" in item.path.parts)
    shares = Counter(dict.fromkeys(range(_BROWSERS), 0))
    place = {}
    for path, count in files.most_common():
        place[path] = min(shares, key=shares.__getitem__)
        shares[place[path]] += count
    for item in items:
        if item.path in place:
            item.add_marker(pytest.mark.xdist_group(f"browser {place[item.path]}"))


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    """What the server has to say."""
    return tmp_path_factory.mktemp("server") / "server.log"


@pytest.fixture(scope="session")
def address(log):
    with serve(log=log) as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What has failed here may not fail again for weeks: its report has what there was to see."""
    report = yield
    if report.when == "call" and report.failed and (pages := item.session.stash.get(_PAGES, None)):
        for visit in pages.lent:
            report.sections += visit.evidence()
        report.sections.append(("Server", pages.log.read_text("utf-8", "replace")[-1_000:]))
    return report


@pytest.fixture(scope="session")
def pages(address, log, request):
    with sync_playwright() as playwright:
        browser = launch(playwright, HURRIED)
        request.session.stash[_PAGES] = pages = Pages(browser, address, log)
        yield pages
        browser.close()


@pytest.fixture
def visit(pages, request):
    """Start visits; at the end none of them may have complained."""
    failed = request.session.testsfailed
    yield pages.visit
    if request.session.testsfailed > failed:
        pages.leave()
    assert pages.back() == []
