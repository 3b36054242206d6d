"""Prose: what a step's Markdown must not hold, and where it is cut in two."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gru_viz.experiment.link import query_of, told_by
from gru_viz.problem import Problem

_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 200}).enable("table")
#: It would leave a link that it takes for dangerous as text; here each one is looked at.
_MARKDOWN.validateLink = lambda url: True


@dataclass(frozen=True)
class Prose:
    """A step's text.

    Attributes
    ----------
    before, after : str
        Markdown above and under its first line of dashes.
    wrong : list of (line, Problem)
        Lines counted from 1.
    """

    before: str
    after: str
    wrong: list[tuple[int, Problem]]


def prose(lines: list[str]) -> Prose:
    """Read the lines of a step's text."""
    tokens = _MARKDOWN.parse("\n".join(lines))
    cut = next((token.map[0] for token in tokens if token.type == "hr" and token.map), len(lines))
    return Prose("\n".join(lines[:cut]).strip(), "\n".join(lines[cut + 1 :]).strip(), _wrong(tokens))


def not_allowed(text: str) -> list[tuple[int, Problem]]:
    """HTML, pictures and links that lead nowhere, each with its line, counted from 1."""
    return _wrong(_MARKDOWN.parse(text))


def _wrong(tokens: list[Token]) -> list[tuple[int, Problem]]:
    """As `not_allowed`."""
    found = []
    for token in tokens:
        line = 1 + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            found.append((line, _html(token.content)))
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "html_inline":
                found.append((line, _html(child.content)))
            elif child.type == "image":
                found.append((line, Problem("pictures are not shown; the app draws the figure that the head names")))
            elif child.type == "link_open" and not _leads_somewhere(str(child.attrs["href"])):
                found.append((line, _nowhere(str(child.attrs["href"]))))
    return found


def _nowhere(link: str) -> Problem:
    return Problem(
        "the link “{link}” leads nowhere; links start with https:// or, into this app, with “?”", link=link[:80]
    )


def _html(written: str) -> Problem:
    return Problem("HTML is not let through: “{html}”", html=written.strip().splitlines()[0][:40])


def _leads_somewhere(link: str) -> bool:
    """Whether a link is one of the web or of this app, all of whose parameters are known."""
    if link.startswith("?"):
        return not told_by(query_of(link))[1]
    return re.match(r"https?://[^/\s]+", link) is not None
