"""View: the rows of the Experiment table that say what is looked at, whatever the numbers are."""

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from gru_viz.cells.kinds import every_quantity
from gru_viz.experiment.row import LARGEST_SEED, parameter
from gru_viz.limits import LIMITS
from gru_viz.problem import N_

if TYPE_CHECKING:
    Quantity = str
else:
    Quantity = Literal[tuple(every_quantity())]
Merge = Literal["concat", "sum", "mean", "product"]

_row = partial(parameter, part="view")
#: Percentage that a gate is held at in the what-if run; -1 leaves it free.
_force = partial(_row, -1, names={-1: N_("free")}, control="percentage", ge=-1, le=100)


class View(BaseModel):
    """What is looked at: a place in the run, a what-if beside it, and how the pages show them."""

    force_reset: int = _force("ra", N_("Reset gate of all units"))
    force_update: int = _force("za", N_("Update gate of all units"))
    force_reset_unit: int = _force("ru", N_("Reset gate of the unit in view"))
    force_update_unit: int = _force("zu", N_("Update gate of the unit in view"))
    force_when: Literal["all", "step"] = _row(
        "all", "when", N_("When"), names={"all": N_("all steps"), "step": N_("this step")}
    )
    mute: bool = _row(
        False, "mute", N_("Silence the unit in view"), N_("Its state is 0 all the time, as if it were not there.")
    )
    edit: Literal["none", "remove", "replace"] = _row(
        "none",
        "edit",
        N_("Edit of a token"),
        names={"none": N_("none"), "remove": N_("removed"), "replace": N_("replaced")},
    )
    edit_step: int = _row(0, "et", N_("Edited step"), ge=0, le=LIMITS.steps - 1)
    edit_token: str = _row("", "etok", N_("Replace it by"), control="line", max_length=200)
    compare: bool = _row(
        False,
        "cmp",
        N_("Compare with untrained"),
        N_("The same GRU with weights from a seed, on the same sequence, beside the trained one."),
    )
    layer: int = _row(0, "layer", N_("Layer"), ge=0, le=LIMITS.layers - 1)
    direction: Literal["forward", "backward"] = _row(
        "forward", "dir", N_("Direction"), names={"forward": N_("forward"), "backward": N_("backward")}
    )
    sample: int = _row(0, "seq", N_("Sequence"), ge=0, le=LIMITS.batch - 1)
    unit: int = _row(0, "unit", N_("Unit"), control="slider", ge=0, le=LIMITS.hidden_size - 1)
    step: int = _row(3, "t", N_("Time step"), control="slider", ge=0, le=LIMITS.steps - 1)
    quantity: Quantity = _row("hidden_state", "q", N_("Quantity"))
    merge: Merge = _row(
        "concat",
        "merge",
        N_("Merged representation"),
        names={"concat": N_("Concatenation"), "sum": N_("Sum"), "mean": N_("Mean"), "product": N_("Product")},
    )
    classes: int = _row(3, "K", N_("Classes K"), ge=1, le=20)
    output_layer: Literal["softmax", "linear"] = _row(
        "softmax", "out", N_("Output layer"), names={"softmax": "softmax", "linear": N_("linear")}
    )
    output_seed: int = _row(0, "oseed", N_("Seed of the output layer"), ge=0, le=LARGEST_SEED)
    memory_of: Literal["mean", "unit"] = _row(
        "mean", "mem", N_("Memory of"), names={"mean": N_("mean over units"), "unit": N_("unit in view")}
    )
    road_of: Literal["all", "unit"] = _row(
        "all", "road", N_("Straight road of"), names={"all": N_("whole state"), "unit": N_("unit in view")}
    )
    dimensions: Literal["2", "3"] = _row("2", "dim", N_("Dimensions"), names={"2": "2-D", "3": "3-D"})
    show_fixed: bool = _row(
        False,
        "fix",
        N_("Fixed points"),
        N_("States that the input of the step in view, held for ever, would leave alone."),
    )
    machine_state: int = _row(
        0,
        "state",
        N_("State to look into"),
        N_("Of the machine: what is in it, and where it leads."),
        control="list",
        ge=0,
        le=63,
    )
    snapshot: int = _row(3000, "snap", N_("Training step"), control="stages", ge=0, le=3000)
    present: bool = _row(
        False,
        "present",
        N_("Present"),
        N_(
            "Large type for a wall, without the controls: ← → and the Page keys walk, Space plays, B blanks, Esc leaves."
        ),
    )
    picture: Literal["png", "svg"] = _row(
        "png",
        "pic",
        N_("Download pictures as"),
        N_("With the button under each picture, or with the camera over it."),
        names={"png": "PNG 3×", "svg": "SVG"},
    )
    language: Literal["auto", "en", "zh_CN"] = _row(
        "auto", "lang", N_("Language"), names={"auto": N_("Automatic"), "en": "English", "zh_CN": "简体中文"}
    )
