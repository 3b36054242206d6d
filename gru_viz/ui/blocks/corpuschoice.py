"""Corpus choice: which corpus is looked through, traced here if need be."""

from functools import partial
from importlib.util import find_spec

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.fields.corpus import FRESH, OWN
from gru_viz.inputs.textupload import LARGEST
from gru_viz.problem import N_, Problem
from gru_viz.ui.i18n import _, counted
from gru_viz.ui.state.corpus import TEXT_FILE, Looked, Making, looked_at, making, stored, stores, text_in_use
from gru_viz.ui.state.line import trainings
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.upload import uploaded
from gru_viz.ui.state.weights import take_example
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.markdown import literal, told
from gru_viz.ui.widgets.progress import begin, show, started, worked

NOT_INSTALLED = N_('Corpora need packages that are not installed here: pip install "gru-viz[corpus]"')
UPLOAD = N_("A text of up to {allowed} MB, a sequence a line")
NO_TEXT = N_(
    "Upload a text, and the model on the screen reads all of it. It stays in this visit, is not part of a link, and goes "
    "with it."
)
NO_PASTED = N_(
    "Type or paste a text of up to {allowed} MB, and the model on the screen reads all of it. A short one is part of the "
    "link."
)
RANDOM = N_(
    "Random weights, or weights that read no text, have nothing to look for in a corpus: “{model}” has read this one, as it "
    "reads any text."
)
UNREAD = N_("The chosen model cannot read this text, so “{model}” has. Why: {reason}")
READ_AS = N_("“{name}” was read as {encoding}.")
HALF = N_("Half written: {done:,} of {all:,} tokens are traced so far, and those are looked through.")
FACTS = N_("{tokens} in {sequences} · read by {model} · {units} · {kept}")


def choose_corpus(run: Run) -> Looked | None:
    """The controls, and what is looked through; None where there is nothing yet, which is said."""
    if not all(map(find_spec, ("dask", "zarr"))):
        st.info(_(NOT_INSTALLED), icon=":material/info:")
        return None
    there = stores()
    chosen = value("corpus")
    names = {FRESH: _("What the model has never seen"), OWN: _("My text")} | {name: name for name in there}
    if chosen not in names:
        names[chosen] = chosen  # from a link: said below
    with st.container(width=460):
        control("corpus", only=list(names), names=names)
        if chosen == OWN:
            _bring()
    try:
        found = _traced(run) if chosen in (FRESH, OWN) else stored(run)
    except Problem as problem:
        st.error(told(problem), icon=":material/error:")
        if chosen != OWN:
            _way_out()
        return None
    if found is not None:
        _facts(found)
    return found


def _bring() -> None:
    """Where a text of one's own is uploaded, or typed and pasted."""
    control("corpus_from")
    if value("corpus_from") == "paste":
        control("corpus_pasted")
        control("corpus_name")
    else:
        _upload()


def _upload() -> None:
    label = _(UPLOAD).format(allowed=LARGEST >> 20)
    file = st.file_uploader(label, type=["txt", "md", "text", "csv", "tsv", "log"], key=TEXT_FILE)
    if file is None and (content := uploaded(TEXT_FILE)) is not None:
        st.text(_("Loaded: {name}").format(name=content[0]))


def _way_out() -> None:
    """Back to what is always there."""
    st.button(
        _("Look through what the model has never seen"),
        key="corpus_back",
        icon=":material/undo:",
        on_click=partial(put, corpus=FRESH),
    )


def _traced(run: Run) -> Looked | None:
    """What is traced here, with a bar while it is."""
    own = value("corpus") == OWN
    text = text_in_use() if own else None
    if own and text is None:
        empty = _(NO_TEXT) if value("corpus_from") == "file" else _(NO_PASTED).format(allowed=LARGEST >> 20)
        st.info(empty, icon=":material/info:")
        return None
    if text is not None and text.encoding != "utf-8-sig":
        st.caption(_(READ_AS).format(name=literal(text.name), encoding=text.encoding))
    made = making(run)
    if made is None:
        return None
    _stands_in(made)
    if own:
        work = begin("corpus tracing", made, (), made.pieces, trainings())
        show("corpus_tracing", started(work), lambda: _("Tracing the text"))
    else:
        work = worked("corpus tracing", made, (), made.pieces, _("Tracing what the model has never seen"))
    if not (work.finished or work.stopped):
        return None
    if made.problem is not None:
        st.error(told(made.problem), icon=":material/error:")
        if own and not made.stands_in:
            name = _model("words")
            st.button(
                _("Let “{model}” read it").format(model=name),
                key="corpus_words",
                icon=":material/menu_book:",
                on_click=partial(take_example, "words"),
            )
        elif not own:
            return None
    return looked_at(made, run)


def _stands_in(made: Making) -> None:
    """Who has read, where it is not the model on the screen."""
    if not made.stands_in:
        return
    model = _model(made.spelling.name)
    if made.unread is None:
        st.info(_(RANDOM).format(model=model), icon=":material/info:")
    else:
        st.info(_(UNREAD).format(model=model, reason=told(made.unread)), icon=":material/info:")


def _model(name: str) -> str:
    """What a bundled model is called."""
    names = Experiment.table()["example_model"].names
    return _(names[name]) if name in names else name


def _facts(found: Looked) -> None:
    """What there is, in a line."""
    corpus, sizes = found.corpus, found.corpus.dataset.sizes
    name = _model(str(corpus.dataset.attrs.get("model", "")))
    cell = str(corpus.dataset.attrs.get("cell", "")).upper()
    st.caption(
        _(FACTS).format(
            tokens=counted(sizes["position"], N_("{count:,} token"), N_("{count:,} tokens")),
            sequences=counted(sizes["sequence"], N_("{count:,} sequence"), N_("{count:,} sequences")),
            model=_("“{model}” ({cell})").format(model=literal(name), cell=cell) if name else cell,
            units=counted(sizes["unit"], N_("{count:,} unit"), N_("{count:,} units")),
            kept=corpus.dataset["hidden_state"].dtype if "hidden_state" in corpus.dataset else "",
        )
    )
    if not corpus.finished:
        st.warning(_(HALF).format(done=len(corpus), all=sizes["position"]), icon=":material/hourglass_top:")
