"""The glossary explains what is said without being explained anywhere else."""

import pytest

from gru_viz.lesson.glossary import GLOSSARY
from gru_viz.ui.i18n import LANGUAGES, read_catalogue
from tests.ui.visits import opened, said

#: Said on pages that somebody may meet first.
JARGON = ["price on writing", "seed", "straight road", "saturated", "convention", "reset after the matrix"]


@pytest.mark.parametrize("term", JARGON)
def test_a_word_that_is_used_is_explained(term):
    assert any(term in entry.word for entry in GLOSSARY.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_on_the_page(language):
    shown = said(opened(lang=language))
    assert shown.count("** · ") >= len(GLOSSARY)


def test_z_is_never_open_or_shut():
    told = [message.id for message in read_catalogue("zh_CN") if message.id and "pdate gate" in message.id]
    assert told
    assert not [text for text in told if " open" in text or " shut" in text]
