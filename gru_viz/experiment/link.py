"""Link: an experiment as the query of a web address, and back."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import ValidationError

from gru_viz.experiment.examples import home
from gru_viz.experiment.experiment import Experiment
from gru_viz.problem import Problem


def query_of(link: str) -> dict[str, str]:
    """The parameters of a link, decoded."""
    return dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))


def told_by(
    query: Mapping[str, str], start: Experiment | None = None, language: str = "en"
) -> tuple[Experiment, list[Problem]]:
    """The experiment of a link, and what was not understood, for which the default was taken.

    A link that says nothing of the sequence and the model is about the first example.

    Parameters
    ----------
    query : mapping of str to str
        Decoded query parameters.
    start : Experiment or None
        What the link is about where it says nothing else.
    language : str
        Of the browser: a link that says nothing at all shows the first example as the lesson in that language writes it.
    """
    rows = {row.key: row for row in Experiment.table().values()}
    shaping = any(key in rows and rows[key].shaping for key in query)
    values: dict[str, Any] = {}
    problems = []
    for key, text in query.items():
        row = rows.get(key)
        if row is None:
            problems.append(
                Problem("The link has a parameter “{key}” that is not known here; it was left out.", key=key[:40])
            )
            continue
        try:
            values[row.name] = row.read(text)
        except ValidationError:
            values[row.name] = row.default
            problems.append(
                Problem(
                    "The link sets “{key}” to “{given}”; allowed: {allowed}. The default was taken.",
                    key=key,
                    given=text[:40],
                    allowed=row.allowed(),
                )
            )
    if start is None:
        start = Experiment() if shaping else home("en" if query else language)
    return start.model_copy(update=values), problems


def link_of(experiment: Experiment, start: Experiment | None = None, language: str = "en") -> dict[str, str]:
    """The shortest query that `told_by` understands as `experiment`, with the same `start` and `language`.

    All but the empty one mean the same in every language.
    """
    if start is not None:
        return _difference(experiment, start)
    table = Experiment.table()
    about_home = experiment.numbers_key() == home().numbers_key()
    link = _difference(experiment, home() if about_home else Experiment())
    if not about_home and not any(row.shaping and row.key in link for row in table.values()):
        # All that shapes the numbers is at its default: say so, or it would be read as the first example.
        link[table["weights"].key] = experiment.weights
    if not link and experiment != home(language):
        return _difference(experiment, Experiment())
    return link


@cache
def home_in_full() -> str:
    """The query that says to everybody what an address without one says in English."""
    return urlencode(link_of(home(), Experiment()))


def _difference(experiment: Experiment, start: Experiment) -> dict[str, str]:
    """What of `experiment` is other than in `start`, as a link says it."""
    return {
        row.key: row.write(value)
        for name, row in Experiment.table().items()
        if (value := getattr(experiment, name)) != getattr(start, name)
    }
