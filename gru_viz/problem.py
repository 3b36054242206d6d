"""Problem: one sentence for the person in front of the screen, in any language."""

from collections.abc import Callable
from typing import Any


class Problem(ValueError):
    """What is wrong, where, and what is allowed: a sentence with its numbers kept apart.

    Keeping template and values apart lets the interface translate the sentence; `str()` is English.

    Parameters
    ----------
    template : str
        English sentence with `{name}` fields; the key of the translation catalogue.
    **values : object
        What fills the fields.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values))

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is copied to another process by its sentence, whose braces would be fields again.
        return _again, (type(self), self.template, self.values)

    def text(self, translate: Callable[[str], str], escape: Callable[[str], str] = str) -> str:
        """The sentence in the language of `translate` (catalogue key -> sentence), with its texts through `escape`."""
        values = {
            name: escape(translate(value) if isinstance(value, Term) else value) if isinstance(value, str) else value
            for name, value in self.values.items()
        }
        return translate(self.template).format(**values)


class Term(str):
    """What fills a field and is in the catalogue itself, unlike what comes from a visitor."""

    __slots__ = ()


def _again(kind: type[Problem], template: str, values: dict[str, object]) -> Problem:
    return kind(template, **values)


def plural(count: int, one: str, many: str) -> str:
    """Of two catalogue keys that of so many: English has a form for one, Chinese says both alike."""
    return one if count == 1 else many


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark `message` for the catalogue; it is translated later, where it is shown."""
    return message
