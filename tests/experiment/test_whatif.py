"""What an experiment's view holds and edits."""

import pytest
import torch

from gru_viz import Experiment, Problem
from gru_viz.analysis.counterfactual import counterfactual
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.whatif import Held, edited, everything_held, interventions


def held(**options):
    setup = Setup.of(Experiment(**options))
    return setup.run(interventions(setup)), setup.experiment


def test_nothing_is_held_unless_asked():
    assert interventions(Setup.of(Experiment())) == ()
    assert edited(Setup.of(Experiment())) is None


@pytest.mark.parametrize(("convention", "percent"), [("pytorch", 100), ("textbook", 0), ("cho", 100)])
def test_shut_means_shut_in_the_convention_on_the_screen(convention, percent):
    tr, _ = held(convention=convention, force_update=percent, start="random")
    assert torch.equal(tr.hidden_state[0, 0], tr.previous_state[0, 0, :1].expand_as(tr.hidden_state[0, 0]))
    assert tr.update_gate.unique().tolist() == [percent / 100]


def test_a_units_own_value_goes_before_that_of_all():
    tr, e = held(force_reset=20, force_reset_unit=70, unit=5, force_when="step", step=2)
    expected = torch.full((16,), 0.2)
    expected[5] = 0.7
    assert torch.allclose(tr.reset_gate[0, 0, 2, 0], expected)
    assert not torch.isin(tr.reset_gate[0, 0, 3], torch.tensor([0.2, 0.7])).any()
    assert e.step == 2


def test_everything_held_is_said_with_where_it_is():
    e = Experiment(force_reset=20, force_reset_unit=70, force_update=100, unit=5, force_when="step", step=2)
    others = tuple(unit for unit in range(16) if unit != 5)
    assert everything_held(Setup.of(e)) == (
        Held("reset_gate", 0.2, others, 2),
        Held("reset_gate", 0.7, (5,), 2),
        Held("update_gate", 1.0, tuple(range(16)), 2),
    )
    silent = (Held("hidden_state", 0.0, (5,), None),)
    assert everything_held(Setup.of(Experiment(mute=True, unit=5, force_when="step", step=2))) == silent


def test_only_the_layer_and_direction_in_view_are_held():
    tr, _ = held(num_layers=2, bidirectional=True, layer=1, direction="backward", force_update=50)
    assert tr.update_gate[1, 1].unique().tolist() == [0.5]
    assert len(tr.update_gate[1, 0].unique()) > 10
    assert len(tr.update_gate[0].unique()) > 10


def test_a_silenced_unit_is_zero_from_the_start_on():
    tr, _ = held(mute=True, unit=3, start="random")
    assert not tr.hidden_state[..., 3].any()
    assert not tr.previous_state[..., 3].any()


def test_a_gru_of_one_unit_can_be_held_too():
    tr, _ = held(hidden_size=1, force_update=10, force_update_unit=90)
    assert torch.allclose(tr.update_gate.unique(), torch.tensor([0.9]))


def change(**options):
    setup = Setup.of(Experiment(**options))
    return edited(setup), setup.sequence, setup


@pytest.mark.parametrize("encoding", ["embedding", "one-hot"])
def test_removing_a_token_leaves_every_other_ones_numbers(encoding):
    found, sequence, _ = change(text="a not good film\nb c", encoding=encoding, edit="remove", edit_step=1)
    assert found.sequence.tokens == (("a", "good", "film"), ("b", "c"))
    kept = [0, 2, 3]
    assert torch.equal(found.sequence.values[0], sequence.values[0, kept])
    assert torch.equal(found.sequence.values[1, :2], sequence.values[1, :2])
    assert found.removed


def test_replacing_by_a_known_token_gives_it_that_tokens_numbers():
    found, sequence, _ = change(text="a not good film", edit="replace", edit_step=1, edit_token=" film ")
    assert found.sequence.tokens == (("a", "film", "good", "film"),)
    assert torch.equal(found.sequence.values[0, 1], sequence.values[0, 3])
    assert found.token == "film"


def test_an_unknown_token_gets_numbers_of_its_own_from_the_seed():
    one, sequence, _ = change(text="a not good film", edit="replace", edit_step=1, edit_token="never")
    two, *_ = change(text="a not good film", edit="replace", edit_step=1, edit_token="ever")
    assert torch.equal(one.sequence.values, two.sequence.values)
    assert not any(torch.equal(one.sequence.values[0, 1], row) for row in sequence.values[0])
    assert torch.equal(one.sequence.values[0, [0, 2, 3]], sequence.values[0, [0, 2, 3]])


def test_numbers_are_edited_as_numbers_and_standardised_alike():
    options = {"source": "numbers", "numbers": "1,5\n2,7\n6,9", "edit": "replace", "edit_step": 0, "edit_token": "2; 7"}
    found, sequence, _ = change(standardise=True, **options)
    assert torch.allclose(found.sequence.values[0, 0], sequence.values[0, 1], atol=1e-6)


def test_a_trained_models_token_is_one_that_it_knows():
    found, *_ = change(weights="example", text="fac!dbe?", edit="replace", edit_step=4, edit_token="A")
    assert found.sequence.tokens == (tuple("fac!abe?"),)
    assert found.sequence.values[0, 4].argmax() == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"text": "a b", "edit": "remove", "edit_step": 2}, "at step 2; this sequence has steps 0 to 1"),
        ({"text": "a", "edit": "remove"}, "only token"),
        ({"text": "a b", "edit": "replace", "edit_token": " "}, "no text yet"),
        (
            {"text": "a b", "encoding": "one-hot", "edit": "replace", "edit_token": "c"},
            "knows only the tokens of the text: a b",
        ),
        ({"weights": "example", "text": "a!b?", "edit": "replace", "edit_token": "z"}, "does not know “z”"),
        ({"weights": "example", "text": "a!b?", "edit": "replace", "edit_token": "ab"}, "by one token; “ab” is 2"),
        (
            {"source": "numbers", "numbers": "1 2\n3 4", "edit": "replace", "edit_token": "5"},
            "has 2 numbers; “5” is not",
        ),
        ({"source": "numbers", "numbers": "1\n3", "edit": "replace", "edit_token": "nan"}, "“nan” is not"),
        ({"source": "numbers", "numbers": "1\n3", "edit": "replace", "edit_token": "x"}, "“x” is not"),
        ({"source": "numbers", "numbers": "1\n3", "edit": "replace", "edit_token": ""}, "“” is not"),
    ],
)
def test_what_cannot_be_edited_is_answered_with_a_sentence(options, words):
    with pytest.raises(Problem) as caught:
        change(**options)
    assert words in str(caught.value)


def compared(**options):
    found, _, setup = change(**options)
    one, other = setup.run(), setup.reading(found.sequence).run()
    return counterfactual(one, other, 0, setup.experiment.direction, 0, found.step, removed=found.removed), one, other


def test_the_runs_part_at_the_edit_and_not_before():
    found, one, other = compared(text="a b c d e f", edit="replace", edit_step=2, edit_token="z")
    assert found.gaps["hidden_state"][:2].tolist() == [0, 0]
    assert found.gaps["hidden_state"][2] > 0
    gap = (one.hidden_state - other.hidden_state).abs()[0, 0, :, 0]
    assert found.peak == pytest.approx(gap.max().item())
    assert found.peak_step == gap.max(-1).values.argmax()
    assert found.alive == int((gap.max(-1).values >= 0.1 * gap.max()).nonzero().max()) - 2 + 1


def test_a_removed_token_leaves_a_gap_and_the_rest_is_aligned():
    found, _, other = compared(text="a b c d e f", edit="remove", edit_step=2)
    assert torch.isnan(torch.tensor(found.changed[2])).all()
    assert (found.changed[3:] == other.hidden_state[0, 0, 2:, 0].numpy()).all()
    assert found.gaps["reset_gate"][:2].tolist() == [0, 0]


def test_backward_the_difference_lives_to_the_left():
    found, *_ = compared(
        text="a b c d e f", edit="replace", edit_step=3, edit_token="z", bidirectional=True, direction="backward"
    )
    assert found.gaps["hidden_state"][4:].tolist() == [0, 0]
    assert found.gaps["hidden_state"][2] > 0
    assert found.alive >= 2


def test_an_edit_that_changes_nothing_is_no_difference():
    found, *_ = compared(text="a b c", edit="replace", edit_step=1, edit_token="b")
    assert (found.peak, found.alive, found.to_the_end) == (0, 0, False)
