"""Copy link: a button that puts the address of what is on the screen into the clipboard, and shows it."""

from gru_viz.ui.components import component

_component = component("copylink")


def copy_link(label: str, copied: str, shown: str, bare: str) -> None:
    """The button.

    Parameters
    ----------
    label : str
        On it.
    copied : str
        On it for a moment after it has worked.
    shown : str
        What the field with the link is called, for those who hear it.
    bare : str
        The query that says to everybody what an address without one says here.
    """
    data = {"label": label, "copied": copied, "shown": shown, "bare": bare}
    _component(data=data, key="copylink", width="content", height="content")
