"""A head start for the figure: where nobody else waits, and only there."""

from gru_viz.ui.state.pace import give_head_start, paced


def test_who_is_alone_waits_for_nobody_and_nobody_waits_for_them():
    assert not give_head_start()  # no page is put together
    with paced():
        assert give_head_start()
        with paced():
            assert not give_head_start()
        assert give_head_start()
