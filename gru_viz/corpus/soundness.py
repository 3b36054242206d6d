"""Soundness: whether a store holds what a corpus is made of; one that was copied in part, or that somebody changed, may not."""

import math
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError

from gru_viz.cells.steps import DIRECTIONS
from gru_viz.corpus.address import reached
from gru_viz.problem import Problem

if TYPE_CHECKING:
    import xarray as xr


class _Attributes(BaseModel, strict=True):
    """What a store says of itself, as far as a reader relies on it."""

    model: str
    keep: list[str] = Field(min_length=1)
    symbols: list[str]
    separator: str
    complete: int = Field(ge=0)
    finished: bool


def are_sound(attributes: dict[str, Any]) -> bool:
    """Whether a store says of itself what it must."""
    try:
        _Attributes.model_validate(attributes)
    except ValidationError:
        return False
    return True


def is_sound(dataset: "xr.Dataset") -> bool:
    """Whether all arrays are there that its attributes, which are sound, tell of; what is in them is not read."""
    read = {"input"} if "input" in dataset else {"text", "text_offset"}
    if not {*dataset.attrs["keep"], *read, "token", "offset", "direction"} <= set(dataset.variables):
        return False
    directions = dataset["direction"].to_numpy().tolist()
    return dataset.attrs["complete"] <= dataset.sizes["position"] and directions == list(DIRECTIONS)[: len(directions)]


def check_chunks(path: str, dataset: "xr.Dataset", options: dict | None = None) -> None:
    """Problem where a chunk is missing of what was computed: Zarr would take it for one without numbers.

    Parameters
    ----------
    path : path or URL
        Of the store.
    dataset : Dataset
        Of that store.
    """
    system, place = reached(path, options or {})
    sizes = dict.fromkeys(dataset.attrs["keep"], dataset.attrs["complete"])
    if "text" in dataset:
        sizes["text"] = dataset.sizes["byte"]
    for name, size in sizes.items():
        chunk, *others = dataset[name].encoding["chunks"]
        wanted = {".".join([str(number), *("0" for _each in others)]) for number in range(math.ceil(size / chunk))}
        folder = f"{place}/{name}/"
        there = {each.removeprefix(folder).replace("/", ".") for each in system.find(folder)}
        if lost := wanted - there:
            raise Problem(
                "“{path}” is damaged, or was copied in part: {lost} of {all} chunks of {name} are missing.",
                path=path,
                lost=len(lost),
                all=len(wanted),
                name=name,
            )
