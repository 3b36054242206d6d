"""What was interrupted, wherever it was, goes on and ends as if nothing had happened."""

import shutil
from itertools import count, islice

import numpy as np
import pytest
import torch

from gru_viz.corpus import direct, reading, store, trace, tracing
from gru_viz.corpus import open as opened
from gru_viz.corpus.sources import source
from gru_viz.corpus.store import Store
from gru_viz.problem import Problem
from tests.corpus.lines import LINES, array, arrays


@pytest.fixture
def small(monkeypatch):
    """A few lines are several blocks."""
    monkeypatch.setattr(source, "_BLOCK", 100)
    monkeypatch.setattr(reading, "_PORTION", 150)


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """A file of these lines."""
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text("\n".join(LINES), "utf-8")
    return path


@pytest.fixture(scope="module")
def whole(text):
    """Everything in a store that nothing interrupted."""
    return arrays(trace("words-both", text, text.parent / "whole", chunk=16, progress=False))


def same(found, wanted):
    for name, values in wanted.items():
        np.testing.assert_array_equal(values, found[name])


def test_stopped_after_any_step_it_goes_on_there(tmp_path, small, text, whole):
    reached = []
    for number in count(1):  # a store for each would stop everywhere; one also goes on again and again
        running = tracing("words-both", text, tmp_path / "again", chunk=16)
        steps = list(islice(running, number))
        running.close()
        part = opened(tmp_path / "again")
        for name in part.quantities:
            np.testing.assert_array_equal(array(part, name)[: len(part)], whole[name][: len(part)])
        if len(steps) < number:
            break
        reached.append(steps[-1].doing)
    assert {*reached} == {"reading", "tracing"}
    trace("words-both", text, tmp_path / "again", chunk=16, progress=False)
    same(arrays(opened(tmp_path / "again")), whole)


def test_killed_at_any_step_it_goes_on_there(tmp_path, small, text, whole):
    half = shutil.ignore_patterns("*.partial")  # half a file, which has no name of its own yet
    for number, _step in enumerate(tracing("words-both", text, tmp_path / "run", chunk=16, threads=1)):
        if number % 2:  # what is there if it dies now, with no word of farewell
            shutil.copytree(tmp_path / "run", tmp_path / str(number), ignore=half)
    left = [path for path in tmp_path.iterdir() if path.name.isdigit()]
    assert len(left) > 1
    for place in left:
        same(arrays(trace("words-both", text, place, chunk=16, progress=False)), whole)


def test_killed_before_it_is_noted_what_was_put_into_the_store_is_read_again(tmp_path, small, text, whole, monkeypatch):
    append, numbers = Store.append, count()

    def dies(self, block):
        append(self, block)
        if next(numbers) == 1:  # the second portion is there, and nobody is told
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Store, "append", dies)
        trace("words-both", text, tmp_path / "run", chunk=16, progress=False)
    same(arrays(trace("words-both", text, tmp_path / "run", chunk=16, progress=False)), whole)


def test_an_iterable_that_breaks_off_is_gone_on_with(tmp_path, small):
    torch.manual_seed(0)
    module, sequences = torch.nn.GRU(3, 4), [torch.randn(steps, 3) for steps in (30, 7, 90, 60, 3, 40)]

    def broken():
        yield from sequences[:4]
        raise ConnectionError("gone")

    with pytest.raises(Problem, match="broke off: gone"):
        trace(module, broken(), tmp_path / "run", chunk=16, progress=False)
    assert 0 < opened(tmp_path / "run").dataset.sizes["position"] < 230
    found = arrays(trace(module, iter(sequences), tmp_path / "run", chunk=16, progress=False))
    same(found, arrays(trace(module, sequences, tmp_path / "other", chunk=16, progress=False)))


@pytest.mark.parametrize("overwrite", [False, True])
def test_killed_while_the_store_is_made_it_is_made_anew(tmp_path, monkeypatch, overwrite):
    for number in range(4):  # files that are there as a whole
        place, left = tmp_path / str(number), count()
        if overwrite:  # another corpus
            trace("parity", ["0"], place, chunk=8, progress=False)

        def dies(path, values, number=number, left=left):
            if next(left) == number:
                path.with_name(f"{path.name}.1.partial").touch()
                raise KeyboardInterrupt
            direct.put(path, values)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(store, "put", dies)
            next(tracing("parity", ["01"], place, chunk=8, overwrite=overwrite))
        running = tracing("parity", ["01"], place, chunk=8, overwrite=overwrite)
        next(running)
        running.close()
        assert opened(place).dataset.sizes["position"] == 0


def test_what_is_finished_is_not_computed_again(tmp_path):
    trace("parity", ["0110", "1"], tmp_path / "run", progress=False)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
    found = trace("parity", ["0110", "1"], tmp_path / "run", progress=False)
    assert found.text(0, 5) == "0110\n1"
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
