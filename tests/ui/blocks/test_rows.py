"""Files of numbers in the sidebar: a window of a long one, a choice where a number is missing."""

import json

import pytest

from tests.ui.visits import figures, opened, said, sound

LONG = "n\n" + "\n".join(str(t % 7) for t in range(5000))
GAPPY = "a,b\n1,2\n,4\n5,6"


def uploaded(content: str, **link: str):
    at = opened(src="file", **link)
    at.file_uploader[0].set_value(("x.csv", content.encode(), "text/csv")).run()
    return sound(at)


def test_a_long_file_shows_a_window_over_its_whole_column():
    at = uploaded(LONG)
    assert not at.error
    assert "`x (500, 1, 1)`" in said(at)
    small = json.loads(next(spec for spec in figures(at) if "rows 0 to 499 of 5,000" in spec))
    assert len(small["data"]) == 1
    at.slider(key="window_start").set_value(4000).run()
    at.slider(key="window_length").set_value(50).run()
    assert at.session_state["_link"]["from"] == "4000"
    assert at.session_state["_link"]["rows"] == "50"
    assert "`x (50, 1, 1)`" in said(sound(at))
    assert "rows 4,000 to 4,049 of 5,000" in "".join(figures(at))


def test_a_file_that_fits_has_no_window():
    at = uploaded("n\n1\n2\n3")
    assert "window_start" not in [slider.key for slider in at.slider]
    assert len(figures(at)) == 2


def test_a_window_beyond_a_shorter_file_ends_with_it():
    at = uploaded(LONG, **{"from": "99999"})
    assert not at.error
    assert at.slider(key="window_start").value == 4999


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_where_a_number_is_missing_the_page_asks_what_to_read(language):
    at = opened(src="numbers", num=GAPPY, lang=language)
    words = "Row 3, column “a” is empty" if language == "en" else "第 3 行、列“a”"
    assert words in at.error[0].value.replace("\\", "")
    at.button(key="gaps_between").click().run()
    assert not sound(at).error
    assert at.session_state["_link"]["gap"] == "between"
    assert at.selectbox(key="gaps").value == "between"
    at.selectbox(key="gaps").set_value("out").run()
    assert "`x (2, 1, 2)`" in said(sound(at))


def test_the_choice_is_remembered_in_the_link():
    at = opened(src="numbers", num=GAPPY, gap="before")
    assert not at.error
    assert "`x (3, 1, 2)`" in said(at)


def test_nobody_is_asked_where_nothing_is_missing():
    at = opened(src="numbers", num="1,2\n3,4")
    assert "gaps" not in [box.key for box in at.selectbox]
    at = opened(src="numbers", num="1\nhello")
    assert at.error
    assert not [button for button in at.button if str(button.key).startswith("gaps_")]
