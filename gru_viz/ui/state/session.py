"""Session: one visitor's parameters, as the controls have them, and the language that is spoken."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from pydantic import ValidationError

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.view import View
from gru_viz.problem import Problem
from gru_viz.ui.state.visitvalues import together

_LANGUAGE = "_language"
#: Seconds in which a browser has heard what its controls show now.
_HEARD = 5.0
_OVERRULED, _UNHEARD, _UNASKED = "_overruled", "_unheard", "_unasked"
#: Known to the thread that draws, and each run has its own: a page asks for it with every sentence.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
#: What was read of the parameters in the run that is being computed; None outside of one.
_read: ContextVar[dict[str, object] | None] = ContextVar("read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """While a page is computed each parameter is read once until somebody sets it: Streamlit takes its time to find one."""
    before = _read.set({})
    try:
        yield
    finally:
        _read.reset(before)


def value(name: str) -> object:
    """A parameter, as its control has it."""
    read = _read.get()
    if read is None:
        return _option(name, st.session_state[name])
    if name not in read:
        read[name] = _option(name, st.session_state[name])
    return read[name]


def _option(name: str, found: object) -> object:
    """What a control says, or the default where that is a word for an option which is not there any more.

    Streamlit knows the options of a list by what they are called, and takes what it does not find among them for the option
    itself; a list that is not drawn, as it has one option now or none, is never asked again. Of buttons that it has lost the
    value of it says None, which no parameter is.
    """
    default = Experiment.table()[name].default
    return default if found is None or (isinstance(found, str) and not isinstance(default, str)) else found


def drawn(name: str) -> None:
    """The control of a parameter has been drawn: it may have refused what the parameter was."""
    if read := _read.get():
        read.pop(name, None)
    _unheard().discard(name)


def called(name: str, names: Collection[str]) -> None:
    """A list is about to be drawn whose options are called so: where that is new, the browser is told which one is chosen."""
    before = st.session_state.get(key := f"_called_{name}")
    if before not in (None, found := tuple(names)):
        put(**{name: value(name)})
    st.session_state[key] = found


def values() -> dict[str, object]:
    """Every parameter, as the controls have them."""
    table = Experiment.table()
    if (read := _read.get()) is None:
        return {name: _option(name, found) for name, found in together(table).items()}
    unread = together(name for name in table if name not in read)
    read.update({name: _option(name, found) for name, found in unread.items()})
    return {name: read[name] for name in table}


def view() -> dict[str, object]:
    """What is looked at, as the controls have it."""
    return {name: value(name) for name in View.model_fields}


def put(**parameters: object) -> None:
    """These controls show other values from now on; those that are drawn already, from the next run on."""
    unknown = set(parameters) - set(Experiment.table())
    if unknown:
        raise KeyError(f"parameters: expected those of Experiment.table(), got {', '.join(sorted(unknown))}")
    _unheard().difference_update(parameters)
    _put(parameters)


def _put(parameters: dict[str, object]) -> None:
    if read := _read.get():
        for name in parameters:
            read.pop(name, None)
    st.session_state.update(parameters)


def overrule(**parameters: object) -> None:
    """As `put`, whatever the browser says meanwhile in runs that no visitor has asked for.

    A bar asks again and again, each time with all controls as the browser has them; until it has heard of the new
    values these are the old ones. Of a control that has not been drawn since, it has heard nothing, and nobody can have
    chosen the old value there.
    """
    _when, before = st.session_state.get(_OVERRULED, (0.0, {}))
    changed = {name: (value(name), new) for name, new in parameters.items() if value(name) != new}
    before = {name: (old, parameters.get(name, new)) for name, (old, new) in before.items()}
    unheard = _unheard() | set(changed)
    put(**parameters)
    st.session_state[_OVERRULED], st.session_state[_UNHEARD] = (time.monotonic(), before | changed), unheard


def _unheard() -> set[str]:
    """What has been overruled and not been drawn, or set otherwise, since."""
    return st.session_state.get(_UNHEARD, set())


def unasked() -> None:
    """No visitor has asked for this run or for the one that it may ask for: old values in either are no wish."""
    st.session_state[_UNASKED] = True
    _withstand(asked=False)


def withstand() -> None:
    """At the start of a run: old values that nobody can have chosen are no wish, and none in one that no visitor asked for."""
    _withstand(asked=not st.session_state.pop(_UNASKED, False))


def _withstand(*, asked: bool) -> None:
    when, overruled = st.session_state.get(_OVERRULED, (0.0, {}))
    no_wish = _unheard() if asked or time.monotonic() - when >= _HEARD else overruled
    changes = ((name, *overruled[name]) for name in no_wish)
    _put({name: new for name, old, new in changes if old != new and value(name) == old})


def adopt(experiment: Experiment) -> None:
    """Every control shows `experiment`."""
    put(**experiment.model_dump())


def current() -> Experiment:
    """The experiment that the controls describe; Problem names a value outside its bounds."""
    found = values()
    try:
        return Experiment(**found)
    except ValidationError as error:
        row = Experiment.table()[str(error.errors()[0]["loc"][0])]
        if error.errors()[0]["type"] == "string_too_long":
            raise Problem(
                "What was typed has {given:,} characters; at most {most:,} are read here. Nothing of it is lost: shorten it "
                "where it was typed.",
                given=len(str(found[row.name])),
                most=row.longest,
            ) from error
        raise Problem(
            "“{name}” cannot be {given}; allowed: {allowed}.",
            name=row.key,
            given=str(found[row.name])[:40],
            allowed=row.allowed(),
        ) from error


def speak(language: str) -> None:
    """From now on in `language`: lists to choose from know their options by what these are called."""
    if st.session_state.get(_LANGUAGE, language) != language:
        put(**values())
    st.session_state[_LANGUAGE] = language
    _spoken.set(language)


def language() -> str:
    """What is spoken now; in a part of the page that is drawn anew by itself, what the page was drawn in."""
    spoken = _spoken.get()
    if spoken is None:
        spoken = st.session_state.get(_LANGUAGE, "en")
        _spoken.set(spoken)
    return spoken
