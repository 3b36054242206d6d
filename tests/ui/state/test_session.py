"""Session: what a link means, and what is said of a link that makes no sense."""

import pytest

from gru_viz import Experiment
from gru_viz.experiment.link import link_of, told_by
from tests.ui.visits import figures, opened


@pytest.mark.parametrize("row", Experiment.table().values(), ids=lambda row: row.key)
@pytest.mark.parametrize("nonsense", ["nonsense", "9" * 30, "<script>alert(1)</script>"])
def test_a_nonsense_link_gives_the_default_with_a_note(row, nonsense):
    at = opened(**{row.key: nonsense})
    free_text = isinstance(row.default, str) and not row.options and row.name != "columns"
    if not free_text:
        assert f"“{row.key}”" in at.warning[0].value.replace("\\", "")
        assert at.session_state[row.name] == row.default
        assert len(figures(at)) == 2


def test_every_parameter_nonsense_at_once():
    at = opened(**{row.key: "☠" for row in Experiment.table().values()})
    assert len(at.warning) > 25
    assert not at.error
    assert len(figures(at)) == 2


@pytest.mark.parametrize("key", ["layer", "seq", "unit", "t"])
def test_a_view_outside_what_there_is_gives_the_default_with_a_note(key):
    at = opened(text="a b", **{key: "7" if key == "layer" else "30"})
    assert f"“{key}”" in at.warning[0].value
    assert len(figures(at)) == 2


def test_an_empty_link_is_home_and_old_links_stay_what_they_were():
    assert told_by({})[0].weights == "example"
    assert told_by({"lang": "zh_CN"})[0].weights == "example"
    assert told_by({"H": "5"})[0] == Experiment(hidden_size=5)
    assert link_of(told_by({"t": "2", "cmp": "1"})[0]) == {"t": "2", "cmp": "1"}
    assert told_by(link_of(Experiment()))[0] == Experiment()
    assert told_by(link_of(Experiment(language="en")))[0] == Experiment(language="en")
