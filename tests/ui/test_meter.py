"""Meter: pages are counted once somebody measures, and nothing is otherwise."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gru_viz.ui import meter as module
from gru_viz.ui.meter import VARIABLE, Meter, measured
from tests.ui.visits import opened


@pytest.fixture
def counted(monkeypatch):
    meter = Meter()
    monkeypatch.setattr(module, "meter", lambda: meter)
    return meter


def samples(meter) -> dict[str, float]:
    families = text_string_to_metric_families(meter.text().decode())
    return {s.name: s.value for family in families for s in family.samples if "le" not in s.labels}


def test_pages_are_counted_with_their_time(counted):
    before = samples(counted)
    at = opened(unfolded=["parameters"])
    at.slider(key="update_gate_bias").set_value(1.0).run()
    after = samples(counted)
    assert (before["gru_viz_runs_total"], after["gru_viz_runs_total"]) == (0, 2)
    assert after["gru_viz_run_seconds_count"] == 2
    assert 0 < after["gru_viz_run_seconds_sum"] < 60
    assert after["gru_viz_failed_runs_total"] == 0
    assert after["gru_viz_visitors"] >= 1
    assert after["gru_viz_memory_bytes"] > 1e8
    assert after["gru_viz_trainings_waiting"] == 0


def test_a_page_that_ends_in_an_error_is_counted_as_such(counted):
    with pytest.raises(ZeroDivisionError), measured():
        raise ZeroDivisionError
    assert samples(counted)["gru_viz_failed_runs_total"] == 1


def test_it_is_off_by_default(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    module.meter.clear()
    assert module.meter() is None
    module.meter.clear()
