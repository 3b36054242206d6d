"""What if: gates held, a unit silenced or a token edited, beside the run as it is."""

from dataclasses import replace
from functools import partial

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.answers import answers, with_gap
from gru_viz.analysis.counterfactual import FAINT, Counterfactual, counterfactual
from gru_viz.analysis.gates import selected
from gru_viz.cells.gru import GRUTrace
from gru_viz.experiment.whatif import Edited, edited, everything_held, interventions
from gru_viz.figures.base.caption import caption, strip_of
from gru_viz.figures.base.strip import Strip
from gru_viz.problem import N_, Problem, plural
from gru_viz.ui.blocks.cursor import place_shown, places_of
from gru_viz.ui.blocks.said import judged, said_after, said_panels, show_verdict
from gru_viz.ui.blocks.withoutr import show_where_it_breaks
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.live import Live, Picture
from gru_viz.ui.widgets.markdown import shown, told

NOTHING_HELD = N_(
    "Press one of the sentences or move a slider: this run appears here beside the one with the gates held there."
)
HELD = N_(
    "Above as it is, in the middle with the gates held, below the difference: everything after the intervention follows "
    "from it, computed step by step."
)
NOTHING_EDITED = N_(
    "Step to a token with the cell above, then remove or replace it: what would the GRU have kept without it?"
)
EDITED = N_(
    "Above the sequence as it is, in the middle with the edited token, below the difference, on the same time axis."
)
GAPS = N_(
    "Mean absolute difference over the units, for each gate and state: where do the two runs part, and do they meet again?"
)
STILL_THERE = N_(
    "Largest difference of any unit: **{peak:.3f}** at step {step}. More than {share:.0%} of it is still there at the end."
)
GONE = N_(
    "Largest difference of any unit: **{peak:.3f}** at step {step}. It falls below {share:.0%} of that after "
    "**{alive}** steps."
)
GONE_AT_ONCE = N_(
    "Largest difference of any unit: **{peak:.3f}** at step {step}. It falls below {share:.0%} of that after "
    "**{alive}** step."
)
_FORCED = ("force_reset", "force_update", "force_reset_unit", "force_update_unit")
#: Nothing is held.
FREE = {**dict.fromkeys(_FORCED, -1), "mute": False}


def show_what_if(run: Run) -> None:
    """Both parts: interventions, and the edit of a token."""
    st.header(_("What if …"), anchor=False)
    left, right = st.columns([1, 2], gap="large")
    with left:
        _intervention_controls(run)
    with right:
        show_held(run)
    st.header(_("… another token stood here?"), anchor=False)
    left, right = st.columns([1, 2], gap="large")
    with left:
        _edit_controls(run)
    with right:
        _edited(run)


def as_held(run: Run) -> Run:
    """The same run with its gates and states as the view holds them; the run itself where nothing is held."""
    if not everything_held(run.setup):
        return run
    held = interventions(run.setup)
    return replace(run, trace=memo("held", run.trace, (held,), lambda: run.setup.run(held)))


def _intervention_controls(run: Run) -> None:
    """The lesson's sentences as buttons, four sliders, and where they hold."""
    presets = held_at(run)
    shut, opened = (presets[key]["force_update"] // 100 for key in ("shut", "open"))
    labels = {
        "shut": _("Nothing is written: the state is a copy of the one before (z = {z})").format(z=shut),
        "open": _("All is written: the state is the candidate (z = {z})").format(z=opened),
        "blind": _("r shut: the candidate sees only the input"),
        "plain": _("r open: a plain RNN candidate"),
        "free": _("Leave everything as it is"),
    }
    present = run.experiment.model_dump(include=set(FREE))
    for key, label in labels.items():
        pressed = present == {**FREE, **presets[key]}
        st.button(
            label,
            key=f"preset_{key}",
            width="stretch",
            on_click=partial(take_preset, presets[key]),
            type="primary" if pressed and key != "free" else "secondary",
            icon=":material/undo:" if key == "free" else ":material/lock:" if pressed else None,
        )
    for name in _FORCED:
        control(name)
    control("force_when")
    control("mute")


def held_at(run: Run) -> dict[str, dict[str, int]]:
    """What each of the lesson's sentences holds, in the convention on the screen."""
    keep, write = (100, 0) if run.trace.update_convention == "keep" else (0, 100)
    return {
        "shut": {"force_update": keep},
        "open": {"force_update": write},
        "blind": {"force_reset": 0},
        "plain": {"force_reset": 100},
        "free": {},
    }


def take_preset(values: dict[str, int]) -> None:
    """A preset: everything else is left free."""
    put(**{**FREE, **values})


def show_held(run: Run) -> None:
    """The intervened run beside the original."""
    e = run.experiment
    held = interventions(run.setup)
    if not held:
        st.info(_(NOTHING_HELD), icon=":material/tune:")
        return
    changed = as_held(run).trace

    def draw(layer: int, direction: str, sample: int) -> Picture:
        one, other = (selected(tr, "hidden_state", layer, direction, sample) for tr in (run.trace, changed))
        drawing = figures.two_runs.plain(
            one,
            other,
            strip_of(run.trace, sample, run.numbers),
            caption(run.trace, _, layer, direction, sample, untrained=run.experiment.is_untrained),
            selected=(0, 0),
            panels=said_panels(run.said_on(sample), said_after(run, changed, sample)),
            compact=run.experiment.present,
            translate=_,
        )
        tokens = run.trace.tokens[sample]
        return Picture(drawing, file_name("what-if", e.convention, *tokens[:6]), tokens)

    live = Live("held_chart", _(HELD), (run.trace, changed), (e.convention, e.present), draw, places_of(run))
    live.show(place_shown(run))()
    after = judged(run, changed, e.sample)
    show_verdict(run.answers, after)
    if e.force_reset == 0 and (after is None or not after.asked or after.hits == run.answers.hits):
        show_where_it_breaks(e.convention)


def _edit_controls(run: Run) -> None:
    """Remove or replace the token in view."""
    e = run.experiment
    st.markdown(_("The token in view: **{token}** (step {step})").format(token=shown(run.tokens[e.step]), step=e.step))
    st.button(
        _("Remove it"),
        key="edit_remove",
        width="stretch",
        icon=":material/backspace:",
        on_click=partial(put, edit="remove", edit_step=e.step),
    )
    control("edit_token")
    st.button(
        _("Replace it"),
        key="edit_replace",
        width="stretch",
        icon=":material/swap_horiz:",
        on_click=partial(put, edit="replace", edit_step=e.step),
    )
    if e.edit != "none":
        st.button(
            _("Undo the edit"),
            key="edit_undo",
            width="stretch",
            icon=":material/undo:",
            on_click=partial(put, edit="none", edit_step=e.step),
        )


def _edited(run: Run) -> None:
    """The counterfactual run beside the original."""
    e = run.experiment
    try:
        change = edited(run.setup)
    except Problem as problem:
        st.error(told(problem), icon=":material/error:")
        return
    if change is None:
        st.info(_(NOTHING_EDITED), icon=":material/edit:")
        return
    key = (e.edit, e.edit_step, e.edit_token, e.sample)
    tr = memo("edited", run.trace, key, lambda: run.setup.reading(change.sequence).run())
    found = counterfactual(run.trace, tr, e.layer, e.direction, e.sample, change.step, removed=change.removed)
    _edited_charts(run, change, tr, found)


def _edited_charts(run: Run, change: Edited, tr: GRUTrace, found: Counterfactual) -> None:
    """States and gaps, with a sentence on how long the difference lives."""
    e = run.experiment
    old = run.tokens[change.step]
    new = f"×{old}" if change.removed else f"{old}→{change.token}"
    tokens = (*run.tokens[: change.step], new, *run.tokens[change.step + 1 :])
    before = run.answers
    after = before and answers(tr, run.model, change.sequence, e.sample)
    if after is not None and change.removed:
        after = with_gap(after, change.step)
    strip = Strip(tokens, strip_of(run.trace, e.sample, run.numbers).inputs)

    def draw() -> Picture:
        drawing = figures.two_runs.plain(
            found.original,
            found.changed,
            strip,
            caption(run.trace, _, *run.place, untrained=run.experiment.is_untrained),
            selected=(0, 0),
            panels=said_panels(before, after),
            translate=_,
        )
        return Picture(drawing, file_name("counterfactual", *tokens[:6]), tokens)

    Live("edited_chart", _(EDITED), (run.trace, tr), (run.place, tokens), draw, [{}]).show({})()
    fig = figures.gaps.plain(found.gaps, tokens, translate=_)
    chart(fig, "gaps_chart", _(GAPS), name=file_name("counterfactual-gaps", *tokens[:6]), about=run)
    if found.peak == 0:
        st.markdown(_("The two runs do not differ at all."))
    else:
        fields = {"peak": found.peak, "step": found.peak_step, "alive": found.alive, "share": FAINT}
        gone = plural(found.alive, GONE_AT_ONCE, GONE)
        st.markdown(_(STILL_THERE if found.to_the_end else gone).format(**fields))
    show_verdict(before, after)
