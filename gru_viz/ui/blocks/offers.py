"""Offers: one quiet line on what the picture cannot say, with buttons for what would make it say more."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.weights import RANDOM_EMBEDDING
from gru_viz.figures.answers import ANSWERS_AT, NO_ANSWER_WITHOUT
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.vocabulary import Unreadable
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state import training, typed
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.weights import back_to_model, has_something_to_read, take_example
from gru_viz.ui.widgets.markdown import literal, told

STANDS_IN = N_("Read by “{words}”, as “{model}” cannot.")
#: By whether the visitor's own sequence is text: why it is not on the screen.
WAITING = {
    True: N_("“{model}” cannot read your text “{text}”, so this is another one."),
    False: N_("“{model}” cannot read your numbers, so these are others."),
}
NUMBERS = N_("“{model}” cannot read these numbers, so random weights do: the pattern means nothing yet.")
KEPT = {True: N_("Your text “{text}” is kept."), False: N_("Your numbers are kept.")}
MISSING = N_("Nothing has been trained in this visit yet: these weights are random.")
RANDOM = N_("These weights are random: the pattern means nothing yet.")
_ICONS = {
    "offer_own": ":material/undo:",
    "offer_back": ":material/arrow_back:",
    "offer_random": ":material/casino:",
    "offer_numbers": ":material/pin:",
    "offer_untrained": ":material/shuffle:",
    "offer_mark": ":material/add:",
    "offer_train": ":material/school:",
    "offer_trained": ":material/auto_awesome:",
}
#: Trained models of numbers, by how many they read at each step.
_OF_NUMBERS = {1: "sine", 2: "adding", 3: "flip-flop"}
#: Characters of the visitor's text that a line quotes.
_QUOTED = 30


def _button(label: str, key: str, act: Callable[[], object]) -> None:
    """A quiet button."""
    st.button(label, key=key, type="tertiary", icon=_ICONS[key], on_click=act)


def show_offers(run: Run, *, pattern: bool) -> None:
    """Whatever there is to offer on this run; with `pattern` also on its weights and answers."""
    if run.unread is not None:
        _stand_in(run)
    elif (own := typed.waiting()) is not None:
        is_text = own["source"] == "text"
        why = KEPT if typed.on_example() else WAITING
        with _line(why[is_text], model=_chosen(run), text=short(own["text"])):
            if is_text:
                _button(_("Show my text"), "offer_own", partial(typed.show_own, own))
            else:
                _button(_("Show my numbers, untrained"), "offer_own", partial(_untrained_on, own))
    if isinstance(run.missing, Unreadable):
        _random_instead(run)
        return
    if run.missing is not None:
        with _line(MISSING):
            _button(_("Train it"), "offer_train", partial(_begin, run))
            _button(_("Take a trained one"), "offer_trained", partial(take_example, _trained_for(run)))
        return
    if not pattern:
        return
    if run.experiment.is_untrained:
        _untrained(run)
    elif run.answers is not None and (mark := run.answers.lacks):
        with _line(ANSWERS_AT if len(mark) == 1 else NO_ANSWER_WITHOUT, mark=mark):
            _button(_("Add “{mark}”").format(mark=mark), "offer_mark", partial(_add, run, mark))


def _line(sentence: str, **fields: str) -> st.container:
    """A quiet sentence with room for buttons behind it."""
    line = st.container(horizontal=True, vertical_alignment="center", gap="small")
    line.caption(_(sentence).format(**{name: literal(text) for name, text in fields.items()}), width="content")
    return line


def _stand_in(run: Run) -> None:
    """What happened to a text that the chosen model cannot read, and the ways on."""
    names = Experiment.table()["example_model"].names
    model, words = _chosen(run), _(names[run.experiment.example_model])
    with _line(STANDS_IN, model=model, words=words):
        if has_something_to_read():
            _button(_("Back to “{model}”").format(model=model), "offer_back", back_to_model)
        if value("weights") == "file":
            _button(_("Random numbers for each token"), "offer_random", partial(put, file_embedding=RANDOM_EMBEDDING))
            _button(_("Numbers instead"), "offer_numbers", partial(put, source="numbers"))
        _button(_("Untrained instead"), "offer_untrained", partial(put, weights="seed"))
        with st.popover(_("What does “{model}” know?").format(model=model), type="tertiary", icon=":material/help:"):
            st.markdown(told(run.unread))


def _random_instead(run: Run) -> None:
    """What happened to numbers that the chosen model cannot read, and the ways on."""
    model = _chosen(run)
    with _line(NUMBERS, model=model):
        if has_something_to_read():
            _button(_("Back to “{model}”").format(model=model), "offer_back", back_to_model)
        _button(_("Take a trained one"), "offer_trained", partial(take_example, _trained_for(run)))
        _button(_("Untrained instead"), "offer_untrained", partial(put, weights="seed"))


def _untrained_on(own: dict[str, object]) -> None:
    """The visitor's own sequence through weights that read anything."""
    typed.show_own(own)
    put(weights="seed")


def _untrained(run: Run) -> None:
    """Where weights that mean something come from."""
    with _line(RANDOM):
        _button(_("Train it"), "offer_train", partial(_train, run.experiment))
        _button(_("Take a trained one"), "offer_trained", partial(take_example, _trained_for(run)))


def _train(e: Experiment) -> None:
    """The page Train, with the sizes on the screen."""
    rows = Experiment.table()
    sizes = {"train_units": e.hidden_size, "train_layers": e.num_layers}
    convention = "pytorch" if e.convention == "pytorch" else "textbook"
    put(**{name: min(size, int(rows[name].maximum)) for name, size in sizes.items()})
    put(train_both=e.bidirectional, train_convention=convention)
    want_page("train")


def _begin(run: Run) -> None:
    """The page Train, where the training that the weights come from is done again."""
    training.resume(run)
    want_page("train")


def _trained_for(run: Run) -> str:
    """The example model that reads what is on the screen."""
    if run.numbers:
        return _OF_NUMBERS.get(run.sequence.input_size, "remember-price")
    return "words-both" if run.experiment.bidirectional else "words"


def _add(run: Run, mark: str) -> None:
    """`mark` at the end of the line in view."""
    lines = run.experiment.text.splitlines()
    number = [i for i, line in enumerate(lines) if line.strip()][run.experiment.sample]
    spaced = any(len(symbol) > 1 and symbol.isascii() for symbol in run.model.task.vocabulary)
    lines[number] = lines[number].rstrip() + (" " if spaced else "") + mark
    put(text="\n".join(lines))


def _chosen(run: Run) -> str:
    """What the chosen weights are called."""
    if value("weights") == "example":
        return _(load_bundled(value("example_model")).task.title)
    task = run.model and run.model.task
    return _(task.title) if value("weights") == "trained" and task and run.unread is None else _("your GRU")


def short(text: str) -> str:
    """The beginning of a text, to be quoted in a line."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"
