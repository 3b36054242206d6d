"""How a corpus lies in its store."""

import pytest

from gru_viz.corpus.layout import Layout


def chunk(about: int | None) -> int:
    return Layout.of(("hidden_state",), "float16", (1, 1, 96), None, 2048, about).chunk


@pytest.mark.parametrize("about", [0, 1, 1000, 1023, 1025, 5000, 1 << 14, 10**9])
def test_a_chunk_is_no_larger_than_a_short_corpus_needs_nor_than_a_disk_likes(about):
    assert chunk(None) == 1 << 14  # 3 MB
    assert min(max(1024, about), chunk(None)) <= chunk(about) <= min(max(1024, 2 * about), chunk(None))
