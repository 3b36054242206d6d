"""Parcel: numbers that are sent apart from what shows them, so that neither is sent again with the other."""

from gru_viz.ui.components import component

_component = component("parcel")


def send(packed_parcel: bytes, name: str) -> None:
    """Bring a parcel to the browser; nothing of it is seen."""
    _component(data=packed_parcel, key=f"parcel_{name}", height=1)
