"""Play: a button away from the pictures that makes the page's cursor walk, as the one beside them does."""

from gru_viz.ui.components import component

_component = component("play")


def show_play(label: str, pause: str) -> None:
    """The button.

    Parameters
    ----------
    label, pause : str
        On it, while nothing walks and while something does.
    """
    _component(data={"label": label, "pause": pause}, key="play", height="content")
