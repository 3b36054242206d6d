"""Recording: a training that comes with the package, every stage of it, in either way to write a GRU; made by `COMMAND`."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Literal

from safetensors import safe_open
from safetensors.torch import save

from gru_viz.data import folder
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, Training
from gru_viz.learning.snapshot import Snapshot
from gru_viz.learning.tasks import TASKS

Written = Literal["pytorch", "textbook"]
COMMAND = "python -m gru_viz.learning --recording"
#: By how the GRU is written.
FILES: dict[Written, Path] = {
    "pytorch": folder("trainings") / "remember.safetensors",
    "textbook": folder("trainings") / "remember-textbook.safetensors",
}
TASK = "remember"
#: What the page Train proposes, with half its snapshots.
SETTINGS = Settings(steps=600, price=0.3, every=24)
_NUMBERS = ("step", "loss", "accuracy", "write_gate")


def make_recording(written: Written, file: Path, settings: Settings = SETTINGS) -> Training:
    """Train from the start and write every snapshot into `file`."""
    training = Training(TASKS[TASK], _learner(written), settings)
    for _done in training.pieces():
        pass
    tensors = {
        f"{index}.{name}": tensor
        for index, snapshot in enumerate(training.snapshots)
        for name, tensor in snapshot.weights.items()
    }
    numbers = [{name: getattr(snapshot, name) for name in _NUMBERS} for snapshot in training.snapshots]
    # One entry: their order would be another one each time.
    metadata = {"training": json.dumps({"settings": asdict(settings), "snapshots": numbers})}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(save(tensors, metadata))
    return training


@cache
def recording(written: Written, file: Path | None = None) -> Training:
    """The training as it was recorded; it is over, and shared by all who look at it."""
    with safe_open(file or FILES[written], "pt") as opened:
        told = json.loads(opened.metadata()["training"])
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a mapping
    learner = _learner(written).eval().requires_grad_(False)
    snapshots = [
        Snapshot(**numbers, weights={name: tensors[f"{index}.{name}"] for name in learner.state_dict()})
        for index, numbers in enumerate(told["snapshots"])
    ]
    learner.load_state_dict(snapshots[-1].weights)
    settings = Settings(**told["settings"])
    return Training(TASKS[TASK], learner, settings, snapshots, done=snapshots[-1].step, running=False)


def _learner(written: Written) -> Learner:
    return Learner(TASKS[TASK], textbook=written == "textbook")
