"""Numbers typed, pasted, uploaded."""

import io
import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gru_viz import Problem
from gru_viz.inputs.delimited import read_table
from gru_viz.inputs.gaps import Gap
from gru_viz.inputs.table import table_sequence
from gru_viz.inputs.upload import read_upload


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
        ("−1.5\n–2", [[-1.5], [-2]]),
        ("a;b\r1;2\r3;4", [[1, 2], [3, 4]]),
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
        ("1,2\n3", ["Row 2 has 1 cell,", "row 1 has 2"]),
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


GAPPY = "t,a,b\n0,1,\n1,,4\n2,NaN,5\n3,7,n/a\n"


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ("before", [[1, 4], [1, 4], [1, 5], [7, 5]]),
        ("between", [[1, 4], [3, 4], [5, 5], [7, 5]]),
    ],
)
def test_missing_numbers_are_filled_as_asked(gaps, expected):
    assert table_sequence(read_table(GAPPY), "2,3", gaps=gaps).values[0].tolist() == expected


def test_rows_with_a_missing_number_are_left_out_as_asked():
    text = "a;b\n1;2\n;3\n4;-\n5;6"
    assert table_sequence(read_table(text), gaps="out").values[0].tolist() == [[1, 2], [5, 6]]
    assert table_sequence(read_table(text), "1", gaps="out").values[0, :, 0].tolist() == [1, 4, 5]
    with pytest.raises(Problem, match="Every row has an empty cell"):
        table_sequence(read_table("a,b\n1,\n,2"), "1,2", gaps="out")


@pytest.mark.parametrize(
    ("text", "words"), [("a,b\n1,\n2,3", "Row 2, column “b” is empty"), ("1\nNA\n3", "“NA” is not")]
)
def test_until_something_is_asked_for_a_missing_number_is_a_gap_with_its_place(text, words):
    with pytest.raises(Gap, match=words):
        table_sequence(read_table(text), "2" if "," in text else "")
    assert read_table(text).has_gaps


@pytest.mark.parametrize("gaps", ["before", "between", "out"])
def test_what_is_no_missing_number_is_refused_all_the_same(gaps):
    with pytest.raises(Problem, match="Row 3, column “a”: “hello”") as caught:
        table_sequence(read_table("a,b\n1,1\nhello,2\n,3"), gaps=gaps)
    assert not isinstance(caught.value, Gap)


@pytest.mark.parametrize("gaps", ["before", "between"])
def test_a_column_without_any_number_stays_a_gap(gaps):
    with pytest.raises(Gap, match="column “b” is empty"):
        table_sequence(read_table("a,b\n1,\n2,"), "2", gaps=gaps)


@given(
    st.lists(st.one_of(st.none(), st.integers(-99, 99)), min_size=1, max_size=30).filter(
        lambda cells: any(cell is not None for cell in cells)
    ),
    st.sampled_from(["before", "between"]),
)
def test_filling_agrees_with_pandas(cells, gaps):
    column = pd.Series(cells, dtype=float)
    wanted = column.ffill().bfill() if gaps == "before" else column.interpolate().ffill().bfill()
    text = "\n".join(f"0;{'' if cell is None else cell}" for cell in cells)
    found = table_sequence(read_table(text, "no"), "2", gaps=gaps).values[0, :, 0]
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


def long_table() -> str:
    """5,000 rows whose number is that of their row, twice over."""
    return "n\n" + "\n".join(str(2 * t) for t in range(5000))


def test_a_longer_file_gets_a_window():
    table = read_table(long_table())
    whole = table_sequence(table, window=(4000, 100))
    assert whole.values[0, :, 0].tolist() == [2 * t for t in range(4000, 4100)]
    assert whole.tokens[0][:2] == ("4000", "4001")
    assert table_sequence(table, window=(4990, 100)).steps == 10
    assert table_sequence(table, window=(10**9, 100)).steps == 1
    assert table_sequence(table).steps == 2000
    array = np.arange(10_000.0).reshape(2, 5000)[..., None]
    window = table_sequence(read_upload("x.npy", npy(array)), window=(3, 4))
    assert window.values[..., 0].tolist() == [[3, 4, 5, 6], [5003, 5004, 5005, 5006]]


def test_a_table_that_fits_has_no_window():
    assert table_sequence(read_table("1\n2\n3"), window=(2, 1)).values[0, :, 0].tolist() == [1, 2, 3]


def test_a_window_is_filled_from_the_rows_beside_it():
    rows = [f"0;{t if t in (99, 203) else ''}" for t in range(2500)]
    table = read_table("\n".join(rows), "no")
    for gaps, wanted in (("between", [150, 151]), ("before", [99, 99])):
        assert table_sequence(table, "2", gaps=gaps, window=(150, 2)).values[0, :, 0].tolist() == wanted


def test_what_is_wrong_outside_a_window_is_not_looked_at():
    table = read_table("\n".join(["1"] * 3000 + ["oops"]), "no")
    assert table_sequence(table, window=(10, 5)).steps == 5
    with pytest.raises(Problem, match="“oops”"):
        table_sequence(table, window=(2999, 5))


def test_an_overview_has_few_numbers_from_all_over_the_column():
    numbers, every = read_table(long_table()).overview(0, range(5000))
    assert len(numbers) <= 400
    assert numbers.tolist() == [2 * t for t in range(0, 5000, every)]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_excels_first_line_says_what_stands_between_cells(first):
    table = read_table(f"{first}\r\nday;price, €\r\n1;2,5\r\n2;oops")
    assert table.columns == ("day", "price, €")
    with pytest.raises(Problem, match="Row 4, column “price, €”: “oops”"):
        table_sequence(table)
    assert read_table("sep=,\na;b,c\n1,2").columns == ("a;b", "c")


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Température;Größe", "latin-1"),
        ("år;naïve café", "cp1252"),
        ("t;°C", "latin-1"),
        ("Größe", "latin-1"),
        ("时间;温度", "gb18030"),
        ("日期;收盘价（元）", "gbk"),
    ],
)
def test_a_header_is_read_in_the_encoding_it_is_in(header, encoding):
    assert read_upload("x.csv", f"{header}\n1;2".encode(encoding)).columns == tuple(header.split(";"))
