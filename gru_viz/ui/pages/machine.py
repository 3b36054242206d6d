"""Machine: the finite-state machine that a trained network has become, walked through with the visitor's own sequence."""

from functools import partial

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.automaton.extraction import MOST_STATES, search
from gru_viz.analysis.automaton.holding import letters_of
from gru_viz.analysis.automaton.machine import Automaton
from gru_viz.learning import rules
from gru_viz.problem import N_
from gru_viz.ui.blocks.cursor import show_run_cursor
from gru_viz.ui.blocks.machines import show_machines
from gru_viz.ui.blocks.machinestate import show_machine_state, z_keeps
from gru_viz.ui.blocks.spelling import show_spelling
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state.machine import SHOWN, Reader, reader_of
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put
from gru_viz.ui.widgets.chart import file_name
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.live import Live, Picture
from gru_viz.ui.widgets.part import of_gru, part
from gru_viz.ui.widgets.progress import worked

IS_ONE = N_(
    "**A machine of {states} states answers like this GRU**: in {agreement:.1%} of its answers to fresh sequences, "
    "{twice:.1%} where they are twice as long, {four:.1%} at four times the length. The task's own rule says the same as "
    "the machine in {rule:.1%}, as the GRU in {own:.1%}."
)
OF_ONE = N_(
    "**It always answers the same**, in {agreement:.1%} of its answers to fresh sequences: a machine of one state. The "
    "task's own rule says the same as this GRU in {own:.1%}."
)
NEARLY = N_(
    "**Not quite a machine of up to {most} states: {agreement:.1%}.** The best one has {states} states; {twice:.1%} where "
    "sequences are twice as long, {four:.1%} at four times the length. The task's own rule says the same as the machine in "
    "{rule:.1%}, as the GRU in {own:.1%}."
)
WHO_ERRS = N_("Where machine and GRU differ, the machine says what the rule does in {right:.0%} of the cases.")
IS_NONE = N_(
    "**Not a machine of up to {most} states: {agreement:.0%}.** That share of its answers to fresh sequences the best one "
    "gives, too. What it knows is not one of a few things: its state moves on a continuum, or has too much to tell apart."
)
HOW = N_(
    "The hidden states of fresh sequences fall into groups (k-means); a group is a state, and leads where most of its "
    "steps lead. States that no sequence tells apart are one (Moore 1956). Numbers are read to the nearest half."
)
RANDOM = N_(
    "Random weights answer nothing, so these are asked for “{task}”, through a random output layer, which nobody has "
    "taught them."
)
NO_ANSWERS = N_(
    "A machine is read off a model that answers: this one has no task or no output layer. The example models and what is "
    "trained on the page “Train” have both."
)
BOTH = N_(
    "This GRU reads in both directions: its answer depends on what comes later, too, which no machine that reads from "
    "left to right can know."
)
LIT = N_(
    "The ring and the shaded arrow are the step in view: play through your own sequence. Arrows are as wide as they write, "
    "in the colour of the update gate; hover over or tap one for what the gates do along it, press a state to look into it."
)
NOT_READ = N_(
    "The sequence on the screen is not one of this task, so nothing is lit; the machine itself is as it was learned."
)
EACH_LETTER = N_(
    "Remembering needs a state for each letter: {letters} letters, {held} states that hold one, {states} in all."
)
#: Pixels of the diagram's height on a wall, at most (components/present).
_WALL = 400


def led(run: Run) -> bool:
    """Whether the page has what chooses where one looks."""
    reader = reader_of(run)
    if reader.answering is None or not reader.reads(run, run.experiment.sample):
        return False
    return bool(reader.task.embedding_size) or reader.beforehand is None


def page(run: Run) -> None:
    """Draw the page."""
    reader = reader_of(run)
    if reader.answering is None:
        st.info(_(NO_ANSWERS), icon=":material/info:")
    else:
        if reader.random:
            st.info(_(RANDOM).format(task=_(reader.answering.task.title)), icon=":material/info:")
        _one(run, reader)
    part(run, _every)
    part(run, _how)


def _every(_run: Run) -> None:
    """The machines of all bundled models."""
    fold(_("Every model that comes with the app"), "fold_machines", show_machines, icon=":material/table_rows:")


def _how(_run: Run) -> None:
    """What is done to find one."""
    fold(_("How the machine is found"), "fold_found", lambda: st.markdown(_(HOW)), icon=":material/help:")


def _one(run: Run, reader: Reader) -> None:
    """The machine of one network, or how near the best one comes."""
    if (known := reader.beforehand) is not None:
        st.markdown(_(IS_NONE).format(most=MOST_STATES, agreement=known.agreement))
    else:
        work = worked(
            "machine", reader.of, reader.key, lambda: search(reader.answering), _("Looking for the machine inside")
        )
        if not work.finished:
            return
        _verdict(work.result)
    if run.trace.num_directions == 2:
        st.caption(_(BOTH))
    if reader.task.embedding_size:
        show_spelling(run, reader)
    if known is None and work.result.agreement >= SHOWN:
        _machine(run, reader, work.result)


def _verdict(found: Automaton) -> None:
    """Whether it is one, with the figures; and the claim on remembering."""
    if len(found.states) == 1:
        sentence = OF_ONE
    elif found.faithful:
        sentence = IS_ONE
    else:
        sentence = NEARLY if found.agreement >= SHOWN else IS_NONE
    st.markdown(
        _(sentence).format(
            most=MOST_STATES,
            states=len(found.states),
            agreement=found.agreement,
            twice=found.longer[2],
            four=found.longer[4],
            rule=found.rule,
            own=found.network_rule,
        )
    )
    if sentence == NEARLY and found.right_where_they_differ > 0.5:
        st.markdown(_(WHO_ERRS).format(right=found.right_where_they_differ))


def _machine(run: Run, reader: Reader, found: Automaton) -> None:
    """The diagram with the step in view, and one of its states."""
    if reader.task.label is rules.marked_letter and found.faithful:
        held = letters_of(state.holds for state in found.states)
        fits = set(held) == set(rules.LETTERS)
        mark = ":green[:material/check_circle:]" if fits else ":red[:material/cancel:]"
        told = _(EACH_LETTER).format(letters=len(rules.LETTERS), held=len(held), states=len(found.states))
        st.markdown(f"{mark} {told}")
    reads = bool(reader.reads(run, run.experiment.sample))
    if reads:
        show_run_cursor(run, direction=False, unit=False)
    later = _live(run, reader, found).show({"sample": run.experiment.sample})
    if not reads and not reader.random:
        st.caption(_(NOT_READ))
    every = [reader.reads(run, sample) for sample in range(len(run.trace.lengths))]
    part(run, partial(show_machine_state, found=found, reads=every), owns=("machine_state",), seen=of_gru)
    later()


def _live(run: Run, reader: Reader, found: Automaton) -> Live:
    """The diagram for every sequence that went in."""
    keeps, wall = z_keeps(run), run.experiment.present

    def draw(sample: int) -> Picture:
        tokens = reader.reads(run, sample)
        step = min(run.experiment.step, len(tokens) - 1) if tokens else None
        drawing = figures.machine.plain(
            found,
            found.run(tokens),
            tokens,
            keeps=keeps,
            selected=step if _plain() else 0,
            compact=wall,
            translate=_,
        )
        if wall:
            drawing["layout"]["height"] = min(drawing["layout"]["height"], _WALL)
        return Picture(drawing, name=file_name("machine", run.experiment.variant, *tokens[:6]))

    places = [{"sample": sample} for sample in range(len(run.trace.lengths))]
    depends = (keeps, wall, run.experiment.step if _plain() else None)
    return Live("machine_chart", _(LIT), (found, run.trace), depends, draw, places, cell=False, opened=_open)


def _open(number: object) -> None:
    """The visitor pressed a state of the diagram; a browser may say anything."""
    if isinstance(number, int) and 0 <= number < MOST_STATES:
        put(machine_state=number)


def _plain() -> bool:
    """Whether Streamlit draws the figure, which then is of one step."""
    return not cursor.live()
