"""Whatever a corpus is read from, the same sequences come out of it."""

import gzip
import warnings
from functools import partial
from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pytest
import torch
import xarray as xr

from gru_viz.corpus import open as opened
from gru_viz.corpus import trace
from gru_viz.corpus.sources import textfile
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.problem import Problem
from tests.corpus.lines import array

LINES = ["to be", "or not to be", "be or not"]
WORDS = ("to", "be", "or", "not")
#: In small chunks: each is written whole, 4 MB by default.
traced = partial(trace, chunk=8, progress=False)


@pytest.fixture(scope="module")
def reader():
    torch.manual_seed(0)
    return Reader("gru", torch.nn.GRU(2, 3, batch_first=True), torch.randn(4, 2), Vocabulary(WORDS))


@pytest.fixture(scope="module")
def wanted(reader, tmp_path_factory):
    """The states of lines that are handed over one by one."""
    return array(traced(reader, LINES, tmp_path_factory.mktemp("lines") / "run"), "hidden_state")


def test_text_files_of_every_kind_are_read_alike(tmp_path, reader, wanted):
    text = "\n\n  ".join(LINES) + "\r\n"
    for number, line in enumerate(LINES):
        (tmp_path / f"part{number}.txt").write_text(line)
    (tmp_path / "marked.txt").write_bytes(text.encode("utf-16"))
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(text.encode("utf-8-sig")))
    paths = [tmp_path / f"part{number}.txt" for number in range(3)]
    sources = [tmp_path / "part*.txt", paths, tmp_path / "marked.txt", tmp_path / "packed.txt.gz"]
    for number, source in enumerate(sources):
        found = traced(reader, source, tmp_path / f"run{number}")
        assert found.text(0, 9) == "\n".join(LINES) and found.symbols == WORDS
        assert np.array_equal(array(found, "hidden_state"), wanted)
    assert found.dataset.source_offset.values.tolist() == [0, 9, 25]
    parts = opened(tmp_path / "run1").dataset
    assert parts.source.values.tolist() == [0, 1, 2] and Path(parts.attrs["sources"][2]) == paths[2]


def test_ids_and_a_column_of_parquet_are_read_alike(tmp_path, reader, wanted):
    ids = [np.array([WORDS.index(word) for word in line.split()]) for line in LINES]
    frame = pd.DataFrame({"year": [1, 2, 3], "text": LINES, "ids": ids})
    frame.to_parquet(tmp_path / "table.parquet")
    frame[["year", "text"]].to_parquet(tmp_path / "one.parquet")
    with pytest.raises(Problem, match=r"Which column of .* is to be read"):
        traced(reader, tmp_path / "table.parquet", tmp_path / "run")
    with pytest.raises(Problem, match="has no column “words”; it has year, text, ids"):
        traced(reader, tmp_path / "table.parquet", tmp_path / "run", column="words")
    sources = [
        (ids, None),
        (tmp_path / "one.parquet", None),
        *((tmp_path / "table.parquet", c) for c in ("text", "ids")),
    ]
    for number, (source, column) in enumerate(sources):
        found = traced(reader, source, tmp_path / f"run{number}", column=column)
        assert found.text(0, 9) == "\n".join(LINES)
        assert np.array_equal(array(found, "hidden_state"), wanted)
        assert found.dataset.source_offset.values.tolist() == [0, 1, 2]
    parts = [traced(reader, each, tmp_path / f"part{n}", longest=2) for n, each in enumerate((LINES, ids))]
    assert parts[0].dataset.length.values.tolist() == [2, 2, 2, 2, 1]
    assert parts[0].dataset.source_offset.values.tolist() == [0, 1, 1, 2, 2]
    assert parts[0].dataset.drop_attrs().equals(parts[1].dataset.drop_attrs())


def test_rows_of_numbers_are_divided_where_a_column_changes(tmp_path):
    gru = torch.nn.GRU(2, 3)
    rows = np.random.default_rng(0).standard_normal((20, 2)).astype(np.float32)
    frame = pd.DataFrame({"a": rows[:, 0], "b": rows[:, 1], "run": [1] * 7 + [2] * 12 + [1]})
    frame.to_parquet(tmp_path / "series.parquet")
    pieces = [rows[:5], rows[5:7], rows[7:12], rows[12:17], rows[17:19], rows[19:]]
    wanted = array(traced(gru, pieces, tmp_path / "pieces", dtype="float32"), "hidden_state")
    found = traced(gru, tmp_path / "series.parquet", tmp_path / "run", by="run", longest=5, dtype="float32")
    assert found.dataset.length.values.tolist() == [5, 2, 5, 5, 2, 1]
    assert found.dataset.source_offset.values.tolist() == [0, 5, 7, 12, 17, 19]
    assert np.array_equal(array(found, "hidden_state"), wanted)
    np.testing.assert_array_equal(array(found, "input"), rows)


def test_a_line_without_end_is_divided(tmp_path, monkeypatch):
    monkeypatch.setattr(textfile, "_LINE", 50)
    monkeypatch.setattr(textfile, "_BYTES", 64)
    (tmp_path / "text.txt").write_text("01" * 110 + "\n0")
    found = traced("parity", tmp_path / "text.txt", tmp_path / "run", longest=30)
    assert found.dataset.length.values.tolist() == [30, 20] * 4 + [20, 1]
    assert found.dataset.source_offset.values.tolist() == [0, 30, 50, 80, 100, 130, 150, 180, 200, 221]
    assert found.text(0, 221) == "01" * 25 + "\n" + "\n".join(["01" * 25] * 3 + ["01" * 10, "0"])


def test_object_storage_is_written_and_xarray_reads_it_without_a_word(reader, wanted):
    found = traced(reader, LINES, "memory://bucket/run.zarr")
    assert np.array_equal(array(found, "hidden_state"), wanted)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plain = xr.open_zarr("memory://bucket/run.zarr")
    assert np.array_equal(plain.hidden_state, wanted) and plain.attrs["finished"]


def test_a_file_url_is_the_path(tmp_path, reader, wanted):
    (tmp_path / "lines.txt").write_text("\n".join(LINES))
    source, store = ((tmp_path / name).as_uri() for name in ("lines.txt", "run.zarr"))
    # What one of both needs to be reached does not hinder the other.
    traced(reader, source, store, storage_options={"auto_mkdir": False})
    for place in (store, tmp_path / "run.zarr"):
        assert np.array_equal(array(opened(place), "hidden_state"), wanted)


@pytest.mark.parametrize("url", ["nosuch://bucket/run", "gone://bucket/run"])
def test_what_no_installed_package_reaches_has_a_sentence(tmp_path, reader, url):
    fsspec.register_implementation("gone", "gonefs.GoneFileSystem", clobber=True, errtxt="Install gonefs to read gone")
    attempts = [
        lambda: traced(reader, LINES, url),
        lambda: traced(reader, url, tmp_path / "run"),
        lambda: opened(url),
    ]
    for attempt in attempts:
        with pytest.raises(Problem, match=rf"“{url}” cannot be reached: (Protocol not known|Install gonefs)"):
            attempt()
