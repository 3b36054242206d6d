"""Agreements: how far each bundled model is a small machine, extracted beforehand by `COMMAND`."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gru_viz.analysis.automaton.extraction import extract
from gru_viz.analysis.automaton.machine import FAITHFUL
from gru_viz.cells.gru import ResetConvention
from gru_viz.learning.bundled import FOLDER, load, stem_of

COMMAND = "python -m gru_viz.analysis.automaton"
FILE = FOLDER.parent / "machines" / "machines.json"


class Agreement(BaseModel):
    """What the machine of one bundled model is worth.

    Attributes
    ----------
    name : str
        Of the model's file.
    states, clusters : int
        Of the smallest machine, and of hidden states before states that behave alike were merged.
    agreement, twice, four_times : float, in [0, 1]
        Share of the model's answers on fresh sequences of the task's length, of twice and of four times that.
    rule, own_rule : float, in [0, 1]
        Share of the rule's answers that the machine gives, and that the model itself does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    states: int
    clusters: int
    agreement: float
    twice: float
    four_times: float
    rule: float
    own_rule: float

    @property
    def faithful(self) -> bool:
        """As of an `Automaton`."""
        return self.agreement >= FAITHFUL


def agreement_of(name: str) -> Agreement:
    """Extract the machine of a bundled model anew."""
    found = extract(load(FOLDER / name))
    return Agreement(
        name=name,
        states=len(found.states),
        clusters=found.clusters,
        agreement=round(found.agreement, 4),
        twice=round(found.longer[2], 4),
        four_times=round(found.longer[4], 4),
        rule=round(found.rule, 4),
        own_rule=round(found.network_rule, 4),
    )


@cache
def agreements() -> dict[str, Agreement]:
    """The table as it was extracted, by name."""
    rows = [Agreement.model_validate(row) for row in json.loads(FILE.read_text("utf-8"))]
    return {row.name: row for row in rows}


def known(name: str, reset: ResetConvention) -> Agreement | None:
    """Of the bundled model `name` with its reset gate in that place, or, if there is none, after the matrix."""
    table = agreements()
    return table.get(stem_of(name, reset), table.get(name))


def make(file: Path = FILE) -> Iterator[Agreement]:
    """Extract every bundled model's machine and write the table into `file`."""
    rows = []
    for path in sorted(FOLDER.glob("*.json")):
        rows.append(agreement_of(path.stem))
        yield rows[-1]
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row.model_dump()) for row in rows)
    file.write_text(f"[\n{lines}\n]\n", "utf-8")
