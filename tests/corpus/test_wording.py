"""Lines whose words are looked up together are the lines read one after the other."""

import numpy as np
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from gru_viz.corpus.wording import Words
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.vocabulary import Vocabulary

NAMES = ("to", "be", "or", "not", ",", "你好", "世界", "<unk>")
PIECES = st.one_of(st.characters(), st.sampled_from([*NAMES, " ", "\t", "\u2003", "\x1c", "\u0301"]))
LINES = st.lists(PIECES).map("".join).map(str.strip).filter(lambda line: len(line.splitlines()) == 1)


def reader(names: tuple[str, ...]) -> Reader:
    return Reader("gru", torch.nn.GRU(2, 3), torch.randn(len(names), 2), Vocabulary(names))


WORDS = Words(reader(NAMES))


@given(st.lists(LINES, min_size=1, max_size=5))
@example(["to be, or not\u3000to be", "你好世界", "to <unk>be"])
@example(["\ud800 be"])
def test_any_lines_are_read_as_each_alone(lines):
    found = WORDS.together(lines)
    alone = [WORDS.reader.coded(line)[0] for line in lines]
    assert [WORDS(line) for line in lines] == [tuple(map(list, zip(*row, strict=True))) for row in alone]
    if found is None:  # what no encoding has
        assert any("\ud800" <= character <= "\udfff" for line in lines for character in line)
        return
    assert found.counts.tolist() == list(map(len, alone))
    assert found.ids.tolist() == [number for row in alone for _word, number in row]
    assert found.text.tobytes().decode() == "".join(" ".join(word for word, _id in row) + "\n" for row in alone)
    ends = np.append(found.text_offset[1:], len(found.text)) - 1
    pieces = [found.text[a:b].tobytes().decode() for a, b in zip(found.text_offset, ends, strict=True)]
    assert pieces == [word for row in alone for word, _id in row]


def test_what_a_model_does_not_know_is_left_to_whoever_can_say_where():
    words = Words(reader(NAMES[:4]))
    assert words.together(["to be", "to see"]) is None
    assert words.together(["to be"]) is not None
