"""Units: what each unit is for, by what is lost without it, what turns it up and down, and what can be read off it."""

from functools import partial

import pandas as pd
import streamlit as st

from gru_viz import figures
from gru_viz.analysis import ablation, probes
from gru_viz.analysis.ablation import Outcome, every_unit, ranked
from gru_viz.figures.missed import CASES
from gru_viz.learning import rules
from gru_viz.learning.letters import word_ends
from gru_viz.learning.tasks import Task
from gru_viz.problem import N_
from gru_viz.ui.blocks.pairs import Pairs
from gru_viz.ui.blocks.siblings import show_siblings
from gru_viz.ui.blocks.turns import show_turns
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state.machine import Reader, reader_of
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.units import TRIED, Examined, examined, tried
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.part import of_gru, part
from gru_viz.ui.widgets.progress import worked

NO_TASK = N_(
    "What a unit is for shows in what is lost without it, so the model must answer: this one has no task or no output "
    "layer. The example models and what is trained on the page “Train” have both."
)
RANDOM = N_("Random weights have learned nothing: their units are examined on “{task}”, which nobody has taught them.")
#: What a network does wrong that lacks something it needs, by the rule of its task.
FAILS = {
    rules.marked_letter: N_("forgets the letter"),
    rules.inside_quotes: N_("loses track of the quotes"),
    rules.bracket_depth: N_("loses count of the brackets"),
    rules.odd_ones: N_("loses count of the ones"),
    rules.praise_or_blame: N_("takes praise for blame"),
    rules.next_mark: N_("guesses the next mark worse"),
    rules.last_pulses: N_("forgets a switch"),
    rules.marked_sum: N_("adds up wrongly"),
    rules.next_value: N_("loses the wave"),
    word_ends: N_("misses ends of words"),
}
FAILS_OTHERWISE = N_("answers worse")
LOSES = N_("**Unit {unit}** {case}: {fails}, {before:.0%} → {after:.0%}")
SPREAD = N_("**No single unit matters**: silence any one, and of {before:.1%} at least {after:.1%} remain.")
STAYS = N_("**No single unit matters**: silence any one, and nothing of the {before:.1%} is lost.")
TOGETHER = N_("**Units {one} and {other} together do**: without both it {fails}, {before:.1%} → {after:.1%}.")
NOT_TOGETHER = N_(
    "Nor do any two of those that are missed most: at worst {before:.1%} → {after:.1%} (units {one} and {other}). What it knows is spread over more."
)
MISSED = N_(
    "On {count} fresh sequences, all cases in one run. Silenced: the state of the unit is 0 all the time; at its mean: it "
    "always says what it says on average. r held: the candidate always or never sees the old state through that unit."
)
MISSED_OWN = N_(
    "On the sequence on the screen, whose spaces say where words end; all cases in one run. Silenced: the state of the unit is "
    "0 all the time; at its mean: it always says what it says on average."
)
COUNTED = N_("Letters that count here: {steps}; ends of words among them: {ends}.")
ONE_LESS = N_("With a single one of these missed and all else right, F1 would be {f1:.0%}.")
PROBES = N_(
    "A linear model reads each off all units of the layer, learned on four fifths of the sequences and judged on the rest, five "
    "times over (cross-validation): accuracy for what has kinds, R² for numbers. The unit that follows best by itself: "
    "correlation, or η where there are several kinds."
)
#: Units with what became of each case, the one that is missed most first.
Ranking = list[tuple[int, dict[ablation.Kind, Outcome]]]
#: Units that are told of in words, and how much must be lost for that.
_TOLD, _WORTH = 4, 0.01


def page(run: Run) -> None:
    """Draw the page."""
    reader = reader_of(run)
    if reader.answering is None:
        st.info(_(NO_TASK), icon=":material/info:")
        return
    if reader.random:
        st.info(_(RANDOM).format(task=_(reader.task.title)), icon=":material/info:")
    e, found = run.experiment, examined(run, reader)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        order = _missed(reader, found, e.layer, e.direction)
    with right:
        best = order[0][0] if order else None
        part(run, partial(_turns, best=best), owns=("quantity", "turned_in"), seen=of_gru)
    _probes(reader, found, e.layer, e.direction)
    if order is not None and not reader.random and not reader.task.sample:
        show_siblings(run, reader, found, [unit for unit, _cases in order])


def _turns(run: Run, best: int | None) -> None:
    """Which tokens turn the unit in view up and down."""
    show_turns(run, examined(run, reader_of(run)), best)


def _missed(reader: Reader, found: Examined, layer: int, direction: str) -> Ranking | None:
    """What is lost without each unit and any two; None while that is being computed."""
    if not found.batch.asked.any():
        st.info(_("The sequence on the screen asks for no answer: type a text with spaces."), icon=":material/info:")
        return None
    cases = every_unit(reader.answering, layer, direction)
    work = worked(
        "missed",
        (reader.of, found.trace),
        (reader.key, layer, direction),
        lambda: ablation.search(reader.answering, tried(found), cases),
        _("Silencing every unit"),
    )
    if not work.finished:
        return None
    task, order = reader.task, list(ranked(work.result))
    before = work.result[0].measured(f1=task.by_f1)
    pairs = Pairs(reader, found, order, layer, direction)
    spread = _spread(task, pairs, before)
    _told(task, order, before)
    if found.own:
        st.caption(_counted(found))
    chart(
        figures.missed.plain(order, before, f1=task.by_f1, translate=_),
        "missed_chart",
        _(MISSED_OWN if found.own else MISSED).format(count=TRIED),
        name=file_name("missed"),
        wide=False,
    )
    pairs.show(begun=spread)
    return order


def _counted(found: Examined) -> str:
    """How few answers the numbers of the visitor's own sequence go by."""
    batch = found.batch
    steps, ends = int(batch.asked.sum()), int(batch.targets[batch.asked].sum())
    told = [_(COUNTED).format(steps=steps, ends=ends)]
    if ends:
        told.append(_(ONE_LESS).format(f1=(2 * ends - 2) / (2 * ends - 1)))
    return told_together(*told)


def _spread(task: Task, pairs: Pairs, before: float) -> bool:
    """Whether no single unit is missed, and then which two are, in words."""
    silenced = min(cases["silenced"].measured(f1=task.by_f1) for _unit, cases in pairs.order)
    if before - silenced >= _WORTH:
        return False
    lost = round(silenced, 3) < round(before, 3)  # in the places that are shown
    told = [_(SPREAD if lost else STAYS).format(before=before, after=silenced)]
    if worst := pairs.worst():
        (one, other), after = worst
        sentence = TOGETHER if before - after >= _WORTH else NOT_TOGETHER
        told.append(_(sentence).format(one=one, other=other, fails=_fails(task), before=before, after=after))
    st.markdown(told_together(*told))
    return True


def _fails(task: Task) -> str:
    return _(FAILS.get(task.label, FAILS_OTHERWISE))


def _told(task: Task, order: Ranking, before: float) -> None:
    """The units that matter, in words: each with the case in which most is lost."""
    worst = [
        min((outcome.measured(f1=task.by_f1), unit, kind) for kind, outcome in cases.items()) for unit, cases in order
    ]
    st.markdown(
        "\n".join(
            "- " + _(LOSES).format(unit=unit, case=_(CASES[kind]), fails=_fails(task), before=before, after=after)
            for after, unit, kind in sorted(worst, key=lambda each: each[0])[:_TOLD]
            if before - after >= _WORTH
        )
    )


def _probes(reader: Reader, found: Examined, layer: int, direction: str) -> None:
    """What can be read off the states, and what would be reached by chance."""
    if len(found.rows) < probes.FOLDS:
        return
    st.markdown("## " + _("What can be read off the state"))
    work = worked(
        "probes",
        (reader.of, found.trace),
        (reader.key, layer, direction),
        lambda: probes.search(found.trace, reader.task, found.rows, layer, direction),
        _("Reading features off the states"),
    )
    if not work.finished:
        return
    table = pd.DataFrame(
        {
            _("property"): [_(each.feature.says) for each in work.result],
            _("read off"): [each.score for each in work.result],
            _("by chance"): [each.chance for each in work.result],
            _("measure"): [_("accuracy") if each.feature.classes else "R²" for each in work.result],
            _("best unit"): [each.unit for each in work.result],
            _("its correlation"): [each.correlation for each in work.result],
        }
    )
    number = st.column_config.NumberColumn(format="%.2f")
    names = (_("read off"), _("by chance"), _("its correlation"))
    st.dataframe(table, hide_index=True, key="probes_table", column_config=dict.fromkeys(names, number))
    st.caption(_(PROBES))
