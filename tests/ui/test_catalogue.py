"""The catalogue has every string of the interface, and nothing goes to the screen around it."""

import ast
import gc
import re
import string

import pytest

from gru_viz.data import folder
from gru_viz.experiment.examples import examples
from gru_viz.experiment.experiment import Experiment
from gru_viz.figures.base.palette import NAMES
from gru_viz.ui.catalogue import KEYWORDS, PACKAGE, collect
from gru_viz.ui.i18n import LANGUAGES, read_catalogue, resolve, translator

#: The package is read once for all of these.
pytestmark = pytest.mark.xdist_group("catalogue")

TRANSLATED = [language for language in LANGUAGES if language != "en"]
#: Streamlit calls whose text a visitor reads.
SPEAKING = {
    "button",
    "caption",
    "code",
    "download_button",
    "error",
    "expander",
    "file_uploader",
    "header",
    "info",
    "markdown",
    "metric",
    "multiselect",
    "number_input",
    "popover",
    "segmented_control",
    "selectbox",
    "slider",
    "subheader",
    "text",
    "text_area",
    "title",
    "toggle",
    "warning",
    "write",
    "fold",
    "Page",
    "text_input",
    "select_slider",
}
ICON = re.compile(r":material/\w+:")


@pytest.fixture(scope="module")
def messages():
    return {message.id for message in collect() if message.id}


@pytest.fixture(scope="module")
def nodes():
    """Calls and fields of f-strings in the package, each with its file."""
    gc.disable()  # a million nodes that stay: to look through them while they come takes as long as reading them
    try:
        return [
            (file, node)
            for file in PACKAGE.rglob("*.py")
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Call | ast.FormattedValue)
        ]
    finally:
        gc.enable()


def fields(message: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_string_is_translated_with_the_same_fields(language, messages):
    known = {m.id: m for m in read_catalogue(language)}
    for message in messages:
        assert message in known, "run `make messages`, then translate"
        assert known[message].string, f"translate “{message}”"
        assert not known[message].fuzzy, message
        assert fields(known[message].string) == fields(message)
        assert translator(language)(message) == known[message].string


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_nothing_that_is_gone(language, messages):
    assert {m.id for m in read_catalogue(language) if m.id} == messages


def test_chinese_is_chinese():
    same = {m.id for m in read_catalogue("zh_CN") if m.id == m.string}
    assert same <= {"hidden_size", "num_layers", "bias", "batch_first", "dropout", "2 · GRU"}


def test_marked_strings_are_all_seen_by_the_extractor(messages, nodes):
    """Babel does not look into f-strings: what is marked there would be lost."""
    for file, node in nodes:
        name = getattr(node.func, "id", None) if isinstance(node, ast.Call) else None
        first = node.args[0] if name in KEYWORDS and node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            assert first.value in messages, f"{file.name}: {first.value}"


def literals(node: ast.AST) -> set[str]:
    """String constants in an argument, but not inside a call of a marker or as a key of a mapping."""
    if isinstance(node, ast.Call):
        return set()
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    return set().union(*(literals(child) for child in ast.iter_child_nodes(node)), set())


def test_no_sentence_reaches_the_screen_around_the_catalogue(nodes):
    for file, node in nodes:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        if name in SPEAKING and file.is_relative_to(PACKAGE / "ui"):
            words = {text for text in literals(node.args[0]) if any(c.isalpha() for c in ICON.sub("", text))}
            words -= set(Experiment.table())  # a control is drawn by its parameter's name
            assert not words, f"{file.name}:{node.lineno} says {words} in English only"


def test_every_option_of_every_choice_has_a_name():
    for name, row in Experiment.table().items():
        if row.options:
            assert set(NAMES if name.endswith("quantity") else row.names) == set(row.options), name


@pytest.mark.parametrize(
    ("choice", "browser", "language"),
    [
        ("auto", "zh-CN", "zh_CN"),
        ("auto", "zh-TW", "zh_CN"),
        ("auto", "en-US", "en"),
        ("auto", "de", "en"),
        ("auto", None, "en"),
        ("en", "zh-CN", "en"),
        ("zh_CN", "en-US", "zh_CN"),
    ],
)
def test_language_follows_the_browser_unless_chosen(choice, browser, language):
    assert resolve(choice, browser) == language


def test_the_empty_string_stays_empty():
    assert [translator(language)("") for language in LANGUAGES] == [""] * len(LANGUAGES)


#: What the lesson calls otherwise, or not at all.
NOT_THE_LESSONS = re.compile(
    "带走|碰巧|兄弟网络|说出来|前向|后向|论断|约定|轻推|沉默|候选状态|令牌|什么都不放|全部放进|指向.{0,8}(可看|可查看)"
)
#: Punctuation of English sentences at a Chinese character; code and numbers have theirs, with a space around.
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]")
#: A mark after a typeset formula or a piece of code, where a browser may break the line before it.
LEFT_ALONE = re.compile(r"`\s?。|\$\s?[。，；：、！？]|[^\s（]\$）")


#: Air behind a mark that brings its own, or before it; an arrow stands by itself.
AIR = re.compile(r"[。！？；：，、] +(?![→\n])|[ \t]+[。！？；：，、（）]")


@pytest.mark.parametrize(
    "wrong", [NOT_THE_LESSONS, HALF_WIDTH, LEFT_ALONE, AIR], ids=["words", "punctuation", "breaks", "air"]
)
def test_chinese_is_a_lecturers(wrong):
    told = [message.string for message in read_catalogue("zh_CN") if message.id]
    if wrong is not AIR:  # what is read word by word has spaces
        told += [example.experiment.text for example in examples().values()]
    if wrong is not LEFT_ALONE:  # a lesson's formulas take their marks along
        told += [file.read_text("utf-8") for file in folder("lessons").rglob("*.zh_CN.md")]
    assert not [text for text in told if wrong.search(text)]


#: Numbers that are typed again, or set by TeX.
OTHERS = ("figures/base/number.py", "ui/blocks/passages.py", "ui/browser/cells/notation.py")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_spells_a_power_of_ten_or_mixes_its_signs(language, messages):
    told = [translator(language)(message) for message in messages]
    assert not [text for text in told if re.search(r"10\^\{\{|× 10[⁻{]|[a-z]_[a-zA-Z]‖", text)]


def test_powers_of_ten_are_written_by_whoever_fills_in_the_number(nodes):
    """`figures.base.number` writes them."""
    for file, node in nodes:
        if not isinstance(node, ast.FormattedValue) or node.format_spec is None:
            continue
        how = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
        written = getattr(getattr(node.value, "func", None), "id", None) == "Number"
        if not written and how[-1:] in ("g", "e"):
            name = file.relative_to(PACKAGE).as_posix()
            assert not name.startswith(("ui/", "figures/")) or name in OTHERS, f"{name}:{node.lineno}"


#: A count with the form of its noun for one right behind.
ONE = re.compile(
    r"\{(count|given|wanted|states|step|alive)[^}]*\}\*{0,2} (number|cell|column|direction|state|step|token|unit|sequence)\b"
)


def test_every_sentence_that_has_a_form_for_one_has_one_for_many_and_chinese_says_both_alike(messages):
    chinese = read_catalogue("zh_CN")
    singular = [message for message in messages if ONE.search(message)]
    assert len(singular) >= 12
    for one in singular:
        (count, noun) = ONE.search(one).groups()
        many = [each for each in messages if re.search(rf"\{{{count}[^}}]*\}}\*{{0,2}} {noun}s\b", each)]
        assert chinese[one].string in {chinese[each].string for each in many} or "finite number" in one, one
