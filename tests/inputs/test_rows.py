"""Rows give back what was put in, and take little more than its text."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.inputs import rows as module
from gru_viz.inputs.rows import Rows


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\x1f")), min_size=1, max_size=4), max_size=8))
def test_cells_come_back_as_they_were(cells):
    rows = Rows((2 * number, each) for number, each in enumerate(cells))
    assert list(rows) == rows[:] == [tuple(each) for each in cells]
    assert [rows.line(number) for number in range(len(rows))] == [2 * number for number in range(len(cells))]
    if cells:
        assert rows[-1] == tuple(cells[-1])
        rows.drop_first()
        assert list(rows) == [tuple(each) for each in cells[1:]]


def test_a_mark_that_no_number_has_does_not_part_a_cell():
    assert Rows([(1, ["a\x1fb", "c"])])[0] == ("a b", "c")
    with pytest.raises(IndexError):
        Rows()[0]


def test_a_large_table_takes_little_more_than_its_text():
    tracemalloc.start()
    try:
        rows = Rows((line, [f"{line / 7:.6f}", f"{line / 3:.6f}"]) for line in range(20_000))
        # Of these two files alone: other threads may need memory meanwhile.
        ours = [tracemalloc.Filter(True, file) for file in (__file__, module.__file__)]
        held = sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces(ours).traces)
    finally:
        tracemalloc.stop()
    text = sum(len(cell) + 1 for row in rows for cell in row)
    assert text < held < 2.5 * text
