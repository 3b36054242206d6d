"""Catalogue: every string of the interface, collected from the source; `python -m gru_viz.ui.catalogue` updates it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import write_po

from gru_viz.experiment.examples import FOLDER
from gru_viz.ui.i18n import LANGUAGES, catalogue_file, read_catalogue

PACKAGE = Path(__file__).parents[1]
#: Calls whose first argument is for the visitor.
KEYWORDS = {"_": None, "N_": None, "translate": None, "Problem": None, "Unreadable": None, "Gap": None}
_MARKED = re.compile(rb"\b(%s)\s*\(" % "|".join(KEYWORDS).encode())


def _marked(file: IO[bytes], *how: Any, **options: Any) -> Iterator[tuple]:
    """As Babel reads Python, where anything is marked: all other files would take it half as long again."""
    if _MARKED.search(file.read()):
        file.seek(0)
        yield from extract_python(file, *how, **options)


def collect() -> Catalog:
    """Every string for the visitor: marked ones in the package, titles and lines of the examples."""
    catalog = Catalog(project="GRU Viz", charset="utf-8")
    found = extract_from_dir(PACKAGE, method_map=[("**.py", _marked)], keywords=KEYWORDS)
    for name, line, message, _comments, _context in found:
        if isinstance(message, str) and message:
            catalog.add(message, locations=[(f"gru_viz/{name}", line)])
    for path in sorted(FOLDER.glob("*.toml")):
        example = tomllib.loads(path.read_text("utf-8"))
        for message in (example["title"], *example["look_for"].values()):
            catalog.add(message, locations=[(f"gru_viz/data/examples/{path.name}", 1)])
    return catalog


def update(language: str) -> Catalog:
    """The catalogue of `language` with every string collected now, keeping its translations, dropping what is gone."""
    file = catalogue_file(language)
    catalog = read_catalogue(language) if file.exists() else Catalog(locale=language, charset="utf-8")
    catalog.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    """Write the catalogues and say what still has no translation."""
    for language in LANGUAGES:
        if language == "en":
            continue
        catalog = update(language)
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            write_po(target, catalog, width=110, omit_header=False, sort_by_file=True, include_lineno=False)
        for message in catalog:
            if message.id and not message.string:
                print(f"{language}: {message.id}")


if __name__ == "__main__":
    main()
