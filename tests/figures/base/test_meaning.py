"""The picture says in words what z does, from the numbers of the run and by its convention."""

import pytest

from gru_viz import figures
from gru_viz.experiment.examples import home


def words(convention: str) -> tuple[list[str], list[tuple[str, float]]]:
    tr = home().model_copy(update={"convention": convention}).run()
    notes = figures.gates(tr).layout.annotations
    return [note.text for note in notes], [(note.text, note.x) for note in notes if note.xref == "x"]


def test_the_letter_to_remember_is_marked_as_written_and_what_follows_as_kept():
    _texts, marks = words("pytorch")
    text = home().text
    written = text.index("!") + 1
    assert ("writes", written) in marks
    assert ("keeps", (written + 1 + len(text) - 1) / 2) in marks
    assert sum(word == "writes" for word, _step in marks) == 1


@pytest.mark.parametrize(
    ("convention", "says"),
    [
        ("pytorch", "yellow keeps, dark violet writes"),
        ("textbook", "yellow writes, dark violet keeps"),
        ("cho", "yellow keeps"),
    ],
)
def test_colours_of_z_are_told_by_the_convention(convention, says):
    texts, _marks = words(convention)
    assert any("update gate" in text and says in text for text in texts)


def test_random_weights_are_said_to_do_nothing():
    tr = home().run()
    notes = figures.gates(tr, untrained=True).layout.annotations
    assert not [note for note in notes if note.text in ("writes", "keeps")]
