"""Pairs: what is lost without any two of the units that are missed most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from gru_viz import figures
from gru_viz.analysis import ablation
from gru_viz.analysis.ablation import Kind, Outcome, every_pair
from gru_viz.problem import N_
from gru_viz.progress import Computation
from gru_viz.ui.i18n import _
from gru_viz.ui.state.machine import Reader
from gru_viz.ui.state.units import Examined, tried
from gru_viz.ui.widgets.chart import chart
from gru_viz.ui.widgets.progress import Work, begin, find, show, worked

PAIRS = N_(
    "Both units silenced; on the diagonal one alone; the pair that costs most is on top. Yellow: all right; the further "
    "through green and blue to violet, the more is lost. Where two are yellow on the diagonal and green to violet together, "
    "each stands in for the other."
)
#: Units of which any two are silenced.
_PAIRED = 16
_NAME = "unit_pairs"


@dataclass(frozen=True)
class Pairs:
    """Any two of the units that are missed most, silenced together.

    Attributes
    ----------
    reader : Reader
    found : Examined
    order : sequence of (unit, outcomes by kind)
        As `ranked` has them.
    layer : int
    direction : "forward" or "backward"
    """

    reader: Reader
    found: Examined
    order: Sequence[tuple[int, Mapping[Kind, Outcome]]]
    layer: int
    direction: str

    def worst(self) -> tuple[tuple[int, int], float] | None:
        """The pair that is missed most, and how well the network answers without; None while that is being computed."""
        if len(self._units) < 2 or not worked(_NAME, *self._of, self._search, self._doing()).finished:
            return None
        return min(self._shares(), key=lambda each: each[1])

    def show(self, *, begun: bool) -> None:
        """The figure of all; where they have not `begun`, a button that begins."""
        work = find(_NAME, *self._of)
        if not begun and work is not None:
            show(_NAME, work, self._doing)
        elif not begun and len(self._units) > 1:
            st.button(
                _("Silence any two of them"),
                key="pairs",
                icon=":material/join_inner:",
                on_click=lambda: begin(_NAME, *self._of, self._search),
            )
        if work is None or not work.finished:
            return
        alone = dict(self.order)
        every = sorted(self._shares(), key=lambda each: each[1])
        units = list(dict.fromkeys(unit for pair, _share in every for unit in pair))
        shares = np.diag([alone[unit]["silenced"].measured(f1=self.reader.task.by_f1) for unit in units])
        for pair, share in every:
            one, other = (units.index(unit) for unit in pair)
            shares[one, other] = shares[other, one] = share
        fig = figures.missed_pairs.plain(shares, units, f1=self.reader.task.by_f1, translate=_)
        chart(fig, "pairs_chart", _(PAIRS), name="missed-pairs", wide=False)

    def _shares(self) -> list[tuple[tuple[int, int], float]]:
        """Each pair with how well the network answers without it."""
        work: Work = find(_NAME, *self._of)  # pyright: ignore[reportAssignmentType]
        return [(each.ablation.units, each.measured(f1=self.reader.task.by_f1)) for each in work.result[1:]]

    @cached_property
    def _units(self) -> list[int]:
        return [unit for unit, _cases in self.order[:_PAIRED]]

    @property
    def _of(self) -> tuple[object, tuple]:
        """What the work is told apart by."""
        return (self.reader.of, self.found.trace), (self.reader.key, self.layer, self.direction)

    def _search(self) -> Computation[list[Outcome]]:
        cases = every_pair(self._units, self.layer, self.direction)
        return ablation.search(self.reader.answering, tried(self.found), cases)

    @staticmethod
    def _doing() -> str:
        return _("Silencing any two units")
