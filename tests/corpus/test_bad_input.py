"""Whatever is wrong with a source or a store is one sentence, and the store stays valid up to its last whole chunk."""

import errno
import json
import shutil

import numpy as np
import pytest
import torch
from zarr.storage import _local

import gru_viz
from gru_viz.corpus import computing, direct, places, trace, workers
from gru_viz.corpus import open as opened
from gru_viz.corpus.soundness import check_chunks
from gru_viz.problem import Problem
from tests.corpus.lines import LINES, arrays
from tests.corpus.stores import random_store


def refused(match, *arguments, **options):
    with pytest.raises(Problem, match=match) as caught:
        trace(*arguments, **options, progress=False)
    assert "\n" not in str(caught.value)


def test_sources_that_cannot_be_read(tmp_path):
    store, text = tmp_path / "run", tmp_path / "text.txt"
    (tmp_path / "run.bin").write_bytes(b"\x7fELF\0\0\0")
    refused("is not a text", "words", tmp_path / "run.bin", store)
    text.write_bytes("你好，世界".encode("gb18030"))
    refused('is not in utf-8: byte 0 cannot be read.*encoding="gb18030"', "words", text, store)
    assert (
        trace("words", text, store, encoding="gb18030", chunk=8, progress=False, overwrite=True).text(0, 4)
        == "你好，世界"
    )
    refused("no file “nowhere.txt”", "words", "nowhere.txt", store)
    refused("No file fits", "words", str(tmp_path / "*.nothing"), store)
    refused("say Path", "words", [str(text)], store)
    refused("nothing in this corpus", "words", [" ", ""], tmp_path / "empty")
    refused("encoding.*cp1252", "words", text, tmp_path / "other", encoding="no such")
    (tmp_path / "a.parquet").write_text("no")
    refused("no Parquet", "words", tmp_path / "a.parquet", tmp_path / "parquet")
    refused("from place 1 on.*does not know “x”", "parity", ["01", "0x"], tmp_path / "parity")


def test_sources_that_do_not_fit_the_model(tmp_path):
    gru, store = torch.nn.GRU(3, 4), tmp_path / "run"
    refused("reads 3 numbers at each step, not text", gru, ["a"], store, overwrite=True)
    refused("shape \\(5, 2\\) came", gru, [torch.zeros(5, 2)], store, overwrite=True)
    refused("missing or infinite", gru, [np.full((2, 3), np.nan)], store, overwrite=True)
    refused("lines of it are expected", "words", [torch.zeros(5, 2)], store, overwrite=True)
    refused("Ids from 0 to 9 came", "parity", [np.array([0, 9])], store, overwrite=True)
    refused("keep cannot be “forget_gate”; GRU has reset_gate, ", gru, [], store, keep=("forget_gate",))
    refused("keep cannot be “”; GRU has", gru, [], store, keep=())
    refused("dtype cannot be “int8”", gru, [], store, dtype="int8")
    refused("chunk cannot be 0", gru, [], store, chunk=0)
    refused("no bundled model “no such”", "no such", [], store)


def test_stores_that_are_not_ours_are_left_alone(tmp_path):
    for name in ("folder", "file"):
        (tmp_path / "folder").mkdir(exist_ok=True)
        (tmp_path / "folder" / "thesis.txt").write_text("mine")
        (tmp_path / "file").write_text("mine")
        for options in ({}, {"overwrite": True}):
            refused("left alone", "parity", ["01"], tmp_path / name, **options)
        with pytest.raises(Problem, match="no Zarr store"):
            opened(tmp_path / name)
    assert (tmp_path / "folder" / "thesis.txt").read_text() == (tmp_path / "file").read_text() == "mine"
    gru_viz.trace(torch.nn.GRU(1, 2), torch.zeros(3, 1)).to_xarray().to_zarr(tmp_path / "other", zarr_format=2)
    refused("no corpus of GRU Viz", "parity", ["01"], tmp_path / "other", overwrite=True)
    with pytest.raises(Problem, match="no store"):
        opened(tmp_path / "nowhere")
    with pytest.raises(Problem, match="no store"):
        opened("memory://nowhere/run.zarr")


def test_a_store_of_another_version_or_corpus_says_so(tmp_path):
    trace("parity", ["01"], tmp_path / "run", chunk=8, progress=False)
    refused("another corpus.*overwrite=True", "parity", ["01"], tmp_path / "run", chunk=8, keep=("reset_gate",))
    refused("another corpus", "brackets", ["()"], tmp_path / "run", chunk=8)
    attributes = tmp_path / "run" / ".zattrs"
    attributes.write_text(json.dumps(json.loads(attributes.read_text()) | {"version": 9}))
    refused("version 9; this GRU Viz reads version 1", "parity", ["01"], tmp_path / "run")
    with pytest.raises(Problem, match="version 9"):
        opened(tmp_path / "run")
    (tmp_path / "run" / "token" / "7").touch()
    assert trace("parity", ["011"], tmp_path / "run", chunk=8, overwrite=True, progress=False).finished
    assert not (tmp_path / "run" / "token" / "7").exists()


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(tmp_path, monkeypatch):
    ways, written, room = ((_local, "_put"), (direct, "_write")), [], [1 << 40]
    options = {"chunk": 16, "threads": 1}

    def counted(write):
        def put(path, *arguments, **options):
            if len(written) >= room[0]:
                raise OSError(errno.ENOSPC, "No space left on device")
            written.append(path)
            return write(path, *arguments, **options)

        return put

    monkeypatch.setattr(computing, "_NOTES", 0)  # else the disk is full before anything is noted
    monkeypatch.setattr(workers, "_AHEAD", -1)  # what is written follows in the same order
    for module, name in ways:  # Zarr's own, and ours for whole chunks
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    whole = trace("words", LINES, tmp_path / "whole", **options, progress=False)
    last = next(number for number, path in enumerate(written) if "update_gate/8." in str(path))
    room[0] = len(written) + last + 6  # where the last of three regions is half written
    refused("cannot be written: No space left on device.*goes on", "words", LINES, tmp_path / "run", **options)
    monkeypatch.undo()
    part, states = opened(tmp_path / "run"), arrays(whole)["hidden_state"]
    assert not part.finished and len(part) == 128 < len(whole)
    np.testing.assert_array_equal(arrays(part)["hidden_state"][:128], states[:128])
    found = trace("words", LINES, tmp_path / "run", **options, progress=False)
    np.testing.assert_array_equal(arrays(found)["hidden_state"], states)


def test_only_stores_in_the_operators_folders_are_opened_by_visitors(tmp_path, monkeypatch):
    monkeypatch.delenv(places.VARIABLE, raising=False)
    with pytest.raises(Problem, match="names the folders"):
        places.allowed("run")
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        (folder / "run").mkdir(parents=True)
    (inside / "link").symlink_to(outside / "run")
    monkeypatch.setenv(places.VARIABLE, str(inside))
    assert places.allowed("run") == places.allowed(inside / "run") == inside / "run"
    (inside / "circle").symlink_to("circle")
    for path in (outside / "run", "../outside/run", "link", "/etc"):
        with pytest.raises(Problem, match="outside"):
            places.allowed(path)
    for path in ("run2", "a\0b", "长" * 190, "circle", "circle/run"):
        with pytest.raises(Problem, match="no store"):
            places.allowed(path)


def test_a_store_without_one_of_its_parts_is_damaged(tmp_path):
    random_store(tmp_path / "whole", [40, 30])
    for number, part in enumerate(("hidden_state", "token", "text", "text_offset", "offset", "direction")):
        shutil.copytree(tmp_path / "whole", tmp_path / str(number))
        shutil.rmtree(tmp_path / str(number) / part)
        with pytest.raises(Problem, match="cannot be read: the store is damaged"):
            opened(tmp_path / str(number))
    attributes = json.loads((tmp_path / "whole" / ".zattrs").read_text())
    counts = [{"complete": wrong} for wrong in (71, -1, "70")]
    names = [{"keep": wrong} for wrong in ([], ["reset_gate"], "token")]
    for wrong in (*counts, *names, {"finished": None}, {"symbols": [1]}, {"separator": None}, {"model": 3}):
        (tmp_path / "whole" / ".zattrs").write_text(json.dumps(attributes | wrong))
        with pytest.raises(Problem, match="cannot be read: the store is damaged"):
            opened(tmp_path / "whole")
    (tmp_path / "whole" / ".zattrs").write_text(json.dumps(attributes))
    assert len(opened(tmp_path / "whole")) == 70


def test_a_chunk_that_is_missing_is_not_taken_for_one_without_numbers(tmp_path):
    for number, (complete, chunk) in enumerate({None: "hidden_state/1.0.0.0", 74: "update_gate/1.0.0.0"}.items()):
        found = random_store(tmp_path / str(number), [40, 30, 50], complete=complete)
        check_chunks(found.path, found.dataset)
        (tmp_path / str(number) / "hidden_state" / "3.0.0.0").unlink() if complete else None  # not computed yet
        check_chunks(found.path, found.dataset)
        (tmp_path / str(number) / chunk).unlink()
        with pytest.raises(Problem, match=f"copied in part: 1 of {2 if complete else 4} chunks of {chunk[:11]}"):
            check_chunks(found.path, found.dataset)
    (tmp_path / "0" / "text" / "0").unlink()
    (tmp_path / "0" / "hidden_state" / "1.0.0.0").touch()
    with pytest.raises(Problem, match="1 of 6 chunks of text"):
        check_chunks(str(tmp_path / "0"), opened(tmp_path / "0").dataset)
