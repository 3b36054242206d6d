"""Numbers as they are written for reading: powers of ten in one way, whatever the format."""

import math
from dataclasses import dataclass

import pytest

from gru_viz.figures.base.number import Number, numbers_of, of_logarithm


@pytest.mark.parametrize(
    ("value", "how", "written"),
    [
        (1.1e-6, ".2g", "1.1·10⁻⁶"),
        (189_000.0, ".3g", "1.89·10⁵"),
        (-2.5e-12, ".2g", "−2.5·10⁻¹²"),
        (9e-6, ".0e", "9·10⁻⁶"),
        (0.25, ".2g", "0.25"),
        (1234.5, ",.1f", "1,234.5"),
        (math.inf, ".3g", "inf"),
    ],
)
def test_a_power_of_ten_is_written_as_on_paper(value, how, written):
    assert f"{Number(value):{how}}" == written


@pytest.mark.parametrize(
    ("log", "written"),
    [
        (0.6, "4.0"),
        (0.0, "1.0"),
        (-0.5, "0.32"),
        (-6.17, "6.8·10⁻⁷"),
        (-300.5, "3.2·10⁻³⁰¹"),
        (-1e4 - 0.001, "1.0·10⁻¹⁰⁰⁰⁰"),
        (2.5, "320"),
        (5.9999, "1.0·10⁶"),
        (-math.inf, "0"),
        (math.inf, "∞"),
    ],
)
def test_a_logarithm_says_the_number_itself_beyond_the_range_of_a_float(log, written):
    assert f"{Number(log):power}" == of_logarithm(log, 2) == written


def test_the_numbers_of_a_record_are_written_alike_and_its_other_fields_stay():
    @dataclass
    class Found:
        off: float
        steps: int
        word: str

    assert "{word} {steps:,} {off:.2g}".format(**numbers_of(Found(3e-7, 1200, "x"))) == "x 1,200 3·10⁻⁷"
