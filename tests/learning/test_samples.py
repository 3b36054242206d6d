"""A task of one's own: a Dataset or batches, a learner of ours or any model; PyTorch's own losses are the oracle."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.utils.data import DataLoader, IterableDataset, TensorDataset

import gru_viz
from gru_viz.learning import Learner, Samples, Settings, train
from gru_viz.learning.tasks import FRESH_SEEDS

X = torch.randn(60, 7, 2, generator=torch.Generator().manual_seed(0))
POSITIVE = (X.sum((1, 2)) > 0).long()
SHORT = Settings(steps=30, every=30, rate=0.02, batch=16)


class Model(nn.Module):
    """A model of one's own: it answers once, from the last state."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.encoder, self.out = nn.LSTM(2, 8, batch_first=True), nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.encoder(x)[0][:, -1])


def test_a_dataset_trains_a_learner_and_its_last_tenth_is_only_judged_by():
    task = Samples(TensorDataset(X, POSITIVE))
    learner = Learner(task, 8)
    first, last = train(task, learner, SHORT)
    assert last.loss < first.loss
    with torch.no_grad():
        assert last.loss == pytest.approx(cross_entropy(learner(X[-6:])[:, -1], POSITIVE[-6:]).item(), rel=1e-5)
    drawn = {tuple(row.flatten().tolist()) for seed in range(25) for row in task.batch(16, seed).inputs}
    assert drawn == {tuple(row.flatten().tolist()) for row in X[:-6]}


def test_the_same_seed_trains_the_same_weights():
    def weights():
        task = Samples(TensorDataset(X, POSITIVE))
        *_, last = train(task, Learner(task, 8), Settings(steps=3, every=3))
        return last.weights["gru.weight_hh_l0"]

    assert torch.equal(weights(), weights())


def test_batches_train_a_model_of_ones_own():
    model = Model()
    loader = DataLoader(TensorDataset(X, POSITIVE), batch_size=20)
    first, last = train(loader, model, SHORT)
    assert last.loss < first.loss
    with torch.no_grad():
        answers = model(X[:20])
        written = gru_viz.trace(model.encoder, X[:20]).input_gate.mean().item()
    assert last.loss == pytest.approx(cross_entropy(answers, POSITIVE[:20]).item(), rel=1e-5)
    assert last.accuracy == pytest.approx((answers.argmax(-1) == POSITIVE[:20]).float().mean().item())
    assert last.write_gate == pytest.approx(written, rel=1e-4)
    assert torch.equal(last.weights["out.weight"], model.out.weight)


@pytest.mark.parametrize("price", [0.0, 0.1])
def test_a_learner_trains_the_same_while_it_is_monitored(price):
    task, seen, settings = Samples(TensorDataset(X, POSITIVE)), {}, Settings(steps=4, every=2, price=price)
    *_, alone = train(task, Learner(task, 4), settings)
    learner = Learner(task, 4)
    with gru_viz.Monitor(learner, every=3, writer=seen.__setitem__):
        *_, last = train(task, learner, settings)
    assert len(seen) >= 2
    torch.testing.assert_close(last.weights["gru.weight_hh_l0"], alone.weights["gru.weight_hh_l0"])


def test_a_price_on_writing_lowers_it_in_a_model_of_ones_own():
    free, dear = ([*train(TensorDataset(X, POSITIVE), Model(), Settings(15, price, 0.05))][-1] for price in (0.0, 5.0))
    assert dear.write_gate < free.write_gate - 0.05


def test_what_is_not_asked_does_not_count():
    classes = torch.randint(3, (60, 7), generator=torch.Generator().manual_seed(1))
    classes[torch.rand(60, 7, generator=torch.Generator().manual_seed(2)) < 0.5] = -100
    task = Samples([(X[:30], classes[:30]), (X[30:], classes[30:])])
    learner = Learner(task, 4)
    (only,) = train(task, learner, Settings(steps=0))
    expected = cross_entropy(learner(X[:30]).flatten(0, 1), classes[:30].flatten())
    assert only.loss == pytest.approx(expected.item(), rel=1e-5)
    values = X.cumsum(1)
    values[:, :3] = math.nan
    task = Samples(TensorDataset(X, values), tolerance=0.5)
    learner = Learner(task, 4)
    (only,) = train(task, learner, Settings(steps=0))
    said, wanted = learner(X[-6:])[:, 3:], values[-6:, 3:]
    assert only.loss == pytest.approx(mse_loss(said, wanted).item(), rel=1e-5)
    assert only.accuracy == pytest.approx(((said - wanted).abs() <= 0.5).all(-1).float().mean().item())


def test_ids_are_embedded_and_a_batch_of_choice_judges():
    ids = torch.arange(40).reshape(8, 5) % 11
    fresh = (ids[:2], ids[:2] % 2)
    task = Samples([(ids, ids % 2)], fresh, vocabulary=11, embedding_size=3)
    first, last = train(task, Learner(task, 6), SHORT)
    assert last.loss < first.loss
    assert torch.equal(task.batch(1, FRESH_SEEDS).inputs, fresh[0])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Samples([]), "at least one batch, got none"),
        (lambda: Samples(TensorDataset(X[:1], POSITIVE[:1])), "at least 2 sequences, got 1"),
        (lambda: Samples([X]), "pairs of inputs and targets, got a Tensor"),
        (lambda: Samples(TensorDataset(X, POSITIVE, POSITIVE)), "pairs of inputs and targets, got a tuple of 3"),
        (lambda: [*train([(X, X)] * 2, nn.Linear(2, 2), Settings(2, 0.1))], "price: nothing in this model has a gate"),
        (lambda: Samples([(X[0], POSITIVE)]), r"got \(7, 2\) and \(60,\)"),
        (lambda: Samples([(X, POSITIVE[:9])]), r"targets of 60 sequences of 7 steps, got \(9,\)"),
        (lambda: Samples(Ragged()), "some of 1 and some of 5 steps"),
        (lambda: Samples(type("Endless", (IterableDataset,), {"__iter__": iter})()), "put it into a DataLoader"),
        (lambda: Learner(Samples([(POSITIVE.reshape(6, 10), POSITIVE[:6])])), "vocabulary: inputs are ids"),
        (lambda: [*train(iter([(X, POSITIVE)] * 3), Model(), SHORT)], "the batches have run out"),
        (lambda: [*train([(X, POSITIVE + 5)] * 2, Model(), SHORT)], "it scores 2 classes, but the data has class 6"),
        (lambda: [*train([(X, X)] * 2, nn.Linear(2, 3), SHORT)], r"shape \(60, 7, 2\), got \(60, 7, 3\)"),
    ],
)
def test_what_does_not_fit_is_said(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()


class Ragged(torch.utils.data.Dataset):
    def __len__(self):
        return 50

    def __getitem__(self, place):
        return X[place, : 1 + place % 5], POSITIVE[place]
