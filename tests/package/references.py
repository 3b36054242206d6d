"""References: what the docstrings name in backticks is there; `make lint` runs it over the package.

The API reference links these names where it can and says nothing where it cannot: a name that has moved would stay.
"""

import ast
import builtins
import importlib
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Short for what a reader knows by it.
_SHORT = {"nn": "torch.nn", "np": "numpy", "pd": "pandas", "xr": "xarray", "go": "plotly.graph_objects"}


def references(text: str) -> list[str]:
    """The names in single backticks, in their order; what is no name, such as a formula, is left out."""
    found = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    return [name for each in found if re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*", name := each.partition("(")[0])]


def docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Name and text of each docstring of a file; the file's own has no name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
            yield getattr(node, "name", ""), text


class Names:
    """All names that the files of a package define: functions, classes, arguments, attributes, keys, files."""

    def __init__(self, folder: Path, trees: dict[Path, ast.Module]) -> None:
        self.package = folder.name
        self.rooms = {path.name for path in folder.iterdir() if path.is_dir()}
        self.known = {*dir(builtins), *keyword.kwlist, *(path.name for path in folder.rglob("*.*"))}
        for path, tree in trees.items():
            self.known |= {path.name, *path.with_suffix("").parts}
            for node in ast.walk(tree):
                self.known |= set(_defined(node))

    def there(self, reference: str) -> bool:
        """Whether a reference leads to something."""
        first, *others = reference.split(".")
        if first == self.package or (others and first in self.rooms):
            return _imported(reference if first == self.package else f"{self.package}.{reference}")
        if reference in self.known or self.known.issuperset([first, *others]):
            return True
        return _imported(".".join([_SHORT.get(first, first), *others]))


def _defined(node: ast.AST) -> Iterator[str]:
    """What a node gives a name to."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.id if isinstance(node, ast.Name) else node.attr
    elif isinstance(node, ast.alias):
        yield node.asname or node.name
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        yield node.value


def _imported(reference: str) -> bool:
    """Whether it is there once everything before its dots is imported."""
    parts = reference.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            fields = {name for each in getattr(found, "__mro__", ()) for name in vars(each).get("__annotations__", ())}
            if part in fields:
                return True
            found = getattr(found, part, None)
        return found is not None
    return False


def dead(folder: Path) -> list[str]:
    """A line for each reference in a package's docstrings that leads nowhere."""
    trees = {
        path.relative_to(folder.parent): ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))
    }
    names = Names(folder, trees)
    return [
        f"{path}: {name or 'its first lines'}: `{reference}` is not there"
        for path, tree in trees.items()
        for name, text in docstrings(tree)
        for reference in references(text)
        if not names.there(reference)
    ]


if __name__ == "__main__":
    lines = dead(ROOT / "gru_viz")
    print("\n".join(lines) or "every reference in a docstring leads somewhere")
    sys.exit(bool(lines))
