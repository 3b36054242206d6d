"""Training: it learns, the same way each time, and stops with what it has."""

import copy
import math
from dataclasses import replace
from functools import partial

import pytest
import torch
from torch import nn

from gru_viz import Problem, TextbookGRU, trace
from gru_viz.learning import recipes
from gru_viz.learning.adam import Adam
from gru_viz.learning.bundled import FOLDER, bundled, learned_as, load, load_bundled, said_by, stem_of
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.loss import write_gate
from gru_viz.learning.recipes import RECIPES, SENTENCES, Recipe, make
from gru_viz.learning.segmentation import sentences
from gru_viz.learning.tasks import TASKS

#: Steps after which a task of which nothing is learned at first has begun to be, on short sequences; the others need 20.
SLOW = {"negation": 30, "parity": 30}


#: Whose words are drawn by the package wordfreq, which takes half a second to load: one worker does.
LOADING = pytest.mark.xdist_group("wordfreq")


def each_of(names):
    """Each of them, or each tuple that begins with it, as a parameter."""
    return [pytest.param(*each, marks=LOADING if each[0].startswith("words") else ()) for each in names]


@pytest.mark.parametrize("name", each_of((name,) for name in TASKS))
def test_a_few_steps_lower_the_loss(name):
    task, steps = replace(TASKS[name], length=6, further=0), SLOW.get(name, 20)
    settings = Settings(steps=steps, every=steps, batch=16, rate=0.1)
    first, *_, last = train(task, Learner(task, bidirectional=name == "clue"), settings)
    assert last.loss < 0.9 * first.loss
    assert last.accuracy > first.accuracy
    assert (first.step, last.step) == (0, steps)


@pytest.mark.parametrize("options", [{"textbook": True}, {"bidirectional": True}, {"num_layers": 2}])
def test_every_kind_of_gru_learns_parity(options):
    task = replace(TASKS["parity"], length=3)
    *_, last = train(task, Learner(task, 12, **options), Settings(steps=40, rate=0.1, every=40, batch=16))
    assert last.accuracy > 0.9


def test_the_same_seed_trains_the_same_weights():
    def weights(seed: int) -> torch.Tensor:
        *_, last = train(TASKS["parity"], Learner(TASKS["parity"], 6), Settings(steps=3, batch=8, seed=seed))
        return last.weights["gru.weight_hh_l0"]

    state = torch.get_rng_state()
    once = weights(3)
    assert torch.equal(once, weights(3))
    assert not torch.equal(once, weights(4))
    assert torch.equal(torch.get_rng_state(), state)


def test_stopping_keeps_what_is_there():
    task = TASKS["parity"]
    learner = Learner(task)
    records = train(task, learner, Settings(steps=100, every=2))
    stopped = [next(records) for _ in range(3)][-1]
    records.close()
    assert stopped.step == 4
    assert all(torch.equal(v, stopped.weights[k]) for k, v in learner.state_dict().items())


def test_snapshots_are_copies():
    first, last = train(TASKS["parity"], Learner(TASKS["parity"]), Settings(steps=1))
    assert not torch.equal(first.weights["head.weight"], last.weights["head.weight"])


def test_a_run_that_comes_apart_stops_with_a_sentence_and_the_last_good_weights():
    task = TASKS["adding"]
    learner = Learner(task)
    records = train(task, learner, Settings(steps=50, every=5))
    good = [copy.deepcopy(next(records)) for _ in range(2)][-1]
    with torch.no_grad():
        learner.head.weight.fill_(float("nan"))
    with pytest.raises(Problem, match=r"came apart after step 5: .* The weights of step 5 are kept"):
        next(records)
    assert all(torch.equal(v, good.weights[k]) for k, v in learner.state_dict().items())


def test_the_price_on_writing_lowers_the_write_gate_at_equal_accuracy():
    free, priced = bundled()["remember"].card, bundled()["remember-price"].card
    assert free.accuracy == priced.accuracy == 1.0
    assert priced.write_gate < free.write_gate / 3


def test_with_a_price_it_writes_at_the_mark_and_the_letter_only():
    model = bundled()["remember-price"]
    batch = model.task.batch(128, 9)
    writing = 1 - trace(model.learner.gru, batch.inputs).update_gate[0, 0].mean(-1).T  # (B, T)
    marks = torch.tensor([row.index("!") for row in batch.tokens])
    steps = torch.arange(writing.shape[1])
    used = (steps == marks[:, None]) | (steps == marks[:, None] + 1)
    assert writing[steps == marks[:, None] + 1].mean() > 4 * writing[~used].mean()


BUNDLED = [(name, reset) for reset in ("after", "before") for name in bundled(reset)]
#: Of models that cannot know, as they read in one direction only.
GUESSING = {"clue-forward": 0.6, "words": 0.83}
LSTMS = [name for name in RECIPES if name.endswith("-lstm")]


@pytest.mark.parametrize(("name", "reset"), each_of(BUNDLED))
def test_every_bundled_models_card_holds_on_fresh_sequences(name, reset):
    model = bundled(reset)[name]
    usual = round(model.task.length + model.task.further)
    # A sequence of letters asks for an answer at each of them.
    fresh = accuracy(model.task, model.learner, 100 if model.task.by_f1 else 400, seed=77, length=usual)
    assert fresh >= model.card.accuracy - 0.03
    assert model.card.accuracy > GUESSING.get(name, 0.93)
    assert not model.learner.training
    assert model.learner.gru.hidden_size == model.card.hidden_size
    assert isinstance(model.learner.gru, TextbookGRU) == (model.card.reset == "before") == (reset == "before")


@pytest.mark.parametrize("name", each_of((name,) for name in LSTMS))
def test_an_lstm_learned_what_the_gru_beside_it_did(name):
    of = name.removesuffix("-lstm")
    lstm, gru = learned_as(of, "lstm"), bundled()[of]
    assert isinstance(lstm.learner.gru, nn.LSTM)
    same = ("task", "hidden_size", "num_layers", "bidirectional", "price")
    assert [getattr(lstm.card, each) for each in same] == [getattr(gru.card, each) for each in same]
    usual = round(lstm.task.length + lstm.task.further)
    assert accuracy(lstm.task, lstm.learner, 400, seed=77, length=usual) >= lstm.card.accuracy - 0.03
    assert lstm.card.accuracy > GUESSING.get(of, 0.93)
    assert name not in bundled()


def test_a_price_teaches_an_lstm_to_write_seldom():
    prices = [learned_as(name, "lstm").card.write_gate for name in ("remember-price", "remember")]
    assert prices[0] < prices[1] / 3
    tr = trace(nn.LSTM(3, 4), torch.randn(5, 2, 3))
    assert write_gate(tr) == tr.input_gate.mean()


def test_both_directions_know_what_one_must_guess():
    assert bundled()["clue-both"].card.accuracy > 0.99
    assert bundled()["clue-forward"].card.accuracy < 0.75


def test_the_name_of_a_file_says_what_is_in_it():
    for stem in RECIPES:
        card = load(FOLDER / stem).card
        name, reset, cell = said_by(stem)
        assert (reset, cell) == (card.reset, card.cell)
        assert stem_of(name, reset, cell) == stem


def test_models_are_small_and_complete():
    assert {stem_of(name, reset) for name, reset in BUNDLED} | set(LSTMS) == set(RECIPES)
    assert set(bundled("before")) == {"remember-price", "words", "words-both"} < set(bundled())
    assert all(file.stat().st_size <= 500_000 for file in FOLDER.glob("*.safetensors"))
    assert sum(file.stat().st_size for file in FOLDER.iterdir() if not file.stem.startswith("words")) < 1_000_000


def test_models_load_when_they_are_asked_for():
    load_bundled.cache_clear()
    models = bundled()
    assert "words" in models
    assert len(models) > 10
    assert load_bundled.cache_info().currsize == 0
    assert models["parity"] is bundled()["parity"]
    assert load_bundled.cache_info().currsize == 1
    with pytest.raises(KeyError):
        models["no such model"]


def test_make_writes_what_load_reads(tmp_path, monkeypatch):
    monkeypatch.setitem(RECIPES, "tiny", Recipe("parity", Settings(steps=3)))
    card = make("tiny", tmp_path, seed=5)
    model = load(tmp_path / "tiny")
    assert model.card == card
    assert "python -m gru_viz.learning tiny --seed 5" in card.command
    assert accuracy(model.task, model.learner, 1000) == card.accuracy


@pytest.mark.parametrize("cell", ["lstm", "rnn"])
def test_other_cells_learn_too(cell):
    task = TASKS["brackets"]
    learner = Learner(task, cell=cell)
    before = accuracy(task, learner)
    *_, last = train(task, learner, Settings(steps=15, rate=0.1, every=15, batch=16))
    assert last.accuracy > before + 0.1
    assert math.isnan(last.write_gate) == (cell == "rnn")


def test_the_gradient_is_shortened_and_keeps_its_direction(monkeypatch):
    task, learner = TASKS["parity"], Learner(TASKS["parity"], 6)
    seen = []
    step = Adam.step

    def watched(adam, *arguments):
        seen.append(torch.cat([p.grad.flatten() for p in adam.parameters]))
        return step(adam, *arguments)

    monkeypatch.setattr(Adam, "step", watched)
    batch = task.batch(64, 0)
    loss = torch.nn.functional.cross_entropy(learner(batch.inputs)[batch.asked], batch.targets[batch.asked])
    whole = torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(learner.parameters()))])
    assert whole.norm() > 1e-3
    list(train(task, learner, Settings(steps=1, clip=1e-3)))
    assert seen[0].norm().item() == pytest.approx(1e-3, rel=1e-3)
    assert torch.cosine_similarity(seen[0], whole, dim=0).item() == pytest.approx(1, abs=1e-5)


@LOADING
@pytest.mark.parametrize("textbook", [False, True])
def test_a_model_of_words_is_made_the_same_each_time(tmp_path, monkeypatch, textbook):
    recipe = Recipe("words", Settings(steps=4, batch=8), bidirectional=True, hidden_size=5, textbook=textbook)
    monkeypatch.setitem(RECIPES, "tiny", recipe)
    # Of short texts, most of whose time it takes to draw them, and judged on few.
    monkeypatch.setitem(TASKS, "words", replace(TASKS["words"], further=2))
    monkeypatch.setattr(recipes, "on_fresh", partial(recipes.on_fresh, texts=10))
    monkeypatch.setattr(recipes, "accuracy", lambda task, learner, _size: accuracy(task, learner, 10))
    for language in ("english", "chinese"):
        some = sentences(SENTENCES / f"{language}.txt")[:5]
        (tmp_path / f"{language}.txt").write_text("\n".join(some), "utf-8")
    cards = [make("tiny", tmp_path / each, sentences=tmp_path) for each in "ab"]
    one, other = (load(tmp_path / each / "tiny") for each in "ab")
    assert cards[0].sentences == cards[1].sentences == one.card.sentences
    assert one.card.source
    assert all(torch.equal(a, b) for a, b in zip(one.learner.parameters(), other.learner.parameters(), strict=True))
