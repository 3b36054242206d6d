"""The command `gru-viz`."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import kaleido
import numpy as np
import pandas as pd
import pytest
import torch
import xarray as xr
from choreographer.errors import ChromeNotFoundError
from PIL import Image
from safetensors.torch import save_file

import gru_viz
from gru_viz.__main__ import main
from gru_viz.command import trace
from gru_viz.serve import nginx
from tests.learning.files.speaker import Speaker, handed_over
from tests.learning.files.test_reader import WORDS, Language, two_layers


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    code = 0
    try:
        main(list(arguments))
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    return code, said.out, said.err


def test_version(capsys):
    assert run(capsys, "--version") == (0, f"gru-viz {gru_viz.__version__}\n", "")


def test_module_and_command_are_one_and_to_say_their_version_they_load_no_torch():
    command = [sys.executable, "-X", "importtime", "-m", "gru_viz", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout == f"gru-viz {gru_viz.__version__}\n"
    loaded = {line.split("|")[-1].strip() for line in said.stderr.splitlines()}
    assert "gru_viz.problem" in loaded
    assert "torch" not in loaded


def test_several_workers_need_nginx_and_at_least_one_of_them(capsys, monkeypatch):
    assert "at least one serves" in run(capsys, "serve", "--workers", "0")[2]
    monkeypatch.setattr(nginx.shutil, "which", lambda *_names, **_where: None)
    code, _said, why = run(capsys, "serve", "--workers", "2")
    assert code == 2
    assert "apt-get install nginx" in why


def test_trace_of_a_bundled_model_as_csv(capsys, tmp_path):
    out = tmp_path / "trace.csv"
    assert run(capsys, "trace", "remember", "--text", "ab!cd?", "--out", str(out)) == (0, "", "")
    with out.open() as file:
        rows = list(csv.DictReader(file))
    model = gru_viz.bundled()["remember"]
    h = model.learner.gru(model.task.encode([list("ab!cd?")]))[0]
    assert len(rows) == h.numel()
    assert [row["token"] for row in rows if row["unit"] == "0"] == list("ab!cd?")
    at = next(row for row in rows if (row["time"], row["unit"]) == ("3", "2"))
    assert float(at["hidden_state"]) == pytest.approx(h[0, 3, 2].item(), abs=1e-6)


def test_trace_of_a_file_as_a_page_that_needs_no_network(capsys, tmp_path):
    gru = torch.nn.GRU(5, 4, 2, bidirectional=True)
    save_file({f"encoder.{name}": value for name, value in gru.state_dict().items()}, tmp_path / "own.safetensors")
    out = tmp_path / "trace.html"
    arguments = ["trace", str(tmp_path / "own.safetensors"), "--text", "to be <b>or</b>", "--out", str(out)]
    code, _said, note = run(capsys, *arguments)
    assert code == 0
    assert "random vector" in note
    page = out.read_text("utf-8")
    assert "importmap" in page  # the interactive file: heatmaps, cell, arithmetic
    assert 'src="http' not in page
    assert "<b>or</b>" not in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope.pt"], "There is no file “nope.pt”"),
        (["parity", "--text", "0110", "--out", "x.gif"], ".csv, .parquet, .zarr, .html, .png"),
        (["parity", "--text", "abc"], "does not know"),
        (["parity", "--csv", "none.csv"], "“none.csv” cannot be read"),
        (["parity", "--text", "   "], "no text"),
        (["parity", "--layer", "3", "--out", "x.png"], "no layer 3"),
        (["parity", "--direction", "backward", "--out", "x.png"], "forward only"),
        (["parity", "--out", "no/such/folder.zarr/"], "cannot be written: No such file"),
        (["parity", "--out", "no/such/folder.png"], "cannot be written: No such file"),
        (["parity", "--out", "no/such/folder.csv"], "cannot be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(capsys, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    defaults = [] if {"--text", "--csv"} & {*arguments} else ["--text", "0110"]
    defaults += [] if "--out" in arguments else ["--out", "x.csv"]
    code, said, error = run(capsys, "trace", *arguments, *defaults)
    assert (code, said) == (2, "")
    assert error.startswith("gru-viz: ")
    assert sentence in error
    assert "Traceback" not in error
    assert not list(tmp_path.iterdir())


def test_numbers_of_a_file_are_read_and_every_number_written_as_parquet(capsys, tmp_path):
    gru = torch.nn.GRU(2, 4)
    save_file(gru.state_dict(), tmp_path / "own.safetensors")
    numbers, out = tmp_path / "numbers.csv", tmp_path / "trace.parquet"
    numbers.write_text("a,b\n1,2\n3,4\n5,6.5\n")
    arguments = ["trace", str(tmp_path / "own.safetensors"), "--csv", str(numbers), "--out", str(out)]
    assert run(capsys, *arguments) == (0, "", "")
    h = gru(torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]]))[0]
    assert pd.read_parquet(out)["hidden_state"].tolist() == pytest.approx(h.flatten().tolist(), abs=1e-6)
    numbers.write_text("1,2,3\n")
    assert "has 3 columns of numbers; this GRU reads 2." in run(capsys, *arguments)[2]


def test_every_number_as_zarr_and_what_is_there_is_left_alone(capsys, tmp_path):
    out = tmp_path / "run.zarr"
    arguments = ["trace", "remember", "--text", "ab!cd?", "--out", str(out)]
    assert run(capsys, *arguments) == (0, "", "")
    tr = gru_viz.Experiment(text="ab!cd?", weights="example", example_model="remember").run()
    with xr.open_zarr(out) as found:
        np.testing.assert_array_equal(found["update_gate"], tr.update_gate)
    assert run(capsys, *arguments) == (0, "", "")  # its own is written again
    (tmp_path / "mine.zarr").mkdir()
    (tmp_path / "mine.zarr" / "letter.txt").write_text("keep")
    assert "is no Zarr store" in run(capsys, *arguments[:-1], str(tmp_path / "mine.zarr"))[2]
    assert (tmp_path / "mine.zarr" / "letter.txt").read_text() == "keep"


@pytest.mark.skipif(not any(map(shutil.which, trace._BROWSERS)), reason="a browser draws it")
def test_a_picture(capsys, tmp_path):
    out = tmp_path / "run.png"
    assert run(capsys, "trace", "remember", "--text", "ab!cd?", "--out", str(out)) == (0, "", "")
    assert Image.open(out).width >= 1000


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(ChromeNotFoundError(), "install Chromium or Chrome"), (RuntimeError("no display"), "failed: no display")],
)
def test_a_picture_without_a_browser_is_a_sentence(capsys, tmp_path, monkeypatch, error, sentence):
    def fail(*_arguments, **settings):
        assert "http" not in settings["kopts"]["page_generator"].generate_index()  # nothing from the network
        raise error

    monkeypatch.setattr(kaleido, "write_fig_sync", fail)
    code, _said, why = run(capsys, "trace", "parity", "--text", "0110", "--out", str(tmp_path / "x.png"))
    assert code == 2
    assert sentence in why


def test_words_of_a_file_are_read_and_its_surest_answers_said(capsys, tmp_path):
    torch.save(Language().state_dict(), tmp_path / "m.pt")
    (tmp_path / "words.txt").write_text("\n".join(WORDS))
    arguments = [
        "trace",
        str(tmp_path / "m.pt"),
        "--vocab",
        str(tmp_path / "words.txt"),
        "--out",
        str(tmp_path / "x.csv"),
    ]
    code, said, errors = run(capsys, *arguments, "--text", "the cat")
    best = Language()(torch.tensor([1, 2]))[-1].softmax(-1).topk(1)
    assert (code, errors) == (0, "")
    assert said.startswith(f"after “cat”: {WORDS[best.indices[0]]} {best.values[0]:.1%}, ")
    assert run(capsys, *arguments, "--text", "xylophone")[0] == 0  # <unk>
    (tmp_path / "words.txt").write_text("\n".join(WORDS[1:]))
    code, said, errors = run(capsys, *arguments, "--text", "xylophone")
    assert (code, said) == (2, "")
    assert "“xylophone” is not in the vocabulary" in errors


def test_of_several_layers_the_one_that_reads_the_embedding_is_taken_and_named(capsys, tmp_path):
    model, out = two_layers(), tmp_path / "x.csv"
    torch.save(model.state_dict(), tmp_path / "two.pt")
    (tmp_path / "words.txt").write_text("\n".join(WORDS))
    arguments = ["trace", str(tmp_path / "two.pt"), "--vocab", str(tmp_path / "words.txt"), "--out", str(out)]
    arguments += ["--text", "the cat"]
    note = "two.pt: “low” is taken, of low, high; --prefix NAME takes another.\n"
    assert run(capsys, *arguments) == (0, "", note)
    expected = model["low"](model["emb"](torch.tensor([[1], [2]])))[0]
    assert pd.read_csv(out)["hidden_state"].tolist() == pytest.approx(expected.flatten().tolist(), abs=1e-6)
    (tmp_path / "words.txt").write_text("\n".join(WORDS[:3]))  # fewer than numbers of a step: nothing reads one-hot
    code, _said, note = run(capsys, *arguments, "--prefix", "high")
    assert code == 0
    assert "how “high” (LSTM) reads words is not known" in note
    assert note.endswith("An embedding of the file is read by “low”: --prefix low.\n")


def test_numbers_are_read_by_the_first_layer_whatever_reads_words(capsys, tmp_path):
    parts = {"series": torch.nn.LSTM(2, 3), "words": torch.nn.GRU(4, 3), "emb": torch.nn.Embedding(7, 4)}
    torch.save(torch.nn.ModuleDict(parts).state_dict(), tmp_path / "two.pt")
    numbers, out = tmp_path / "numbers.csv", tmp_path / "x.csv"
    numbers.write_text("1,2\n3,4\n")
    arguments = ["trace", str(tmp_path / "two.pt"), "--csv", str(numbers), "--out", str(out)]
    code, _said, note = run(capsys, *arguments)
    assert (code, note.split(",")[0]) == (0, "two.pt: “series” is taken")
    assert len(pd.read_csv(out)) == 6
    numbers.write_text("1,2,3\n")
    assert "this LSTM reads 2" in run(capsys, *arguments)[2]


def test_an_encoder_decoder_says_its_words(capsys, tmp_path):
    model = Speaker()
    file, letters, sounds = map(str, handed_over(tmp_path, model))
    arguments = [
        "trace",
        file,
        "--vocab",
        letters,
        "--says",
        sounds,
        "--text",
        "hello",
        "--out",
        str(tmp_path / "x.csv"),
    ]
    assert run(capsys, *arguments) == (0, " ".join(model.greedy("hello")) + "\n", "")
    assert pd.read_csv(tmp_path / "x.csv")["token"].unique().tolist() == [*"helo", "</s>"]
    assert run(capsys, *arguments, "--prefix", "decoder.gru")[0] == 0
    assert pd.read_csv(tmp_path / "x.csv")["token"][0] == "<s>"
    Path(letters).write_text("[1]")
    code, said, errors = run(capsys, *arguments)
    assert (code, said) == (2, "")
    assert "is no vocabulary" in errors


def test_a_broken_file_is_a_sentence(capsys, tmp_path):
    (tmp_path / "a.pt").write_bytes(b"no weights at all")
    code, _said, error = run(capsys, "trace", str(tmp_path / "a.pt"), "--text", "a", "--out", str(tmp_path / "x.csv"))
    assert code == 2
    assert "“a.pt” cannot be read" in error


def test_without_the_apps_packages_it_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setattr("gru_viz.__main__.find_spec", lambda _name: None)
    code, _said, error = run(capsys)
    assert code == 2
    assert "pip install 'gru-viz[app]'" in error


def test_inspect_says_what_is_in_a_file_and_what_is_left_out(capsys, tmp_path):
    tensors = {f"encoder.{name}": value for name, value in torch.nn.GRU(5, 4, 2).state_dict().items()}
    tensors |= {f"lstm.{name}": value for name, value in torch.nn.LSTM(5, 4, proj_size=2).state_dict().items()}
    save_file(tensors, tmp_path / "own.safetensors")
    code, said, errors = run(capsys, "inspect", str(tmp_path / "own.safetensors"))
    assert (code, errors) == (0, "")
    # 3 · 4 · (5 + 4 + 2) numbers in the first layer, 3 · 4 · (4 + 4 + 2) in the second.
    assert said.splitlines()[0] == (
        "encoder: GRU(5, 4, num_layers=2), 252 parameters, z = 1 keeps, reset gate after the matrix, no embedding, "
        "no output layer"
    )
    assert said.splitlines()[1].startswith("left out: “lstm” has proj_size = 2")


def test_a_layer_without_a_prefix_has_one_name_by_which_it_is_taken(capsys, tmp_path):
    tensors = torch.nn.GRU(3, 4).state_dict() | {
        f"b.{key}": each for key, each in torch.nn.GRU(2, 4).state_dict().items()
    }
    torch.save(tensors, tmp_path / "own.pt")
    assert run(capsys, "inspect", str(tmp_path / "own.pt"))[1].startswith("(no prefix): GRU(3, 4)")
    trace_it = ["trace", str(tmp_path / "own.pt"), "--text", "a", "--out", str(tmp_path / "x.csv")]
    assert "“(no prefix)” is taken, of (no prefix), b;" in run(capsys, *trace_it)[2]
    assert "how “(no prefix)” (GRU) reads words" in run(capsys, *trace_it, "--prefix", "(no prefix)")[2]


def test_inspect_says_what_belongs_to_a_layer(capsys, tmp_path):
    code, said, _errors = run(capsys, "inspect", str(handed_over(tmp_path, Speaker())[0]))
    assert code == 0
    first, second = said.splitlines()
    assert first.startswith("encoder.gru: GRU(12, 16")
    assert first.endswith("embedding encoder.embedding.weight (29, 12), no output layer")
    assert second.endswith("embedding decoder.embedding.weight (74, 15), output layer decoder.fc.weight (74, 16)")


@pytest.mark.xdist_group("compiler")  # an optimiser of PyTorch's loads it
def test_inspect_of_a_checkpoint_of_every_kind_takes_nothing_of_the_optimiser(capsys, tmp_path):
    kinds = {"gru": torch.nn.GRU(3, 4), "lstm": torch.nn.LSTMCell(3, 4), "rnn": torch.nn.RNN(3, 4)}
    model = torch.nn.ModuleDict(kinds)
    adam = torch.optim.Adam(model.parameters())
    sum(parameter.sum() for parameter in model.parameters()).backward()
    adam.step()
    torch.save({"model": model.state_dict(), "adam": adam.state_dict()}, tmp_path / "checkpoint.pt")
    code, said, errors = run(capsys, "inspect", str(tmp_path / "checkpoint.pt"))
    assert (code, errors) == (0, "")
    assert said.splitlines() == [
        "model.gru: GRU(3, 4), 108 parameters, z = 1 keeps, reset gate after the matrix, no embedding, no output layer",
        "model.lstm: LSTM(3, 4), 144 parameters, no embedding, no output layer",
        "model.rnn: RNN(3, 4), 36 parameters, nonlinearity tanh, no embedding, no output layer",
    ]


def test_inspect_of_no_file_is_a_sentence(capsys, tmp_path):
    code, _said, errors = run(capsys, "inspect", str(tmp_path / "no.keras"))
    assert code == 2
    assert "There is no file" in errors


def test_lesson_check_says_what_is_wrong_with_file_and_line(capsys, tmp_path):
    for language in ("en", "zh_CN"):
        (tmp_path / f"1.{language}.md").write_text('+++\ntitle = "Gates"\n+++\nText', "utf-8")
    assert run(capsys, "lesson", "check", str(tmp_path)) == (0, "Gates: 1 steps, no fault\n", "")
    (tmp_path / "1.en.md").write_text('+++\ntitle = "Gates"\n+++\nText <b>', "utf-8")
    code, said, error = run(capsys, "lesson", "check", str(tmp_path))
    assert (code, said) == (2, "1.en.md, line 4: HTML is not let through: “<b>”\n")
    assert error == "gru-viz: Faults: 1; steps: 1.\n"
    assert run(capsys, "lesson", "check", str(tmp_path / "none"))[0] == 2


def test_lesson_check_takes_a_folder_of_lessons_as_the_app_does(capsys, tmp_path):
    for lesson in ("one", "two"):
        (tmp_path / lesson).mkdir()
        for language in ("en", "zh_CN"):
            (tmp_path / lesson / f"1.{language}.md").write_text(f'+++\ntitle = "{lesson}"\n+++\nText', "utf-8")
    check = ("lesson", "check", str(tmp_path))
    assert run(capsys, *check) == (0, "one: 1 steps, no fault\ntwo: 1 steps, no fault\n", "")
    (tmp_path / "two" / "1.zh_CN.md").unlink()
    code, said, error = run(capsys, *check)
    assert (code, error) == (2, "gru-viz: Faults: 1; steps: 2.\n")
    assert said.startswith("two/1.zh_CN.md, line 1: this file is missing")
