"""A file of the visitor's own: read, kept, and answered with a sentence where it cannot be used."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from gru_viz.inputs.table import Table
from gru_viz.ui.state import upload
from tests.ui.visits import figures, opened, said, sound


def test_an_upload_is_read_and_survives_a_look_at_another_source():
    at = opened(src="file")
    assert "No file is loaded" in at.error[0].value
    assert len(figures(at)) == 2  # the first example, meanwhile
    at.file_uploader[0].set_value(("my *file*.csv", b"a;b\n1;2\n3;4\n5;6", "text/csv")).run()
    assert "`x (3, 1, 2)`" in said(sound(at))
    assert "not part of the link" in said(at)
    at.segmented_control(key="source").set_value("text").run()
    at.segmented_control(key="source").set_value("file").run()
    assert "`x (3, 1, 2)`" in said(sound(at))


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)


def pickled() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def bringing():
    """A visit to which one file after the other is brought."""
    at = opened()
    at.segmented_control(key="source").set_value("file").run()
    return at


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("picture.csv", png(), "“picture.csv” is not a text file"),
        ("bomb.npy", pickled(), "Python objects are refused"),
        ("dates.csv", b"day\n2024-01-02\n", "“2024-01-02”"),
        ("blank.csv", b"a,b\n1,2\n3,\n", "Row 3, column “b” is empty"),
        ("ragged.tsv", b"1\t2\n3\n", "Row 2 has 1 cell,"),
        ("<b>.csv", png(), "“<b>.csv” is not a text file"),
    ],
)
def test_files_that_cannot_be_used_are_answered_with_a_sentence(bringing, name, content, words):
    bringing.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert words in bringing.error[0].value.replace("\\", "")
    assert len(figures(sound(bringing))) == 2
    bringing.segmented_control(key="source").set_value("text").run()
    assert not sound(bringing).error
    bringing.segmented_control(key="source").set_value("file").run()


def test_large_files_are_read_one_after_the_other_and_small_ones_at_once(monkeypatch):
    reading, most = set(), {}

    def read(name, content, _header) -> Table:
        reading.add(name)
        most[len(content)] = max(most.get(len(content), 0), len(reading))
        time.sleep(0.05)
        reading.discard(name)
        return Table(("a",))

    monkeypatch.setattr(upload, "read_upload", read)
    for size in (10, upload._LARGE):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number, size=size: upload._read(str(number), b"1" * size, "auto"), range(4)))
    assert most[upload._LARGE] == 1
    assert most[10] > 1
