"""Picture: a button with words on it that downloads a figure, as Plotly's icon over the figure does."""

from gru_viz.ui.components import component

_component = component("picture")


def picture_button(chart: str, label: str) -> None:
    """The button.

    Parameters
    ----------
    chart : str
        Streamlit's key of the figure.
    label : str
        On it.
    """
    _component(data={"chart": chart, "label": label}, key=f"{chart}_picture", width="content", height="content")
