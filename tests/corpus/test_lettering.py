"""A line divided word by word is the line divided letter by letter."""

from hypothesis import example, given
from hypothesis import strategies as st

from gru_viz.corpus.lettering import Lettering
from gru_viz.learning.letters import letter_tokens, letters, typed

IDS = {letter: number for number, letter in enumerate(letters())}
LINE = Lettering(IDS)


@given(st.text(st.one_of(st.characters(), st.sampled_from("ab é'’ \t“”—1好…\u0301\u200d🇩👍🏽\u0600"))))
@example("— — “It’s” 'tis a' b")
@example("… !")
@example("  a \u0301b\u0600 c")
def test_any_line_is_divided_as_letter_tokens_divides_it(text):
    tokens, ids = LINE(text)
    assert tuple(tokens) == letter_tokens(text)
    assert ids == [IDS.get(typed(token).letter, len(IDS)) for token in tokens]
