"""Typed: the visitor's own sequence, which stays at hand while another one is shown for a model that cannot read it."""

from collections.abc import Mapping

import streamlit as st

from gru_viz.experiment.examples import example_of, examples
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.fields.lesson import LONGEST_SENTENCE
from gru_viz.experiment.fields.sequence import SequenceFields
from gru_viz.ui.state.session import adopt, put, value, values

_OWN, _SAMPLE, _READ, _ASIDE = "_own_sequence", "_sample_sequence", "_read_sequences", "_sequence_aside"


def own_sequence() -> dict[str, object]:
    """Fields of the sequence that the visitor entered last, which may not be the one on the screen."""
    present = _present()
    return present if present != st.session_state.get(_SAMPLE) else st.session_state.get(_OWN, present)


def own_line() -> str:
    """The visitor's own text if it is a line that goes through a lesson; empty while there is none."""
    own = own_sequence()
    text = str(own["text"]) if own["source"] == "text" and not _of_nobody(own, "text") else ""
    return text if "\n" not in text and len(text) <= LONGEST_SENTENCE else ""


def show_own(own: dict[str, object]) -> None:
    """The visitor's own sequence is on the screen again."""
    st.session_state.pop(_SAMPLE, None)
    put(**own)


def take(experiment: Experiment) -> None:
    """Every control shows an example, but the settings that are the visitor's own stay, and their sequence waits."""
    if not on_example():
        st.session_state[_ASIDE] = own_sequence()
    st.session_state.pop(_SAMPLE, None)
    kept = {name: value(name) for name in ("language", "picture", "present", "convention")}
    adopt(experiment.model_copy(update=kept))


def on_example() -> bool:
    """Whether the controls show one of the examples."""
    return example_of(values()) is not None


def show_instead(fields: dict[str, object]) -> None:
    """Another sequence is shown; the visitor's own one waits."""
    sample = {**_present(), **fields}
    st.session_state[_OWN], st.session_state[_SAMPLE] = own_sequence(), sample
    put(**sample)


def waiting() -> dict[str, object] | None:
    """The visitor's own text or numbers while others are shown in their place; None if they are nobody's own."""
    own = own_sequence()
    if own == _present() and on_example():
        own = st.session_state.get(_ASIDE, own)
    entered = {"text": "text", "numbers": "numbers", "file": "source"}.get(own["source"])
    if own == _present() or entered is None:
        return None
    return None if _of_nobody(own, entered) else own


def _of_nobody(own: Mapping[str, object], entered: str) -> bool:
    """What was entered is that of an example or of a control that nobody has touched."""
    not_own = [each.experiment for each in examples().values()] + [Experiment()]
    return own[entered] in [getattr(each, entered) for each in not_own]


def note_read() -> None:
    """The chosen model has read what is on the screen."""
    st.session_state.setdefault(_READ, {})[_chosen()] = _present()


def read_before() -> dict[str, object] | None:
    """Fields of what the chosen model has read last; None if it has not read anything yet."""
    return st.session_state.get(_READ, {}).get(_chosen())


def _chosen() -> tuple:
    return value("weights"), value("example_model")


def _present() -> dict[str, object]:
    return {name: value(name) for name in SequenceFields.model_fields}
