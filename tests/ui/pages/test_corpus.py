"""The page Corpus: what is looked through, the four searches, and the way to Gates and back."""

import json
import re
from shutil import copytree
from urllib.parse import parse_qsl

import numpy as np
import pytest

from gru_viz.corpus import computing, layout
from gru_viz.corpus.places import VARIABLE
from gru_viz.corpus.search import strongest
from gru_viz.corpus.spelling import spelling_of
from gru_viz.experiment.link import told_by
from gru_viz.progress import whole
from gru_viz.ui.state import address, making
from gru_viz.ui.state.corpus import TEXT_FILE
from tests.corpus.stores import random_store
from tests.ui.visits import figures, opened, said, sound, turned_to

WORDS = {"w": "example", "model": "words", "text": "it was the best of times"}


@pytest.fixture
def stores(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def visit():
    """One visitor, whose model has read what it has never seen: once for all who only look through that."""
    return opened("corpus", **WORDS)


def looking(at, page: str = "corpus", **fields):
    """The visitor looks for something in it."""
    for name, field in ({"corpus": "", "language": "en"} | fields).items():
        at.session_state[name] = field
    return turned_to(at, page)


def passages(at) -> list[str]:
    return [e.proto.body for e in at.get("html") if '<div class="passage">' in e.proto.body]


def uploaded(at, name: str, content: bytes):
    at.session_state[f"{TEXT_FILE}_content"] = (name, content)
    return sound(at.run())


def test_without_a_store_the_model_reads_what_it_has_never_seen_and_each_place_leads_to_gates(visit):
    at = looking(visit, corpus_search="strongest", corpus_quantity="hidden_state", corpus_unit=5)
    assert "36 sequences" in said(at)
    assert len(passages(at)) == 16
    score, link = re.search(r"<small>(.*?)</small><a .*?href=\"\./\?(.*?)\"", passages(at)[0]).groups()
    experiment, problems = told_by(dict(parse_qsl(link.replace("&amp;", "&"))))
    assert not problems
    tr = experiment.run()
    assert tr.hidden_state[0, 0, experiment.step, 0, 5].item() == pytest.approx(
        float(score.replace("−", "-")), abs=1e-3
    )
    at.button(key="strongest_up_0_gates").click().run()
    assert {name: at.session_state[name] for name in ("text", "step", "unit")} == {
        name: getattr(experiment, name) for name in ("text", "step", "unit")
    }
    assert at.session_state["_at"] == "gates"


def test_z_is_that_of_the_convention_on_the_screen():
    keeps, writes = (opened("corpus", w="example", model="quotes", text='a"b', conv=c) for c in ("textbook", "cho"))
    assert "z: 1 writes" in said(keeps)
    assert "z: 1 keeps" in said(writes)
    scores = [[float(re.search("<small>(.*?)<", each)[1]) for each in passages(at)] for at in (keeps, writes)]
    assert np.sort(1 - np.array(scores[0])) == pytest.approx(np.sort(scores[1]), abs=2e-3)


def test_nearest_states_and_the_same_pattern_are_found_from_a_place(visit):
    at = looking(visit, corpus_search="nearest", corpus_position=100)
    assert len(passages(at)) == 8
    at.button(key="nearest_3_near").click().run()
    assert at.session_state["corpus_position"] != 100
    at.session_state["corpus_search"] = "pattern"
    at.run()
    at.button(key="fitting_threshold").click().run()
    assert re.search(r"\*\*(One unit is|\d+ units are) on just here", said(sound(at)))
    assert passages(at)
    assert "units of the pattern" in figures(at)[0]
    at.text_input(key="corpus_text").set_value("film").run()
    assert at.session_state["corpus_position"] not in (0, 100)
    at.number_input(key="threshold").set_value(99.0).run()
    assert "Choose another threshold" in said(sound(at))


def test_means_by_token_and_word_say_which_are_written(visit):
    at = looking(visit, corpus_search="tokens", corpus_quantity="update_gate", fewest=1, language="zh_CN")
    letters, words = (frame.value for frame in at.dataframe)
    assert "the" in set(words["词元（token）"])
    assert (letters["写入"] + letters["z = 1 保留"]).to_numpy() == pytest.approx(1)
    assert letters["写入"].is_monotonic_decreasing


def test_numbers_have_a_corpus_too():
    numbers = opened("corpus", w="example", model="adding", src="generator")
    assert len(passages(numbers)) == 16
    numbers.session_state["corpus_search"] = "tokens"
    assert "This corpus is of numbers" in said(sound(numbers.run()))


def test_a_text_of_ones_own_is_traced_or_refused_with_a_sentence():
    at = opened("corpus", **WORDS, corpus="own")
    for name, content, sentence in (
        ("a.txt", b"\x00\x01\x02" * 99, "is not a text"),
        ("a.txt", b"a" * (2 * 2**20 + 1), "2 MB is traced here"),
        ("a.txt", b" \n\n", "is empty"),
        ("b.txt", "天气很好。".encode("gb18030"), r"was read as gb18030\.\n4 tokens in 1 sequence · "),
        ("c.txt", b"It was not so.\nAnd so it went.", "21 tokens in 2 sequences · .* · 96 units"),
        ("c.txt", b"a", "^1 token in 1 sequence · "),
    ):
        assert not re.search(sentence, said(at), re.MULTILINE)
        assert re.search(sentence, said(uploaded(at, name, content)), re.MULTILINE)


def test_a_text_that_the_model_cannot_read_is_read_by_one_that_can():
    at = opened("corpus", w="example", model="brackets", text="a(a)", corpus="own")
    uploaded(at, "a.txt", b"It was the best of times.")
    assert "The chosen model cannot read this text" in said(at)
    assert passages(at)


def test_where_the_disk_is_full_a_sentence_says_so(monkeypatch):
    traced = making.Making._traced
    monkeypatch.setattr(making.Making, "_traced", lambda self: _full(traced(self)))
    at = uploaded(opened("corpus", **WORDS, corpus="own"), "a.txt", b"It was the best of times.")
    assert "No space left on device" in said(at)


def test_what_was_traced_before_the_visitor_stopped_is_looked_through(monkeypatch):
    monkeypatch.setattr(layout, "_MOST", 64)
    monkeypatch.setattr(computing, "_NOTES", 0)
    made = making.Making(spelling_of("words"), ["It was the best of times."] * 40, None, stands_in=False)
    pieces = made.pieces()
    assert made.corpus is None
    while made.corpus is None:
        assert 0 <= next(pieces) < 1
    assert 0 < len(made.corpus) < 40 * 19
    assert not made.corpus.finished
    assert whole(strongest.search(made.corpus, "update_gate", 3))[0]
    shares = list(pieces)
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    assert made.corpus.finished
    assert len(made.corpus) == 40 * 19


def _full(steps):
    yield next(steps)
    yield next(steps)
    raise OSError(28, "No space left on device")


def test_stores_below_the_folders_that_are_allowed_are_opened_and_no_others(stores):
    random_store(stores / "some" / "noise.zarr", [40, 30, 50])
    for name, saying in {"half.zarr": {"complete": 74, "finished": False}, "other.zarr": {"version": 99}}.items():
        copytree(stores / "some" / "noise.zarr", stores / name)
        attributes = json.loads((stores / name / ".zattrs").read_text())
        (stores / name / ".zattrs").write_text(json.dumps(attributes | saying))
    at = opened("corpus", corpus="some/noise.zarr", cd="backward", cl="1")
    assert set(at.selectbox(key="corpus").options) >= {"some/noise.zarr", "half.zarr", "other.zarr"}
    assert "120 tokens in 3 sequences" in said(at)
    assert passages(at)
    for name, sentence in {
        "half.zarr": "74 of 120 tokens",
        "other.zarr": "version 99",
    }.items():
        at.session_state["corpus"] = name
        assert sentence in said(sound(at.run())), name


def test_what_a_link_names_outside_of_them_is_refused_and_random_weights_leave_the_rest_to_words(stores):
    at = opened("corpus", corpus="../../etc", w="seed")
    assert "outside the folders" in said(at)
    at.button(key="corpus_back").click().run()
    assert at.session_state["corpus"] == ""
    assert "as it reads any text" in said(sound(at))
    assert passages(at)


def test_a_torn_store_is_said_to_be_torn(stores):
    whole_one = random_store(stores / "whole.zarr", [40, 30, 50], chunk=40)
    for name, array in {"torn.zarr": "update_gate", "state.zarr": "hidden_state", "text.zarr": "text_offset"}.items():
        copytree(whole_one.path, stores / name)
        for file in (stores / name / array).glob("[0-9]*"):
            file.write_bytes(b"no chunk")
    at = opened("corpus", corpus="torn.zarr")
    assert "it is damaged" in said(at)
    for name, search in (("state.zarr", "nearest"), ("state.zarr", "pattern"), ("text.zarr", "nearest")):
        at.session_state["corpus"], at.session_state["corpus_search"] = name, search
        assert "it is damaged" in said(sound(at.run())), (name, search)
    at.text_input(key="corpus_text").set_value("ab").run()  # what it is looked for in cannot be read either
    assert "it is damaged" in sound(at).toast[0].value


def test_a_store_is_called_as_the_visitor_calls_it(stores):
    random_store(stores / "part.zarr", [40, 30, 50])
    (stores / "part.zarr" / "hidden_state" / "0.0.0.0").unlink()
    (stores / "notes").mkdir()
    at = opened("corpus", corpus="part.zarr")
    assert "“part\\.zarr” is damaged, or was copied in part" in said(at)
    for name in ("notes", "part.zarr/token"):
        at = opened("corpus", corpus=name)
        assert at.error and str(stores) not in at.error[0].value


def test_units_looks_for_contexts_in_a_corpus(visit, stores):
    random_store(stores / "noise.zarr", [40, 30, 50])
    at = looking(visit, "units", turned_in="corpus")
    assert len(passages(at)) == 16
    at.session_state["corpus"] = "noise.zarr"
    assert "Another model has read this corpus" in said(sound(at.run()))


def pasting():
    at = opened("corpus", **WORDS, corpus="own", cfrom="paste")
    assert "Type or paste a text" in said(at)
    return at


def test_a_pasted_text_is_traced_or_refused_as_a_file_would_be_and_stays_where_it_is():
    at = pasting()
    for text, name, sentence in (
        ("It was not so.\nAnd so it went.", "", "21 tokens in 2 sequences"),
        # Whether there is such a file is nobody's business: it is a line like any other.
        (f"{__file__}\nIt was not so.\nAnd so it went.", "", "tokens in 3 sequences"),
        (" \n\n", "", "“…” is empty"),
        (" \n\n", "my *own*", r"“my \\\*own\\\*” is empty"),
        ("天" * 2**20, "", "has 3.0 MB; a text of up to 2 MB is traced here"),
        ("a" * (2 * 2**20 + 1), "", "What was typed has 2,097,153 characters"),
        ("\x01\x02\x03", "", "is not a text"),
    ):
        assert not re.search(sentence, said(at))
        at.text_input(key="corpus_name").set_value(name)
        sound(at.text_area(key="corpus_pasted").set_value(text).run())
        assert re.search(sentence, said(at))
        assert at.session_state["corpus_pasted"] == text
        assert at.session_state["corpus_name"] == name


def test_a_pasted_text_goes_along_in_a_link_and_on_other_pages_and_is_on_the_way_of_none(monkeypatch):
    monkeypatch.setattr(address, "LONGEST_LINK", address.LONGEST_LINK // 10)
    text = "It was not so.\nAnd so it went."
    at = pasting()
    found = passages(sound(at.text_area(key="corpus_pasted").set_value(text).run()))
    assert found
    again = sound(opened("corpus", **dict(at.query_params)).run())
    assert passages(again) == found
    assert again.text_area(key="corpus_pasted").value == text
    at.segmented_control(key="corpus_from").set_value("file").run()
    assert "Upload a text" in said(at)
    assert "ctext" not in at.query_params
    at.segmented_control(key="corpus_from").set_value("paste").run()
    assert at.text_area(key="corpus_pasted").value == text
    # A line with more bytes than the name of a file may have.
    at.text_area(key="corpus_pasted").set_value("他走了。" * 50).run()
    assert "too long for a link" in said(sound(at))
    assert passages(at)
    assert "too long for a link" not in said(turned_to(at, "gates"))
