"""Plural: what is counted has one form for one and another for many."""

import re

from gru_viz.ui.catalogue import collect
from gru_viz.ui.i18n import read_catalogue

#: A count with the form of its noun for one right behind.
_ONE = re.compile(
    r"\{(count|given|wanted|states|step|alive)[^}]*\}\*{0,2} (number|cell|column|direction|state|step|token|unit|sequence)\b"
)


def test_every_sentence_that_has_a_form_for_one_has_one_for_many_and_chinese_says_both_alike():
    messages = {message.id for message in collect() if message.id}
    chinese = read_catalogue("zh_CN")
    singular = [message for message in messages if _ONE.search(message)]
    assert len(singular) >= 12
    for one in singular:
        (count, noun) = _ONE.search(one).groups()
        many = [each for each in messages if re.search(rf"\{{{count}[^}}]*\}}\*{{0,2}} {noun}s\b", each)]
        assert chinese[one].string in {chinese[each].string for each in many} or "finite number" in one, one
