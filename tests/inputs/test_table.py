"""Numbers typed, pasted, uploaded."""

import io
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gru_viz import Problem
from gru_viz.inputs.table import read_table, read_upload, table_sequence


def values(text: str, columns: str = "", **options) -> list:
    return table_sequence(read_table(text, **options), columns).values[0].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n2\n-3.5", [[1], [2], [-3.5]]),
        ("1, 2\n3, 4", [[1, 2], [3, 4]]),
        ("1\t2\n3\t4", [[1, 2], [3, 4]]),
        ("1;2\n3;4", [[1, 2], [3, 4]]),
        ("1 2\n3   4", [[1, 2], [3, 4]]),
        ("1,5;2,5\n3;4", [[1.5, 2.5], [3, 4]]),
        ("a,b\n1,2", [[1, 2]]),
        ("1,234.5\n2,000", [[1234.5], [2000]]),
        ('price,n\n"1,234.5",1\n"2,000",2', [[1234.5, 1], [2000, 2]]),
        ("1e-3\n.5\n5.\n+2", [[0.001], [0.5], [5], [2]]),
        ("\n1\n\n2\n", [[1], [2]]),
        ("7", [[7]]),
    ],
)
def test_numbers(text, expected):
    assert values(text) == [[pytest.approx(v) for v in row] for row in expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["no numbers yet"]),
        ("  \n ", ["no numbers yet"]),
        ("1\nnan\n3", ["Row 2", "“nan”"]),
        ("1\ninf", ["Row 2", "“inf”"]),
        ("1\n1e999", ["Row 2", "1e999", "too large"]),
        ("1\n1e31", ["Row 2", "too large"]),
        ("1,2\n3", ["Row 2 has 1 cells", "row 1 has 2"]),
        ("t,v\n1,2\n2,", ["Row 3", "column “v” is empty"]),
        ("1\nhello", ["Row 2", "“hello”"]),
        ("<script>alert(1)</script>", ["no row of numbers"]),
        ("a,b", ["no row of numbers"]),
        ("١٢\n3", ["Row 1", "not a number"]),
    ],
)
def test_bad_numbers_are_refused_with_row_and_column(text, words):
    with pytest.raises(Problem) as caught:
        values(text, header="auto" if "," in text or "<" in text else "no")
    for word in words:
        assert word in str(caught.value)


FILE = """date,open,volume,note
2024-01-02,"1,234.50","10,000",ok
2024-01-03,"1,240.00",,ok
2024-01-04,"1,250.25","12,500",late
"""


def test_a_real_file_date_column_is_left_out_and_a_blank_named():
    table = read_upload("prices.csv", FILE.encode())
    assert table.columns == ("date", "open", "volume", "note")
    assert table.numeric_columns() == [1, 2]
    with pytest.raises(Problem, match="Row 3, column “volume” is empty"):
        table_sequence(table)
    assert table_sequence(table, "2").values[0, :, 0].tolist() == [1234.5, 1240.0, 1250.25]
    with pytest.raises(Problem, match="Row 2, column “date”: “2024-01-02”"):
        table_sequence(table, "1")
    with pytest.raises(Problem, match="no column 9"):
        table_sequence(table, "9")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding):
    table = read_upload("温度.csv", "时间,温度\n1,2.5\n2,3.5".encode(encoding))
    assert table.columns == ("时间", "温度")


def npy(array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


@pytest.mark.parametrize("shape", [(6,), (6, 2), (3, 6, 2)])
def test_npy_of_one_two_and_three_dimensions(shape):
    array = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    sequence = table_sequence(read_upload("x.npy", npy(array)))
    assert sequence.values.numpy().ravel().tolist() == array.ravel().tolist()
    assert (sequence.batch_size, sequence.steps) == (shape[0] if len(shape) == 3 else 1, 6)


class Bomb:
    """Would run on unpickling."""

    exploded = False

    def __reduce__(self):
        return (setattr, (Bomb, "exploded", True))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bomb.npy", npy(np.array([Bomb()], dtype=object)), "Python objects are refused"),
        ("bomb.npy", pickle.dumps(Bomb()), "Python objects are refused"),
        ("broken.npy", b"\x93NUMPY\x01\x00garbage", "cannot be read"),
        ("text.npy", npy(np.array(["a"])), "type <U1"),
        ("complex.npy", npy(np.array([1j])), "type complex"),
        ("empty.npy", npy(np.zeros((0, 2))), "no numbers yet"),
        ("nan.npy", npy(np.array([[0.0, 1.0], [2.0, np.nan]])), "Row 2, column “2”"),
        ("four.npy", npy(np.zeros((1, 1, 1, 1))), "shape"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text file"),
        ("latin.csv", b"\xff\xff\xff\xff", "not a text file"),
        ("quote.csv", b'a,b\n1,"2\n' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_hostile_and_broken_files_are_refused(name, content, words):
    with pytest.raises(Problem, match=words):
        table_sequence(read_upload(name, content))
    assert not Bomb.exploded


def test_standardised_features_have_mean_0_and_deviation_1():
    sequence = table_sequence(read_table("1 5\n2 5\n6 5"), standardised=True)
    assert sequence.values[0, :, 0].mean().item() == pytest.approx(0, abs=1e-6)
    assert sequence.values[0, :, 0].std(unbiased=False).item() == pytest.approx(1, abs=1e-6)
    assert sequence.values[0, :, 1].tolist() == [0, 0, 0]
    assert (sequence.mean.tolist(), sequence.std[1].item()) == ([3, 5], 0)


@given(st.lists(st.floats(-(2.0**99), 2.0**99, width=32), min_size=1, max_size=50))
def test_what_python_prints_is_read_back_exactly(numbers):
    text = "\n".join(map(repr, numbers))
    assert torch.equal(
        table_sequence(read_table(text, "no")).values[0, :, 0], torch.tensor(numbers, dtype=torch.float32)
    )


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_a_problem(text):
    try:
        table_sequence(read_table(text))
    except Problem as problem:
        assert str(problem)


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.npy"]))
def test_any_bytes_are_a_table_or_a_problem(content, name):
    try:
        table_sequence(read_upload(name, content))
    except Problem as problem:
        assert str(problem)
