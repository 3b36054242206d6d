"""Diagram: what the page Cell shows, beside the trace's own numbers."""

import numpy as np
import pytest
from playwright.sync_api import expect

BOXES = {
    "r": "reset_gate",
    "z": "update_gate",
    "n": "candidate_state",
    "h": "hidden_state",
    "previous": "previous_state",
}


def cell(v):
    found = v.page.locator(".cell[data-step]")
    found.wait_for()
    return found


def shown(v, name: str) -> float:
    return float(v.page.locator(f".box[data-box={name}] .number").get_attribute("data-value"))


def agrees(v, tr, step: int, unit: int, direction: int = 0, layer: int = 0) -> None:
    """Every number in the diagram and in the equations is the trace's."""
    expect(cell(v)).to_have_attribute("data-step", str(step))
    expect(cell(v)).to_have_attribute("data-unit", str(unit))
    for box, name in BOXES.items():
        expected = getattr(tr, name)[layer, direction, step, 0, unit].item()
        assert shown(v, box) == pytest.approx(expected, abs=1e-6)
    z, h, n = (getattr(tr, BOXES[box])[layer, direction, step, 0, unit].item() for box in ("z", "previous", "n"))
    keep = z if tr.update_convention == "keep" else 1 - z
    assert shown(v, "kept") == pytest.approx(keep * h, abs=1e-6)
    assert shown(v, "written") == pytest.approx((1 - keep) * n, abs=1e-6)
    read = {
        span.get_attribute("data-name"): float(span.get_attribute("data-value"))
        for span in v.page.locator(".equations [data-name]").all()
    }
    for colour, gate in (("r", "reset_gate"), ("z", "update_gate")):
        value = getattr(tr, gate)[layer, direction, step, 0, unit].item()
        assert read[f"sum-{colour}"] == pytest.approx(np.log(value / (1 - value)), abs=1e-3)
    assert np.tanh(read["sum-n"]) == pytest.approx(n, abs=1e-5)
