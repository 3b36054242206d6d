"""Opening: how open the gates are at each step, and a whole run in a few numbers, wherever a page shows them."""

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.gates import NEARLY_OPEN, NEARLY_SHUT, GateSummary, summarise
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.caption import NONLINEARITY
from gru_viz.figures.base.number import Number
from gru_viz.ui.blocks.cursor import place_shown, places_of
from gru_viz.ui.browser.cells.notation import at_step
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import file_name
from gru_viz.ui.widgets.live import Live, Picture
from gru_viz.ui.widgets.markdown import tabulated


def show_opening(run: Run, key: str) -> None:
    """How open the gates are, and the whole run in a few numbers."""
    e = run.experiment
    if not run.trace.gates:
        facts = {name: NONLINEARITY.get(value, value) for name, value in run.trace.facts.items()}
        st.info(_(texts_of(run.trace.cell).without_gates).format(**facts), icon=":material/info:")
        return

    def draw(layer: int, direction: str, sample: int) -> Picture:
        tr = run.trace
        drawing = figures.opening.plain(summarise(tr, layer, direction, sample), tr.tokens[sample], translate=_)
        return Picture(drawing, file_name("gate-opening", e.variant, f"layer{layer}", direction))

    sentence = _("At each step: the gate's mean over all units.")
    live = Live(key, sentence, run.trace, (e.variant,), draw, places_of(run), cell=False, wide=False, later=True)
    live.show(place_shown(run))()
    if not e.present:
        _summary(summarise(run.trace, *run.place), run.trace)


def _summary(summary: GateSummary, tr: CellTrace) -> None:
    """The whole run in a few numbers."""
    head = (_("whole run"), f"<\u00a0{NEARLY_SHUT}", f">\u00a0{NEARLY_OPEN}")
    rows = []
    for gate in summary.opening:
        low, high = _ends(tr, gate)
        rows.append((f"${at_step(gate)}$", f"{summary.shut[gate]:.1%} {low}", f"{summary.open[gate]:.1%} {high}"))
    st.markdown(tabulated(head, rows))
    texts = texts_of(tr.cell)
    st.metric(_(texts.carried), _share(summary.carried), help=_(texts.carried_help))


def _ends(tr: CellTrace, gate: str) -> tuple[str, str]:
    """What a gate does near 0 and near 1."""
    if gate != tr.cell.keeps or "update_convention" not in tr.facts:
        return _("shut"), _("open")
    ends = _("writes nearly all"), _("keeps nearly all")
    return ends if tr.facts["update_convention"] == "keep" else ends[::-1]


def _share(value: float) -> str:
    """A share in percent, or as a power of ten where percent would be all zeros."""
    if value == 0 or value >= 1e-4:
        return f"{value:.2%}"
    return f"{Number(value):.0e}"
