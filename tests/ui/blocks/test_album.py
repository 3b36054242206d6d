"""Album: who draws what was gathered, the server's Chromium or the visitor's browser, and that nobody queues for it."""

import pytest
from streamlit.testing.v1 import AppTest

from gru_viz.ui.blocks import album
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.state.line import drawn_here
from tests.ui.export.test_album import FIGURES
from tests.ui.visits import said, sound

PLATES = [Plate("s", "t", drawing={"data": []})]


def ordering() -> None:
    """A page with the album alone."""
    from gru_viz.ui.blocks.album import LESSON, Album  # noqa: PLC0415 - AppTest runs this body as a script of its own
    from tests.ui.blocks.test_album import PLATES  # noqa: PLC0415

    def gather():
        yield 0.5
        return PLATES

    Album(LESSON, {"slides": "Slides"}, PLATES, (), gather).show()


@pytest.fixture
def ordered(monkeypatch):
    """Ask for slides; `(page, what the browser was told to draw)` once all that can be done without it is done."""

    def order(setting: str | None, drawn: list | None) -> tuple[AppTest, list]:
        told, pressed = [], []

        def show_album(_name, _labels, _making, _on_pictures, *, on_asked, kind, plates):
            if not pressed:
                pressed.append(on_asked("slides"))
            told.append(plates)

        def drawings(plates, kind):
            assert (plates, kind) == (PLATES, "slides")
            yield 0.5
            return drawn

        monkeypatch.setattr(album, "show_album", show_album)
        monkeypatch.setattr(album, "drawings", drawings)
        monkeypatch.setattr(album, "chromium", lambda: "/usr/bin/chromium")
        monkeypatch.setenv("GRU_VIZ_PICTURES", setting) if setting else monkeypatch.delenv("GRU_VIZ_PICTURES", False)
        at = AppTest.from_function(ordering, default_timeout=60)
        for _ in range(5):
            sound(at.run())
        return at, told[-1]

    yield order
    drawn_here.clear()


def offered(at: AppTest) -> list[str]:
    return [button.label for button in at.get("download_button")]


@pytest.mark.parametrize("setting", [None, "automatic", "server"])
def test_the_server_draws_where_it_can(ordered, setting):
    at, plates = ordered(setting, FIGURES)
    assert plates is None
    assert offered(at) == ["Download the slides"]


def test_the_browser_draws_where_the_operator_wants_it(ordered):
    assert ordered("browser", FIGURES)[1] == PLATES


def test_the_browser_draws_where_the_server_could_not(ordered):
    at, plates = ordered(None, None)
    assert plates == PLATES
    assert not offered(at)


def test_the_browser_draws_while_the_server_draws_for_somebody_else(ordered):
    class Other: ...

    other = Other()
    assert drawn_here().before(other) == 0
    assert ordered(None, FIGURES)[1] == PLATES
    assert len(drawn_here()) == 1
    drawn_here().leave(other)


def test_a_wrong_setting_is_said_and_loses_nothing(ordered):
    at, plates = ordered("magic", FIGURES)
    assert "GRU_VIZ_PICTURES cannot be “magic”" in said(at)
    assert plates == PLATES
