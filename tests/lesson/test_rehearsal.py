"""Rehearsal: what only the run of a step tells, with file and line."""

import pytest

from gru_viz.lesson.course import read_course
from gru_viz.lesson.rehearsal import rehearsed

HEAD = '+++\ntitle = "t"\nlink = "{link}"\n{more}\n+++\nText.'
LETTERS = "?w=example&model=remember-price&text=fac%21dbeafcb%3F"


@pytest.mark.parametrize(
    ("link", "more", "line", "said"),
    [
        ("?w=example&model=remember-price&text=the+cat", "", 3, "this model does not know “the”"),
        (LETTERS, "[highlight]\nunits = [0, 15]\nsteps = [11, 12]", None, ""),
        (LETTERS, "[highlight]\nunits = [0, 15]\nsteps = [12, 13]", 6, "the run has steps 0 … 11 only"),
        (LETTERS, "[highlight]\nunits = [16, 16]", 5, "the run has units 0 … 15 only"),
        (LETTERS, '[question]\nask = "?"\nsteps = true\nmeasure = "half-life"', None, ""),
        ("?cell=rnn&w=seed", '[question]\nask = "?"\nsteps = true\nmeasure = "half-life"', 7, "no gate that keeps"),
    ],
)
def test_what_the_run_of_a_step_does_not_have_is_told_once(tmp_path, link, more, line, said):
    for language in ("en", "zh_CN"):
        (tmp_path / f"1.{language}.md").write_text(HEAD.format(link=link, more=more), "utf-8")
    course = read_course(tmp_path)
    assert course.every_fault() == []
    faults = [str(fault) for fault in rehearsed(course)]
    assert len(faults) == (line is not None)
    assert all(fault.startswith(f"1.en.md, line {line}: ") and said in fault for fault in faults)


def test_what_is_said_already_is_not_said_again(tmp_path):
    asked = '[question]\nask = "?"\nsteps = true\nmeasure = "mean update_gate"'
    (tmp_path / "1.en.md").write_text(HEAD.format(link="?cell=lstm&w=seed", more=asked), "utf-8")
    course = read_course(tmp_path)
    assert any("the LSTM of this link has no “update_gate”" in str(fault) for fault in course.every_fault())
    assert not list(rehearsed(course))
