"""Every page: what it answers, and any text on it, whatever Unicode; what holds no letter is answered with a sentence."""

import json
import os

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gru_viz.learning.letters import letter_tokens
from gru_viz.ui.blocks.welcome import WELCOME
from gru_viz.ui.menu import PAGES
from tests.ui.visits import figures, opened, said, sound

#: `make thorough` types 200 texts into every page, which takes three minutes; a few are typed before every change lands.
EXAMPLES = int(os.environ.get("GRU_VIZ_TEXTS", "4"))
#: Everything that a browser can send.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
#: What the model of home cannot read.
CHINESE = "我今天学习了 the 门控循环单元, 3 times"
#: Pages whose first figure has a tile for each letter.
_TILES = ("gates", "bi-gru")
#: Pages with a model of their own.
_OWN = ("lesson", "train")


def shown(at) -> list[str]:
    """The tiles of the strip."""
    return json.loads(figures(at)[0])["data"][0]["text"][0]


@pytest.mark.usefixtures("little_work")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_it_answers_and_by_which_model_leads_to_another_and_shows_any_text(page):
    at = opened(page, w="example", text=CHINESE)
    answered = WELCOME if page == "gates" else PAGES[page].question
    assert any(answered in e.proto.body for e in at.get("html"))
    (onwards,) = (link.proto for link in at.get("page_link") if "→" in link.proto.label)
    assert onwards.label.startswith(PAGES[page].reason)
    assert onwards.page == PAGES[page].leads_to.removeprefix("gates")
    assert at.text_area(key="text").value == CHINESE
    assert ("Read by “Where words end" in said(at)) == (page not in _OWN)
    assert not at.error

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(TEXTS)
    @example("👩‍👩‍👧 e\u0301 \u202eabc\x07 {0} %s <b>$x$</b>")
    def types(text):
        at.text_area(key="text").set_value(text).run()
        sound(at)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert at.text_area(key="text").value == text
        assert bool(at.error) == (not lines), said(at)
        if page in _TILES and "Read by" in said(at):
            assert len(shown(at)) == len(letter_tokens(lines[0]))

    types()
