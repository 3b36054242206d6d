"""A run is computed once for everything that is looked at, and again for what shapes its numbers."""

import pytest

from gru_viz.analysis.answers import answers
from gru_viz.ui.state.run import Run
from tests.ui.visits import opened, sound


def run_of(at) -> Run:
    return at.session_state["_memos"]["run"].result


@pytest.mark.parametrize("link", [{}, {"text": "a b c d"}, {"src": "numbers"}, {"src": "generator"}])
def test_another_view_is_another_look_at_the_same_numbers(link):
    at = opened(unfolded=["parameters"], **link)
    before = run_of(at).trace
    at.slider(key="step").set_value(2)
    at.slider(key="unit").set_value(1).run()
    assert run_of(sound(at)).trace is before
    at.slider(key="update_gate_bias").set_value(1.0).run()
    assert run_of(sound(at)).trace is not before


def test_answers_are_those_of_the_sequence_in_view():
    at = opened("table", w="example", model="brackets", text="(a)(\n((a(")
    said = []
    for sample in (0, 1, 0):
        run = run_of(at.number_input(key="sample").set_value(sample).run())
        found = at.session_state["_memos"]["answers"].result.said
        expected = answers(run.trace, run.model, run.sequence, sample).said
        assert found.tolist() == expected.tolist()
        said.append(found.tolist())
    assert said[0] != said[1]
