"""Reading a lesson: what a file may say, and the sentence, with file and line, for what it may not."""

import os

import pytest

from gru_viz.lesson.course import LANGUAGES, VARIABLE, courses, read_course
from gru_viz.lesson.sheet import MOST_BYTES

HEAD = '+++\ntitle = "z keeps"\nlink = "?w=example&model=remember-price&t=4"\n+++\n'


@pytest.fixture
def lesson(tmp_path):
    """Write files into a folder and read it."""

    def write(**files: str):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name.replace('__', '.')}.md").write_text(text, "utf-8")
        return read_course(folder)

    return write


def test_five_lines_are_a_step(lesson):
    course = lesson(a__en=f"{HEAD}Where $z$ is near 1.", a__zh_CN='+++\ntitle = "z 保留"\n+++\n$z$ 接近 1 处。')
    assert course.every_fault() == []
    english, chinese = (course.steps[0].sheets[language] for language in LANGUAGES)
    assert (english.front.title, english.before) == ("z keeps", "Where $z$ is near 1.")
    assert (chinese.front.title, chinese.before) == ("z 保留", "$z$ 接近 1 处。")
    assert english.experiment == chinese.experiment
    assert (english.experiment.example_model, english.experiment.step) == ("remember-price", 4)


def test_steps_come_in_the_order_of_their_names(lesson):
    course = lesson(b__en=HEAD, a__en=HEAD, c__zh_CN=HEAD)
    assert [step.name for step in course.steps] == ["a", "b", "c"]
    assert course.title("en") == "z keeps"


QUESTION = '+++\ntitle = "t"\n[question]\nask = "How much?"\nmeasure = "mean update_gate"\n{more}\n+++\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("no head", 1, "the file starts with a head"),
        ('+++\ntitle = "t"\nlink = \n+++\n', 3, "the head is not TOML: Invalid value"),
        ('+++\nlink = "?t=3"\n+++\n', 1, "“title” is missing"),
        ('+++\ntitle = "t"\ncolour = "red"\n+++\n', 3, "“colour” is not known here"),
        ('+++\ntitle = "t"\nlink = "?H=0"\n+++\n', 3, "sets “H” to “0”; allowed: 1 … 256"),
        ('+++\ntitle = "t"\nlink = "?nothing=1"\n+++\n', 3, "“nothing” that is not known"),
        ('+++\ntitle = "t"\nfigure = "gate"\n+++\n', 3, "there is no figure “gate”; there are: gates, opening, cell"),
        ('+++\ntitle = "t"\nfigure = "cell 9"\n+++\n', 3, "the figure “cell” has no “9”; allowed: 1, 2"),
        ('+++\ntitle = "t"\ncovers = ["4.9"]\n+++\n', 3, "“covers” cannot be that; allowed: '4.1 a'"),
        ('+++\ntitle = "t"\n[highlight]\nquantity = "gate"\n+++\n', 4, "“highlight.quantity” cannot be that"),
        ('+++\ntitle = "t"\n[highlight]\nsteps = [3]\n+++\n', 4, "“highlight.steps” has too few values"),
        ('+++\ntitle = "t"\n[highlight]\nsteps = [3, 4, 5]\n+++\n', 4, "should be 2 values in brackets"),
        ('+++\ntitle = "t"\n[highlight]\nunits = [3, 2]\n+++\n', 4, "from the first to the last"),
        ('+++\ntitle = "t"\nfigure = "cell"\n[highlight]\nsteps = [3, 4]\n+++\n', 4, "this step shows “cell”"),
        (
            '+++\ntitle = "t"\n[highlight]\nquantity = "forget_gate"\n+++\n',
            4,
            "the GRU of this link has no “forget_gate”",
        ),
        ('+++\ntitle = "t"\nlink = "?lesson=gru&step=3"\n+++\n', 3, "the link leads to a step of a lesson"),
        ("+++\ntitle = 5\n+++\n", 2, "“title” should be text in quotes"),
        ('+++\ntitle = "t"\nown = "perhaps"\n+++\n', 3, "“own” should be true or false"),
        (f"+++\ntitle = {'[' * 4000}{']' * 4000}\n+++\n", 1, "more brackets in brackets"),
        (QUESTION.format(more='steps = true\nwhy = "So <b>it</b> is."'), 7, "HTML is not let through: “<b>”"),
        (
            QUESTION.format(more="steps = true").replace("How much?", "![a](https://a.example/a.png)"),
            4,
            "pictures are not",
        ),
        (QUESTION.format(more='choices = ["a", "[b](c)"]\nbounds = [1]'), 6, "the link “c” leads nowhere"),
        (QUESTION.format(more=""), 3, "either choices, a slider, or steps = true"),
        (QUESTION.format(more='choices = ["a", "b"]'), 3, "between 2 choices there are 1 bounds"),
        (QUESTION.format(more='choices = ["a", "b", "c"]\nbounds = [2, 1]'), 3, "rise from one to the next"),
        (QUESTION.format(more="slider = [1, 0]"), 3, "rise from one to the next"),
        (QUESTION.replace("mean update_gate", "means").format(more="steps = true"), 5, "no measure “means”"),
        (QUESTION.replace("update_gate", "gate").format(more="steps = true"), 5, "“mean” has no “gate”"),
        (f"{HEAD}Text\n\n<script>alert(1)</script>\n", 7, "HTML is not let through: “<script>"),
        (f"{HEAD}Text\nwith <b>bold</b> words", 6, "HTML is not let through: “<b>”"),
        (f"{HEAD}| a |\n|---|\n| <i>x</i> |", 7, "HTML is not let through: “<i>”"),
        (f"{HEAD}See [there](nowhere).", 5, "the link “nowhere” leads nowhere"),
        (f"{HEAD}See [there](javascript:alert(1)).", 5, "leads nowhere"),
        (f"{HEAD}See\n[there](?t=9999999).", 6, "leads nowhere"),
        (f"{HEAD}![a](https://a.example/a.png)", 5, "pictures are not shown"),
        (f"{HEAD}{'x' * 10_000_000}", 1, "it has 10,000,071 bytes"),
    ],
)
def test_a_fault_is_a_sentence_with_file_and_line_and_the_others_go_on(lesson, text, line, said):
    course = lesson(a__en=text, a__zh_CN=HEAD, b__en=HEAD, b__zh_CN=HEAD)
    fault, *others = course.every_fault()
    assert str(fault).startswith(f"a.en.md, line {line}: ")
    assert all("HTML is not let through: “</" in str(other) for other in others)
    assert said in str(fault)
    assert set(course.steps[1].sheets) == set(LANGUAGES)
    assert course.steps[0].sheet("en") is not None


def test_links_into_the_web_and_into_the_app_are_let_through(lesson):
    text = f"{HEAD}[paper](https://arxiv.org/abs/1412.3555), [state](?w=seed&t=2): `<b>` and 1 < 2, h<sub"
    assert lesson(a__en=text, a__zh_CN=HEAD).every_fault() == []


def test_what_follows_a_question_comes_after_a_line_of_dashes(lesson):
    text = QUESTION.format(more="steps = true") + "Guess.\n\n---\n\nIt is so.\n\n---\n\nAnd so."
    sheet = lesson(a__en=text).steps[0].sheets["en"]
    assert (sheet.before, sheet.after) == ("Guess.", "It is so.\n\n---\n\nAnd so.")


def test_a_missing_language_is_said_and_the_other_one_shown(lesson):
    course = lesson(a__zh_CN=HEAD)
    assert [str(fault) for fault in course.every_fault()] == [
        "a.en.md, line 1: this file is missing; the other language is shown instead"
    ]
    assert course.steps[0].sheet("en").front.title == "z keeps"


def test_files_that_cannot_be_read_are_said(lesson, tmp_path):
    course = lesson(b__en=HEAD, notes="x")
    (tmp_path / "mine" / "a.en.md").symlink_to("a.en.md")  # a cycle
    (tmp_path / "mine" / "c.en.md").write_bytes(b"+++\n\xff\n+++")
    os.mkfifo(tmp_path / "mine" / "d.en.md")  # whoever reads it waits for ever
    (tmp_path / "mine" / "e.en.md").write_text(HEAD, "utf-8-sig")
    said = [str(fault) for fault in read_course(tmp_path / "mine").every_fault()]
    assert "notes.md, line 1: its name should end with one of .en.md, .zh_CN.md" in said
    assert any(each.startswith("a.en.md, line 1: it cannot be read: ") for each in said)
    assert "c.en.md, line 1: it is not written in UTF-8" in said
    assert "d.en.md, line 1: it is not a file" in said
    assert not any(each.startswith("e.en.md") for each in said)
    assert course.steps[0].sheet("zh_CN") is not None


def test_a_folder_of_lessons_stands_beside_ours(lesson, tmp_path, monkeypatch):
    lesson(a__en=HEAD, a__zh_CN=HEAD)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found, faults = courses()
    assert (list(found), faults) == (["gru", "mine"], [])
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine"))
    assert list(courses()[0]) == ["gru", "mine"]
    (tmp_path / "mine").rename(tmp_path / "gru")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found, faults = courses()
    assert list(found) == ["gru"]
    assert str(faults[0]) == "gru, line 1: there is a lesson of this name already; call the folder otherwise"
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    assert "there is no lesson" in str(courses()[1][0])


def test_a_changed_file_is_read_anew(lesson, tmp_path, monkeypatch):
    lesson(a__zh_CN=HEAD)
    # As in a folder that Kubernetes mounts, the file stands elsewhere.
    path = tmp_path / "a.en.md"
    path.write_text(HEAD, "utf-8")
    (tmp_path / "mine" / "a.en.md").symlink_to(path)
    (tmp_path / "mine" / "b.en.md").symlink_to("b.en.md")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine"))
    first = courses()[0]["mine"]
    assert courses()[0]["mine"] is first
    path.write_text(HEAD.replace("keeps", "writes"), "utf-8")
    os.utime(path, ns=(0, 0))
    assert courses()[0]["mine"].title("en") == "z writes"


def test_a_file_is_read_up_to_the_limit(lesson):
    longest = HEAD + "x" * (MOST_BYTES - len(HEAD))
    assert lesson(a__en=longest, a__zh_CN=HEAD).every_fault() == []


def test_what_the_other_language_takes_over_is_told_once(lesson):
    course = lesson(a__en=HEAD.replace("t=4", "t=x"), a__zh_CN='+++\ntitle = "z 保留"\n+++\n')
    assert [str(fault)[:15] for fault in course.every_fault()] == ["a.en.md, line 3"]
