"""Memo: results that are computed once and stay in the visitor's session until what they came from changes."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from weakref import WeakSet

import streamlit as st

Result = TypeVar("Result")
_MEMOS = "_memos"


class Entry(NamedTuple):
    """A result and what it came from, as `memo` says."""

    of: object
    key: tuple
    result: Any
    lasting: bool

    def fits(self, of: object, key: tuple) -> bool:
        """Whether it came from just that."""
        return _same(self.of, of) and self.key == key


class Memos(dict[str, Entry]):
    """The entries of one visitor, by name.

    Attributes
    ----------
    asked : float
        When somebody last asked for one, on the monotonic clock.
    shown : set of str
        Those that were asked for since the last `keep_shown`.
    """

    __hash__ = object.__hash__  # pyright: ignore[reportAssignmentType] - one visitor's are not another's, equal or not

    def __init__(self) -> None:
        super().__init__()
        self.asked = monotonic()
        self.shown: set[str] = set()

    def drop(self) -> None:
        """Forget all that is made again when it is asked for."""
        for name, entry in list(self.items()):
            if not entry.lasting:
                self.pop(name, None)


class Everybody:
    """The memos of all visitors who are here or have just left."""

    def __init__(self) -> None:
        self._all: WeakSet[Memos] = WeakSet()
        self._changing = Lock()

    def add(self, memos: Memos) -> Memos:
        """Those of one more visitor."""
        with self._changing:
            self._all.add(memos)
        return memos

    def idle(self, seconds: float) -> list[Memos]:
        """Those with entries that nobody has asked for in so many seconds, the longest first."""
        with self._changing:
            there = list(self._all)
        return sorted((each for each in there if each and monotonic() - each.asked > seconds), key=lambda m: m.asked)

    def __len__(self) -> int:
        with self._changing:
            return len(self._all)


@st.cache_resource(show_spinner=False)
def everybody() -> Everybody:
    """Of this process."""
    return Everybody()


def memo(name: str, of: object, key: tuple, make: Callable[[], Result], *, lasting: bool = False) -> Result:
    """The last result of this name, or what `make` returns if it came from something else.

    Parameters
    ----------
    name : str
        One result is kept for each.
    of : object or tuple of objects
        What it comes from, told apart by identity: comparing traces would compare all their numbers.
    key : tuple
        What else it depends on.
    make : callable
        If it raises, the last result stays.
    lasting : bool
        It stays even where memory is short: it is not made again unless the visitor asks for it.
    """
    entry = _entry(name, of, key)
    if entry is None:
        made = Entry(of, key, make(), lasting)
        entry = _memos()[name] = made
    return entry.result


def recall(name: str, of: object, key: tuple) -> Any | None:
    """What `memo` would return without making it; None if it would have to."""
    entry = _entry(name, of, key)
    return entry and entry.result


def hold(name: str, of: object, key: tuple, result: Any) -> None:
    """From now on `recall` answers with this, as if `memo` had made it; it lasts."""
    _memos()[name] = Entry(of, key, result, lasting=True)


def drop(name: str) -> None:
    """No result of this name any more."""
    _memos().pop(name, None)


def last(name: str) -> Any | None:
    """The last result of this name, whatever it came from."""
    memos = _memos()
    memos.shown.add(name)
    entry = memos.get(name)
    return entry and entry.result


def forget(kind: type) -> None:
    """Drop what came from objects of a `kind` that nobody will ask for again; they go with it."""
    memos = _memos()
    for name, entry in list(memos.items()):
        sources = entry.of if isinstance(entry.of, tuple) else (entry.of,)
        if not entry.lasting and any(isinstance(each, kind) for each in sources):
            del memos[name]


def keep_shown(others: type) -> None:
    """Drop what this run did not ask for; what lasts stays, and results of a type that is worth keeping: `others`."""
    memos = _memos()
    for name, entry in list(memos.items()):
        if name not in memos.shown and not entry.lasting and not isinstance(entry.result, others):
            del memos[name]
    memos.shown.clear()


def _memos() -> Memos:
    """Those of the visitor who is here."""
    memos = st.session_state.get(_MEMOS)
    if memos is None:
        memos = st.session_state[_MEMOS] = everybody().add(Memos())
    memos.asked = monotonic()
    return memos


def _entry(name: str, of: object, key: tuple) -> Entry | None:
    memos = _memos()
    memos.shown.add(name)
    entry = memos.get(name)
    return entry if entry is not None and entry.fits(of, key) else None


def _same(one: object, other: object) -> bool:
    """Whether these are the same objects."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
    return one is other
