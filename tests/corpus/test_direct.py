"""Whole chunks of a store on this machine's disk are files of their numbers, however they get there."""

import errno
import io
import os
import shutil
from functools import partial

import numpy as np
import pytest
import zarr

from gru_viz.corpus import direct, store, trace

PAGE = 4096
#: 320 positions in five chunks.
traced = partial(trace, "parity", ["0110" * 40] * 2, chunk=64, progress=False)


@pytest.fixture
def flags(monkeypatch):
    """How each file is opened."""
    found, plain = [], os.open

    def noted(name, mode, *rest):
        found.append(mode)
        return plain(name, mode, *rest)

    monkeypatch.setattr(direct.os, "open", noted)
    return found


@pytest.mark.parametrize("row", [0, 1, 77])
@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_memory_begins_with_a_page_where_it_is_asked_to(row, dtype):
    found = direct.aligned((100, 2, 1, 3), dtype, row)
    assert found.shape == (100, 2, 1, 3) and found.dtype == dtype and found.flags.c_contiguous
    assert found[row:].ctypes.data % PAGE == 0


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("rows", [PAGE // 8, 2 * PAGE // 8, 7, PAGE // 8 + 1])
def test_a_file_is_what_lies_in_memory(tmp_path, flags, first, rows):
    values = direct.aligned((rows + 1, 2), "float32", 0)
    values[:] = np.random.default_rng(0).random(values.shape)
    direct.put(tmp_path / "3.0", values[first : first + rows])
    np.testing.assert_array_equal(np.fromfile(tmp_path / "3.0", "float32"), values[first : first + rows].ravel())
    assert [path.name for path in tmp_path.iterdir()] == ["3.0"]
    # Only whole pages go past the system's memory of files, where there is such a way.
    whole = first == 0 and rows * 8 % PAGE == 0
    assert bool(flags[0] & direct._PAST) == (whole and bool(direct._PAST))


@pytest.mark.parametrize("when", ["opened", "written"])
def test_a_file_system_without_that_way_is_written_to_as_ever(tmp_path, monkeypatch, when):
    monkeypatch.setattr(direct, "_PAST", past := 1 << 30)
    tried, plain = [], os.open

    def unable(name, mode, *rest):
        tried.append(bool(mode & past))
        if mode & past and when == "opened":
            raise OSError(errno.EINVAL, "Invalid argument")
        # A file for reading only: refused when it is written to.
        return plain(name, os.O_RDONLY | os.O_CREAT if mode & past else mode, *rest)

    monkeypatch.setattr(direct.os, "open", unable)
    monkeypatch.setattr(direct, "_UNABLE", {errno.EINVAL, errno.EBADF})
    values = direct.aligned((PAGE, 1), "uint8", 0)
    values[:, 0] = np.arange(PAGE) % 251
    direct.put(tmp_path / "0", values)
    assert tried == [True, False] and (tmp_path / "0").read_bytes() == values.tobytes()


def test_what_is_written_in_parts_is_written_whole(tmp_path, monkeypatch):
    class Slow(io.FileIO):
        def __init__(self, path, mode, buffering, opener):
            super().__init__(path, mode, opener=opener)

        def write(self, data):
            return super().write(data[:PAGE])

    monkeypatch.setattr(direct, "open", Slow, raising=False)
    values = np.random.default_rng(0).random(5 * PAGE + 3)
    direct.put(tmp_path / "0", values)
    np.testing.assert_array_equal(np.fromfile(tmp_path / "0"), values)


@pytest.mark.parametrize(("when", "error"), [("open", errno.ENOSPC), ("open", errno.EACCES), ("replace", errno.EIO)])
def test_what_fails_leaves_what_was_there(tmp_path, monkeypatch, when, error):
    direct.put(tmp_path / "0", before := np.arange(PAGE))

    def fails(*_given):
        raise OSError(error, "")

    monkeypatch.setattr(direct.os, when, fails)
    with pytest.raises(OSError, match=str(error)):
        direct.put(tmp_path / "0", before + 1)
    np.testing.assert_array_equal(np.fromfile(tmp_path / "0", before.dtype), before)
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


def test_two_may_write_the_same_chunk(tmp_path, monkeypatch):
    values, write = np.random.default_rng(0).random(PAGE), direct._write

    def twice(path, data, flags):
        write(path, data[:PAGE], 0)
        monkeypatch.setattr(direct, "_write", write)
        direct.put(tmp_path / "0", values)  # somebody else is done meanwhile
        write(path, data, flags)

    monkeypatch.setattr(direct, "_write", twice)
    direct.put(tmp_path / "0", values)
    np.testing.assert_array_equal(np.fromfile(tmp_path / "0"), values)
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A store on this machine's disk."""
    return traced(tmp_path_factory.mktemp("here") / "run.zarr").path


def test_a_store_is_packed_where_it_goes_over_a_network(here):
    traced(there := "memory://packed/run.zarr")
    near, far = (zarr.open_group(place, mode="r")["hidden_state"] for place in (here, there))
    assert not near.compressors and far.compressors
    np.testing.assert_array_equal(near[:], far[:])
    units = near.shape[-1]
    np.testing.assert_array_equal(
        np.fromfile(f"{here}/hidden_state/1.0.0.0", "float16"), far[64:128].reshape(64 * units)
    )


def test_a_store_whose_chunks_are_packed_goes_on_so(tmp_path, here, monkeypatch):
    empty = store._empty
    monkeypatch.setattr(store, "_empty", lambda *given, packed: empty(*given, packed=True))
    near, far = (zarr.open_group(place, mode="r")["hidden_state"] for place in (here, traced(tmp_path / "run").path))
    assert not near.compressors and far.compressors
    np.testing.assert_array_equal(near[:], far[:])


def test_who_goes_on_clears_what_killed_writers_left_and_nothing_of_those_that_still_write(tmp_path, here):
    place = tmp_path / "run.zarr"
    shutil.copytree(here, place)
    gone, writing = (place / "hidden_state" / f"1.0.0.0.{name}.partial" for name in ("gone", "writing"))
    for path in (gone, writing):
        path.write_bytes(b"half")
    elsewhere = place / "token" / "0.1234.partial"  # as Zarr calls its own
    elsewhere.write_bytes(b"")
    for path in (gone, elsewhere):
        os.utime(path, (0, path.stat().st_mtime - 3600))
    found = traced(place)
    assert found.finished and len(found) == 320
    assert list(place.rglob("*.partial")) == [writing]


def test_a_writer_that_was_taken_for_gone_writes_once_more(tmp_path, monkeypatch):
    values, write = np.random.default_rng(0).random(PAGE), direct._write

    def slept(path, data, flags):
        write(path, data, flags)
        monkeypatch.setattr(direct, "_write", write)
        os.utime(path, (0, path.stat().st_mtime - 3600))
        direct.clear(tmp_path)

    monkeypatch.setattr(direct, "_write", slept)
    direct.put(tmp_path / "0", values)
    np.testing.assert_array_equal(np.fromfile(tmp_path / "0"), values)
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


def test_what_nobody_may_write_to_stays_as_it_is(tmp_path, monkeypatch):
    (tmp_path / "0.1.partial").touch()
    os.utime(tmp_path / "0.1.partial", (0, 1e9))

    def refused(*_given, **_named):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(direct.Path, "touch", refused)
    direct.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["0.1.partial"]
