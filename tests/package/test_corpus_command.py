"""The command `gru-viz corpus`, and the stores that `make corpus` makes."""

import pytest

import gru_viz
from gru_viz.corpus.examples import make
from tests.package.test_command import run

TEXT = "It was the best of times,\nit was the worst of times.\n" * 3


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(TEXT, "utf-8")
    return folder / "run.zarr"


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    path = tmp_path_factory.mktemp("traced") / "run.zarr"
    gru_viz.corpus.trace("words", TEXT.splitlines() * 2, path, progress=False)
    return path


def test_texts_are_traced_with_a_bar_and_searched(capsys, store):
    sources = [str(store.parent / name) for name in ("one.txt", "two.txt")]
    code, said, bar = run(capsys, "corpus", "trace", "words", *sources, "--store", str(store), "--chunk", "64")
    assert (code, said) == (0, f"<Corpus {store}: words, 234 positions; update_gate, hidden_state>\n")
    assert "tracing: 100%" in bar and "steps/s" in bar
    code, said, _bar = run(capsys, "corpus", "search", str(store), "--strongest", "update_gate", "--unit", "3")
    high, low = said.split("\n\n")
    assert code == 0 and all(line.count("[") == 1 for line in (high + "\n" + low).splitlines())
    values = [float(line.split("\t")[1]) for line in high.splitlines()]
    largest = gru_viz.corpus.open(store).dataset.update_gate[:, 0, 0, 3].to_numpy().max()
    assert values == sorted(values, reverse=True) and values[0] == pytest.approx(largest, abs=5e-4)
    code, said, _bar = run(capsys, "corpus", "search", str(store), "--nearest", "12", "--count", "2")
    assert [line.split("\t")[1] for line in said.splitlines()] == ["0.000", "0.000"]
    code, said, _bar = run(capsys, "corpus", "search", str(store), "--pattern", "12", "14")
    assert code == 0 and "units are on above" in said
    code, said, _bar = run(capsys, "corpus", "search", str(store), "--means", "update_gate")
    assert sum(int(line.split("\t")[2].split()[0]) for line in said.splitlines()) == 234


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("trace", "nothing", "a.txt", "--store", "x"), "There is no file “nothing”, and no bundled model"),
        (("trace", "words", "nowhere.txt", "--store", "x"), "There is no file “nowhere.txt”."),
        (("trace", "words", "a", "--store", "x", "--scheduler", "nonsense"), "no Dask scheduler at “nonsense”"),
        (("search", "nowhere", "--nearest", "1"), "There is no store “nowhere”."),
        (("search", "STORE", "--nearest", "234"), "Positions go from 0 to 233"),
        (("search", "STORE", "--strongest", "reset_gate", "--unit", "0"), "“reset_gate” is not in this store"),
        (("search", "STORE", "--strongest", "update_gate"), "of which one?"),
        (("search", "STORE", "--means", "update_gate", "--unit", "96"), "unit cannot be 96; allowed: 0 to 95."),
        (("search", "STORE", "--nearest", "1", "--direction", "backward"), "reads forward only"),
        (
            ("search", "STORE", "--nearest", "1", "--count", "-4"),
            "count cannot be -4; allowed: whole numbers from 1 on",
        ),
    ],
)
def test_what_cannot_be_done_is_a_sentence(capsys, traced, arguments, sentence):
    code, said, error = run(capsys, "corpus", *(str(traced) if each == "STORE" else each for each in arguments))
    assert (code, said) == (2, "") and sentence in error and "Traceback" not in error


def test_make_corpus_traces_what_no_training_has_seen(tmp_path):
    letters, words, numbers = make(tmp_path, ("quotes", "negation", "sine"), count=5)
    assert set("".join(letters.text(0, len(letters)))) <= set('abc "\n')
    assert " " in words.text(0, 4) and words.dataset.sizes["sequence"] == 5
    assert numbers.dataset.input.shape == (len(numbers), 1) and not numbers.symbols
    again = next(make(tmp_path, ("quotes",), count=5))
    assert again.text(0, 9) == letters.text(0, 9)
