"""axe-core finds nothing serious or critical on any page, light and dark, English and Chinese."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from gru_viz.ui.menu import PAGES

_GRAVE = ("serious", "critical")


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_grave(visit, path, scheme, locale):
    v = visit("" if path == "gates" else path, color_scheme=scheme, locale=locale)
    v.finish()
    found = Axe().run(v.page).response["violations"]
    grave = [(rule["id"], node["html"][:200]) for rule in found if rule["impact"] in _GRAVE for node in rule["nodes"]]
    assert not grave
