"""Languages: English source strings and their translations from gettext catalogues."""

import gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gru_viz.experiment.experiment import Experiment
from gru_viz.problem import plural
from gru_viz.ui.state.session import language

Translate = Callable[[str], str]

#: Marks at the end of a sentence that bring air of their own.
_FULL_WIDTH = ("。", "！", "？", "；", "：")
LOCALE = Path(__file__).parent / "locale"
#: Names of the languages in themselves; English needs no catalogue.
LANGUAGES = {code: name for code, name in Experiment.table()["language"].names.items() if code != "auto"}


def _(message: str) -> str:
    """`message` in the language of the visitor whose page is being drawn, by whichever thread."""
    return translator(language())(message)


def counted(count: int, one: str, many: str) -> str:
    """So many of something, by its catalogue keys for one and for many, which have the field `count`."""
    return _(plural(count, one, many)).format(count=count)


def told_together(*sentences: str) -> str:
    """Sentences in one line; behind a full-width mark there is air already."""
    line = ""
    for sentence in filter(None, sentences):
        line += ("" if not line or line.endswith(_FULL_WIDTH) else " ") + sentence
    return line


def catalogue_file(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / code / "LC_MESSAGES" / "gru_viz.po"


def read_catalogue(code: str) -> Catalog:
    """The catalogue of a language as it stands on disk."""
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code)


@cache
def translator(code: str) -> Translate:
    """English string to a language; what the catalogue lacks stays English."""
    if code == "en":
        return gettext.NullTranslations().gettext
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(code))
    compiled.seek(0)
    messages = gettext.GNUTranslations(compiled).gettext
    # gettext answers "" with the catalogue's own header
    return lambda text: messages(text) if text else text


def resolve(choice: str, browser: str | None) -> str:
    """The language to speak: the one chosen, or with "auto" the one of the browser, e.g. "zh-TW" or "de-DE"."""
    if choice in LANGUAGES:
        return choice
    return "zh_CN" if (browser or "").lower().startswith("zh") else "en"
