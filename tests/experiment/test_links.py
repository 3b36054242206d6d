"""Links that are out: each still means the experiment that it meant when it was written, and gives the same numbers.

`links.json` was written by the version before the code moved to its rooms: for each link what it is about, the
fields that differ from the defaults of that time, and for every run that it describes a few places (layer, direction,
step, sequence, unit) with the value of every quantity there.
"""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import torch

from gru_viz import Experiment
from gru_viz.analysis.bidirectional import merge, output_layer
from gru_viz.experiment.link import link_of, told_by
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.whatif import edited, interventions
from gru_viz.inputs.delimited import read_table
from gru_viz.learning.files.belonging import fitting_embeddings
from gru_viz.learning.learner import Learner
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import TASKS
from tests.learning.files.own import contents, own_model

KEPT = json.loads(Path(__file__).with_name("links.json").read_text("utf-8"))
LINKS = KEPT["links"]
NAMES = [f"{index}-{link['about']}" for index, link in enumerate(LINKS)]
#: What a visitor brings along is not part of a link.
TABLE = "a;b\n1;0.5\n-2;1\n0.25;3"
SHAPES = {
    **{"one.weight_ih_l0": (9, 4), "one.weight_hh_l0": (9, 3), "one.bias_ih_l0": (9,), "one.bias_hh_l0": (9,)},
    **{"two.weight_ih_l0": (6, 3), "two.weight_hh_l0": (6, 2), "ids.weight": (5, 3)},
}


def weights_of(experiment: Experiment) -> Pretrained | None:
    """Weights from the visitor's training or file."""
    if experiment.weights == "trained":
        return Pretrained.of(Learner(TASKS["remember"], 5, seed=4), TASKS["remember"])
    if experiment.weights != "file":
        return None
    tensors = {name: torch.linspace(-1, 1, torch.Size(shape).numel()).view(shape) for name, shape in SHAPES.items()}
    file = contents(tensors)
    layer = list(file.layers)[experiment.file_gru]
    names = [False, *(matrix.name for matrix in fitting_embeddings(file, layer))]
    return own_model(tensors, layer=layer, embedding=names[max(0, experiment.file_embedding)])


def runs_of(experiment: Experiment) -> dict[str, object]:
    """Every run that a link describes, by its name in `links.json`."""
    setup = Setup.of(experiment, read_table(TABLE, experiment.header), weights_of(experiment))
    runs = {"run": setup.run()}
    if held := interventions(setup):
        runs["held"] = setup.run(held)
    if change := edited(setup):
        runs["edited"] = setup.reading(change.sequence).run()
    if experiment.compare:
        runs["untrained"] = setup.untrained().run()
    return runs


def opened(link: str) -> Experiment:
    """What a link says; nothing of it may be left out."""
    experiment, problems = told_by(dict(parse_qsl(link, keep_blank_values=True)))
    assert problems == []
    return experiment


def test_there_is_a_link_about_every_parameter():
    defaults = Experiment()
    assert {link["about"] for link in LINKS} == set(Experiment.table())
    for link in LINKS:
        name = link["about"]
        assert getattr(opened(link["link"]), name) != getattr(defaults, name), link["link"]


@pytest.mark.parametrize("link", LINKS, ids=NAMES)
def test_a_link_means_the_experiment_that_it_meant_and_is_written_as_it_was(link):
    experiment = opened(link["link"])
    assert experiment.model_dump() == {**KEPT["defaults"], **link["means"]}
    assert link_of(experiment) == dict(parse_qsl(link["link"], keep_blank_values=True))


@pytest.mark.parametrize("link", [link for link in LINKS if link["gives"]], ids=lambda link: link["about"])
def test_a_link_gives_the_numbers_that_it_gave(link):
    experiment = opened(link["link"])
    runs = runs_of(experiment)
    kept = {name: numbers for name, numbers in link["gives"].items() if name not in ("merged", "y")}
    assert set(runs) == set(kept)
    for name, numbers in kept.items():
        quantities = [quantity for quantity in numbers if quantity != "at"]
        assert tuple(quantities) == runs[name].quantities
        for quantity in quantities:
            found = [getattr(runs[name], quantity)[tuple(place)].item() for place in numbers["at"]]
            assert found == pytest.approx(numbers[quantity], rel=0, abs=1e-6), (name, quantity)


@pytest.mark.parametrize("link", [link for link in LINKS if "y" in link["gives"]], ids=lambda link: link["about"])
def test_a_link_gives_the_merged_states_and_outputs_that_it_gave(link):
    e = opened(link["link"])
    merged = merge(e.run(), e.merge, e.layer, e.sample)
    assert merged[e.step][:3].tolist() == pytest.approx(link["gives"]["merged"], rel=0, abs=1e-6)
    y = output_layer(merged, e.classes, e.output_layer, e.output_seed)
    assert y[e.step].tolist() == pytest.approx(link["gives"]["y"], rel=0, abs=1e-6)


def test_a_bare_address_is_written_as_the_lesson_in_the_readers_language_and_every_other_link_as_it_says():
    assert (told_by({}, language="zh_CN")[0].convention, told_by({})[0].convention) == ("textbook", "pytorch")
    assert told_by({"t": "2"}, language="zh_CN")[0].convention == "pytorch"
    for convention in ("pytorch", "textbook", "cho"):
        shown = told_by({})[0].model_copy(update={"convention": convention})
        for writer, reader in ("zh_CN", "en"), ("zh_CN", "zh_CN"), ("en", "en"):
            link = link_of(shown, language=writer)
            assert told_by(link, language=reader)[0] == shown, (convention, writer, reader)
            assert (link == {}) == (convention == "pytorch" and writer == "en")
