"""Several workers behind nginx: visits stay where they are, the dead are replaced, the page is allowed what it does."""

import asyncio
import os
import resource
import signal
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.visitor import Visitor
from gru_viz.serve.supervisor import answers
from tests.browser.chromium import HURRIED, launch
from tests.serve.nginx import installed
from tests.serve.threads import aside, run

pytestmark = [
    pytest.mark.skipif(not installed(), reason="nginx is not installed"),
    pytest.mark.xdist_group("serve"),
]


def runs(served) -> list[float]:
    """How many pages each worker has made."""
    found = []
    for number in (1, 2):
        with urllib.request.urlopen(f"{served.address}/metrics/{number}") as answer:
            lines = answer.read().decode().splitlines()
        found.append(next(float(line.split()[1]) for line in lines if line.startswith("gru_viz_runs_total ")))
    return found


def test_a_visit_stays_with_its_worker_and_visitors_are_spread(two):
    async def visit() -> tuple[int, list[float]]:
        before = runs(two)
        visitor = await Visitor.arrive(two.address)
        await visitor.run()
        await visitor.choose("fold_parameters", True)
        for bias in (0.5, 1.0, 1.5):
            await visitor.choose("update_gate_bias", bias)
        await visitor.choose("source", visitor.elements["source"][1].options[-1].content)
        await visitor.upload("_file", "column.csv", b"a\n1\n2\n3\n")
        await visitor.leave()
        assert visitor.errors == []
        more = [now - old for now, old in zip(runs(two), before, strict=True)]
        return more.index(max(more)), sorted(more)

    found = [run(visit()) for _ in range(8)]
    assert all(fewer == 0 and more >= 5 for _worker, (fewer, more) in found)
    assert {worker for worker, _more in found} == {0, 1}  # by chance one in 128 times all the same


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux says of other processes what they may open")
def test_workers_may_have_as_many_visitors_as_the_system_allows(two):
    """Most systems let a process that asks for nothing have 1,024 connections."""
    _now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert [resource.prlimit(worker, resource.RLIMIT_NOFILE) for worker in two.workers().values()] == [(most, most)] * 2


def spoken(address: str) -> list[str]:
    """What the browser's console says on two pages."""
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright, HURRIED)
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.locator(".st-key-gates_chart .heatmaps .main-svg").first.wait_for()
        page.get_by_test_id("stTopNavSection").filter(has_text="Learn").click()
        page.get_by_test_id("stTopNavDropdownLink").filter(has_text="Train").click()
        page.locator(".st-key-start_training button").wait_for()
        page.wait_for_timeout(500)
        browser.close()
    return said


def test_the_browser_forbids_nothing_of_the_page(two):
    said = aside(lambda: spoken(two.address))
    assert [line for line in said if "Content Security Policy" in line or "Refused to" in line] == []


def test_headers_are_those_of_a_public_page(two):
    with urllib.request.urlopen(two.address) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "HttpOnly" in headers["Set-Cookie"]
    request = urllib.request.Request(f"{two.address}/_stcore/upload_file/a/b", data=b"x", method="PUT")
    with pytest.raises(urllib.error.HTTPError, match="403"):  # without the token that keeps other sites out
        urllib.request.urlopen(request)


def test_a_worker_that_is_killed_is_replaced_and_the_others_go_on(two):
    async def story() -> None:
        there, first = [], runs(two)
        # Cookies are drawn: until somebody is with each of the two, and no longer than chance can take.
        while len(there) < 8 or (
            len(there) < 64 and not all(now > then for now, then in zip(runs(two), first, strict=True))
        ):
            there.append(await Visitor.arrive(two.address, query="text=a+b+c&w=seed"))
            await there[-1].run()
        before = two.workers()
        port, victim = next(iter(before.items()))
        os.kill(victim, signal.SIGKILL)
        cut, still = [], []
        for each in there:
            try:
                await each.choose("update_gate_bias", 1.0)
                still.append(each)
            except Exception:
                cut.append(each)
        assert cut, "nobody was on the worker that was killed"
        assert still, "nobody was on the other one"
        deadline = time.monotonic() + 60
        while not answers(port) and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
        after = two.workers()
        assert after[port] != victim
        assert {p: pid for p, pid in after.items() if p != port} == {p: pid for p, pid in before.items() if p != port}
        # A browser comes back with its link.
        back = await Visitor.arrive(two.address, query="text=a+b+c&w=seed&zb=1")
        await back.run()
        assert back.errors == []
        assert back.elements["text"][1].value == "a b c"
        for each in (*still, back):
            assert each.errors == []
            await each.leave()

    run(story())
