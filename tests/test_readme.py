"""README and worked examples: what they say is so."""

import re

import plotly.graph_objects as go
import pytest

from gru_viz.lesson.course import LANGUAGES, read_course
from gru_viz.lesson.front import FIGURES
from gru_viz.lesson.rehearsal import rehearsed
from gru_viz.limits import LIMITS
from tests.browser.server import ROOT

TEXT, EXAMPLES = ((ROOT / name).read_text("utf-8") for name in ("README.md", "EXAMPLES.md"))


def block(code):
    """Those that train load PyTorch's compiler, with its optimisers: one worker does."""
    return pytest.param(code, marks=pytest.mark.xdist_group("compiler") if "torch.optim" in code else ())


@pytest.mark.parametrize(
    "code", [block(each) for each in re.findall(r"```python\n(.*?)```", TEXT + EXAMPLES, re.DOTALL)]
)
def test_the_python_code_runs(code, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    shown = []
    monkeypatch.setattr(go.Figure, "show", lambda figure: shown.append(figure))  # noqa: PLW0108 - as a method
    exec(code, {})
    assert len(shown) == 1
    assert not re.search(r"\bnan\b", capsys.readouterr().out)  # as sums in float16 end


@pytest.mark.parametrize("picture", re.findall(r"assets/[\w./-]+\.png", TEXT))
def test_the_pictures_exist(picture):
    assert (ROOT / picture).stat().st_size > 10_000


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`", TEXT))))
def test_the_commands_exist(target):
    assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_lesson_of_five_lines_is_one(tmp_path):
    (step,) = re.findall(r"```markdown\n(.*?)```", TEXT, re.DOTALL)
    assert len(step.splitlines()) == 5
    for language in LANGUAGES:
        (tmp_path / f"1-keeps.{language}.md").write_text(step, "utf-8")
    course = read_course(tmp_path)
    assert [*course.every_fault(), *rehearsed(course)] == []
    # As its words say.
    tr = course.steps[0].sheets["en"].experiment.run()
    written = 1 - tr.mean("update_gate", over="unit")[0, 0, :, 0]
    assert tr.tokens[0][written.argmax() - 1] == "!"
    assert course.steps[0].sheets["en"].experiment.example_model == "remember-price"


def test_every_figure_of_lessons_is_named():
    assert all(re.search(rf"`{name}( NAME)?`", TEXT) for name in FIGURES)


def test_the_limits_are_those_of_the_code():
    for number in (LIMITS.steps, LIMITS.features, LIMITS.hidden_size, LIMITS.layers, LIMITS.batch):
        assert f"{number:,} " in TEXT


def test_from_python_is_short():
    assert len(TEXT.split("## From Python")[1].split("\n## ")[0].strip().splitlines()) <= 40
