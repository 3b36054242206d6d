"""Markdown: text from outside, shown as it is."""

import re
from collections.abc import Iterable, Sequence

from gru_viz.problem import Problem
from gru_viz.ui.i18n import _

#: A badge, of which its words stay; signs that only say how something looks; what keeps a sign from being one; braces of powers.
_MARKS = re.compile(r":\w+-badge\[(?::material/\w+: )?([^\]]*)\]|[*`$]|\\(?=[^\sA-Za-z0-9])|(?<=\^)\{([^}]*)\}")
#: A formula, and the mark of Chinese punctuation right behind it.
_FORMULA = re.compile(r"(\$[^$\n]+)\$([。，；：、！？）]?)")
#: What a formula's words are on paper.
_SIGNS = {r"\Vert": "‖", r"\partial ": "∂", r"\tilde h": "h̃", r"\odot": "⊙"}
#: Where a link of Markdown begins that says a state of the app only.
_INTO_APP = re.compile(r"(\]\(<?|^ {0,3}\[[^\]]+\]:\s*<?)\?", re.MULTILINE)
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&])")


def literal(text: str) -> str:
    """`text` with everything that Streamlit's Markdown would interpret escaped; whitespace visible."""
    visible = text.replace("\n", "⏎").replace("\t", "⇥")
    return _SPECIAL.sub(r"\\\1", "".join(c if c.isprintable() or c == "\u200d" else "�" for c in visible))


def shown(token: str) -> str:
    """A token as it is, its spaces visible."""
    return literal(token.replace(" ", "␣"))


def plain(text: str) -> str:
    """Markdown as one reads it: without its marks."""
    for word, sign in _SIGNS.items():
        text = text.replace(word, sign)
    return _MARKS.sub(lambda found: found[1] or found[2] or "", text)


def tabulated(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def together(text: str) -> str:
    """Markdown in which a formula takes the mark behind it along: browsers would let a line begin with that mark."""
    return _FORMULA.sub(lambda found: rf"{found[1]}\text{{{found[2]}}}$" if found[2] else found[0], text)


def of_lesson(text: str) -> str:
    """What somebody has written for a lesson: links into the app lead to its first page, not to another step of the lesson."""
    return _INTO_APP.sub(r"\1./?", together(text))


def told(problem: Problem) -> str:
    """What is wrong, in the visitor's language; what it quotes is shown as it is."""
    return problem.text(_, literal)
