"""Visits: the app in Streamlit's own test runner."""

from collections.abc import Sequence
from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from tests.browser.server import ROOT

# Each AppTest looks for components in the metadata of every installed package, which takes longer than our first run.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
# A server has one manager of components for all its visitors; each AppTest has its own, which reads them all anew.
app_test.BidiComponentManager = cache(app_test.BidiComponentManager)
# It has one runtime, too, and has compiled the script when the second run of it begins.
app_test.MagicMock = cache(app_test.MagicMock)
local_script_runner.ScriptCache = cache(local_script_runner.ScriptCache)
# Where other tests have loaded Keras or Matplotlib, which the app never does, all garbage is collected after every run.
script_runner._clean_problem_modules = lambda: None


def _over(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    """Until the script has ended; AppTest asks every millisecond, and each time the script has to make way."""
    runner._script_thread.join(timeout)
    if runner._script_thread.is_alive():
        _asked(runner, 0)


_asked, local_script_runner.require_widgets_deltas = local_script_runner.require_widgets_deltas, _over


def opened(page: str = "", *, live: bool = False, unfolded: Sequence[str] = (), **link: str) -> AppTest:
    """The app as a link opens it; `live` as a browser has it that draws the figures of a run by itself.

    `unfolded` are the sections that the visitor has opened already.
    """
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if not live:
        at.session_state["_figures_plain"] = True
    for fold in unfolded:
        at.session_state[f"fold_{fold}"] = True
    at.query_params.update(link)
    path = page.removeprefix("gates")
    at._page_hash = calc_hash(path) if path else ""  # AppTest knows pages in files only; the first has no address
    assert any(path == info["url_pathname"] for info in sound(at.run())._registered_pages.values())
    return at


def turned_to(at: AppTest, page: str) -> AppTest:
    """Another page of the navigation."""
    pages = at._registered_pages.items()
    at._page_hash = next(key for key, info in pages if info["url_pathname"] == page.removeprefix("gates"))
    return sound(at.run())


def sound(at: AppTest) -> AppTest:
    """No traceback anywhere, and no analysis still under way."""
    assert not at.exception, [e.message for e in at.exception]
    if at.get("progress") and "stop_training" not in [button.key for button in at.button]:
        return sound(at.run())
    return at


def said(at: AppTest) -> str:
    """Everything there is to read outside controls and charts."""
    return "\n".join(e.value for kind in (at.markdown, at.caption, at.error, at.warning, at.info) for e in kind)


def figures(at: AppTest) -> list[str]:
    """The charts on the screen, as they were sent."""
    return [chart.proto.spec for chart in at.get("plotly_chart")]
