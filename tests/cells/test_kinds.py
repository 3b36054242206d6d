"""The table of cells: each row against what it says of its cell, and who asks for a cell that is not in it."""

import copy
import pickle
from dataclasses import replace

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.analysis.arithmetic import step_arithmetic
from gru_viz.analysis.backward import backward, state_size
from gru_viz.cells.build import seeded_cell
from gru_viz.cells.cell import called, is_gate, written
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import CELLS, by_size, cell_of, form_of
from gru_viz.experiment.experiment import Experiment
from gru_viz.figures.base.palette import CELL_COLOURS
from gru_viz.ui.browser.cells.texts import texts_of

FORMS = [(cell, form) for cell in CELLS.values() for form in cell.forms]
#: A row that is in no table.
ELMAN = replace(CELLS["rnn"], key="elman", name="Elman")


def traced(module: type[nn.Module], **options) -> CellTrace:
    torch.manual_seed(0)
    return gru_viz.trace(module(3, 4, **options), torch.randn(5, 2, 3))


@pytest.mark.parametrize(
    ("cell", "form"), FORMS, ids=lambda value: getattr(getattr(value, "module", None), "__name__", "")
)
def test_a_trace_is_of_the_row_of_its_module_and_records_what_the_row_says(cell, form):
    tr = traced(form.module)
    assert (tr.cell, form_of(form.module(3, 4))) == (cell, (cell, form))
    assert type(tr) is cell.trace
    shape = (1, 1, 5, 2, 4)
    for name in cell.quantities:
        assert getattr(tr, name).shape == shape
        if is_gate(name):
            assert ((getattr(tr, name) > 0) & (getattr(tr, name) < 1)).all()
    for state in cell.states:
        assert torch.equal(getattr(tr, state.before)[:, :, 1:], getattr(tr, state.name)[:, :, :-1])
        assert torch.allclose(getattr(tr, f"{state.letter}_n")[0], getattr(tr, state.name)[0, 0, -1], atol=1e-6)
    assert set(tr.facts) == set(cell.facts)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_the_blocks_of_rows_are_those_of_the_modules_parameters(cell):
    module = cell.module(3, 4)
    names = {name.removesuffix("_l0") for name, _ in module.named_parameters()}
    assert ("weight_hh" in names) is not cell.parallel
    for parameter in module.parameters():
        assert len(parameter) == 4 * len(cell.rows)
    assert set(cell.rows) <= set(cell.quantities)
    assert set(cell.shiftable) | ({cell.keeps} - {""}) <= set(cell.gates)


@pytest.mark.parametrize("cell", [cell for cell in CELLS.values() if cell.shiftable], ids=lambda cell: cell.key)
def test_a_shift_raises_the_logit_of_its_gate_at_the_first_step_and_of_no_other(cell):
    for gate in cell.shiftable:
        plain, shifted = (
            gru_viz.trace(seeded_cell(cell.key, 3, 4, shifts={gate: shift}).double(), torch.ones(1, 3).double())
            for shift in (0.0, 2.0)
        )
        for name in cell.gates:
            moved = getattr(shifted, name).logit() - getattr(plain, name).logit()
            assert torch.allclose(moved, torch.full_like(moved, 2.0 if name == gate else 0.0), atol=1e-6)


@pytest.mark.parametrize("cell", [cell for cell in CELLS.values() if cell.keeps], ids=lambda cell: cell.key)
def test_the_gate_that_keeps_is_what_the_state_before_is_multiplied_by(cell):
    tr = traced(cell.module)
    state = cell.states[-1]
    keep, candidate = tr.keep_gate.double(), tr.candidate_state.double()
    assert tr.keep_gate.dtype == tr.hidden_state.dtype
    written = getattr(tr, "input_gate", 1 - keep) * candidate
    after = keep * getattr(tr, state.before).double() + written
    assert torch.allclose(after, getattr(tr, state.name).double(), atol=1e-6)


def test_names_in_code_and_in_sentences():
    assert [written(form.module) for _, form in FORMS] == [
        "torch.nn.GRU",
        "gru_viz.TextbookGRU",
        "torch.nn.LSTM",
        "torch.nn.RNN",
        "gru_viz.MinGRU",
    ]
    assert [called(form.module) for _, form in FORMS] == ["nn.GRU", "TextbookGRU", "nn.LSTM", "nn.RNN", "MinGRU"]
    for _, form in FORMS:
        assert eval(written(form.module), {"torch": torch, "gru_viz": gru_viz}) is form.module


def test_everybody_who_offers_cells_offers_those_of_the_table():
    table = Experiment.table()
    assert table["cell"].options == tuple(CELLS)
    quantities = {name for cell in CELLS.values() for name in cell.quantities}
    assert set(table["quantity"].options) == quantities
    assert set(CELL_COLOURS) == {cell.name for cell in by_size()} | {"Linear", "Bi-GRU"}
    assert len(set(CELL_COLOURS.values())) == len(CELL_COLOURS)
    assert [cell.key for cell in by_size() if not cell.parallel] == ["rnn", "gru", "lstm"]
    for cell in CELLS.values():
        assert {*cell.arguments, *cell.biases} <= set(table)
        texts = texts_of(cell)
        facts = traced(cell.module).facts
        assert list(texts.formulas(facts, True, False)) == list(texts.sentences(facts)) == list(cell.quantities)
        assert bool(texts.carried) == bool(texts.carried_help) == bool(cell.keeps)
        assert bool(texts.without_gates) is not bool(cell.gates)


def test_a_copy_of_a_trace_is_of_the_same_row():
    with torch.no_grad():
        tr = traced(nn.LSTM)
    for twin in (copy.deepcopy(tr), pickle.loads(pickle.dumps(tr))):
        assert twin.cell is tr.cell
        assert torch.equal(twin.cell_state, tr.cell_state)


STRANGER = replace(traced(nn.RNN), cell=ELMAN)


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        (lambda: gru_viz.trace(nn.Linear(3, 4), torch.zeros(5, 3)), TypeError, "TextbookGRU, torch.nn.LSTM"),
        (lambda: seeded_cell("elman", 3, 4), ValueError, "cell: expected gru, lstm"),
        (lambda: cell_of(STRANGER), TypeError, "GRUTrace, LSTMTrace"),
        (lambda: backward(STRANGER, 0, "forward", 0, [0]), TypeError, "GRUTrace, LSTMTrace"),
        (lambda: state_size(STRANGER), TypeError, "GRUTrace, LSTMTrace"),
        (lambda: step_arithmetic(STRANGER, 0, 0), TypeError, "GRUTrace, LSTMTrace"),
        (lambda: step_arithmetic(None, 0, 0), TypeError, "GRUTrace, LSTMTrace.*got NoneType"),
        (lambda: texts_of(ELMAN), ValueError, "cell: expected gru, lstm.*got 'elman'"),
    ],
    ids=["trace", "build", "row", "backward", "state size", "arithmetic", "nothing", "texts"],
)
def test_a_cell_that_is_not_in_the_table_is_answered_with_those_that_are(asked, error, words):
    with pytest.raises(error, match=words):
        asked()
