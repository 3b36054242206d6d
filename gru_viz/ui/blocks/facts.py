"""Facts: what is on the screen in a few lines: the module, its size, its shapes, its conditions."""

import streamlit as st

from gru_viz.analysis.difference import StateDifference
from gru_viz.cells.cell import called
from gru_viz.figures.base.number import Number
from gru_viz.learning.bundled import learned_in
from gru_viz.problem import N_
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import literal, shown

AFTER = N_(
    "Reset **after** the matrix. With the reset before it (textbook, Cho 2014) and the same weights, "
    "$h_t$ would differ by up to max |Δh| = **{gap}** (unit {unit}, step {step}, “{token}”)."
)
BEFORE = N_(
    "Reset **before** the matrix. With the reset after it (PyTorch) and the same weights, "
    "$h_t$ would differ by up to max |Δh| = **{gap}** (unit {unit}, step {step}, “{token}”)."
)
EXAMPLE = N_(
    "Trained on “{task}” for {steps:,} steps with a price on writing of {price:g}: right on {accuracy:.1%} of "
    "fresh sequences. Made by `{command}`."
)
SENTENCES = N_(
    "In real sentences that it has not seen it finds the ends of words with F1 {english:.2f} in English, {chinese:.2f} in "
    "Chinese."
)
#: The names stand in brackets.
SHAPE = N_("`{tensor} {shape}` {names}")
AT_HOME = N_("It learned with the reset gate where it is here.")
ELSEWHERE = N_("It learned with the reset gate after the matrix; before it, as here, it may answer worse.")
DROPPING = N_(
    "dropout acts between layers, in training mode only: now each value between two layers is zeroed with "
    "probability {p}; the masks follow from the seed."
)
#: Where the reset gate of a file acts, if that is not where it is on the screen.
IN_ITS_FILE = {
    "before": N_(
        "In its file the reset gate acts before the matrix: what is shown is another function of its weights."
    ),
    "after": N_("In its file the reset gate acts after the matrix: what is shown is another function of its weights."),
}
#: Columns that are named.
_SHOWN = 6


def show_facts(run: Run) -> None:
    """Module, parameter count, shapes, convention; notes on dropout and standardisation where they are on."""
    e, tr = run.experiment, run.trace
    name = called(e.written_as.module if e.written_as else tr.cell.module)
    st.markdown(
        f"**`{name}({run.sizes})`** · "
        + _("{count:,} parameters").format(count=run.parameters)
        + "  \n"
        + " · ".join(_(SHAPE).format(tensor=tensor, shape=shape, names=names) for tensor, shape, names in _shapes(run))
    )
    if run.answers is not None and run.answers.words:
        st.markdown(_("Read as **{words}**").format(words=literal("|".join(run.answers.words))))
    if run.model is not None:
        st.caption(_learned(run))
    if e.dropout > 0:
        st.caption(_dropout(run))
    if run.sequence.mean is not None:
        st.caption(_standardised(run))
    if e.written_as is not None:
        title = _("Reset before the matrix or after it: what would differ?")
        fold(
            title, "fold_conventions", lambda: st.markdown(_conventions(run, run.difference)), icon=":material/compare:"
        )


def _conventions(run: Run, gap: StateDifference) -> str:
    """How far the two reset positions are apart."""
    after = run.experiment.convention == "pytorch"
    text = _(AFTER if after else BEFORE)
    token = shown(run.trace.tokens[gap.sample][gap.step])
    return text.format(gap=f"{Number(gap.largest):.3g}", unit=gap.unit, step=gap.step, token=token)


def _learned(run: Run) -> str:
    """Where the weights come from, and how good they are where that is known."""
    e = run.experiment
    if e.weights == "example":
        card = learned_in(e.example_model, e.reset).card
        parts = [_(EXAMPLE).format(task=_(run.model.task.title), **card.model_dump(exclude={"task"}))]
        if card.sentences is not None:
            parts.append(_(SENTENCES).format(**card.sentences.model_dump()))
        parts.append(_(AT_HOME if card.reset == e.reset else ELSEWHERE))
        return told_together(*parts)
    if e.weights == "trained":
        return _("Trained here on “{task}”.").format(task=_(run.model.task.title))
    name = run.model.reader.layer
    if name:
        parts = [_("Weights from your file, layer “{name}”.").format(name=literal(name))]
    else:
        parts = [_("Weights from your file.")]
    if run.model.part == "decoder":
        encoder = literal(run.model.pair.encoder.layer)
        parts.append(_("It starts where “{encoder}” ends, and reads what it says itself.").format(encoder=encoder))
    if run.model.reset is not None and run.model.reset != e.reset:
        parts.append(_(IN_ITS_FILE[run.model.reset]))
    if run.model.embedding is not None and run.model.reader.vocabulary is None:
        rows = len(run.model.embedding)
        parts.append(_("Token ids are read through its embedding of {rows:,} rows.").format(rows=rows))
    return told_together(*parts)


def _shapes(run: Run) -> list[tuple[str, tuple[int, ...], str]]:
    """Name, shape and dimension names of the tensors that go in and out; an LSTM's cell states are shaped like h."""
    found = []
    for tensor, axes in run.setup.sizes.shapes().items():
        shape = tuple(size for _name, size in axes)
        names = _("({names})").format(names=_(", ").join(_(name) for name, _size in axes))
        found.append((tensor, shape, names))
        if tensor.startswith("h_"):
            others = run.trace.cell.states[1:]
            found += [(tensor.replace("h", state.letter), shape, names) for state in others]
    return found


def _dropout(run: Run) -> str:
    """When dropout acts, and whether it does now."""
    e = run.experiment
    if e.num_layers == 1:
        return _("dropout acts between layers, in training mode only: with one layer it does nothing.")
    if not e.training:
        return _("dropout acts between layers, in training mode only: training mode is off, so it does nothing now.")
    return _(DROPPING).format(p=e.dropout)


def _standardised(run: Run) -> str:
    """What standardisation took away."""
    s = run.sequence
    parts = [
        f"{literal(name)}: {Number(mean):.4g} ± {Number(std):.4g}"
        for name, mean, std in zip(s.feature_names, s.mean.tolist(), s.std.tolist(), strict=True)
    ]
    more = " …" if len(parts) > _SHOWN else ""
    return _("Standardised (mean ± standard deviation before): {columns}").format(
        columns="; ".join(parts[:_SHOWN]) + more
    )
