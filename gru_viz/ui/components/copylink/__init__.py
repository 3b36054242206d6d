"""Copy link: a button that puts the address of what is on the screen into the clipboard, and shows it."""

from gru_viz.ui.components import component

_component = component("copylink")


def copy_link(label: str, copied: str, shown: str) -> None:
    """The button.

    Parameters
    ----------
    label : str
        On it.
    copied : str
        On it for a moment after it has worked.
    shown : str
        What the field with the link is called, for those who hear it.
    """
    _component(
        data={"label": label, "copied": copied, "shown": shown}, key="copylink", width="content", height="content"
    )
