"""Bundle: the browser's modules in one file, each under a name of its own in an import map."""

import base64
import posixpath
import re
from importlib.resources import files
from pathlib import Path

#: The folder of all modules, which is read only: nothing of Streamlit is imported for it.
COMPONENTS = Path(str(files("gru_viz.ui") / "components"))
#: There: Plotly's own distribution for figures in the plane.
PLOTLY = "plotly/plotly-cartesian.min.js"
_IMPORT = re.compile(r'((?:from|import)\s*)"(\.{1,2}/[^"]+)"')


def imports(*mains: str) -> dict[str, str]:
    """The import map of some modules and of all that they import.

    Parameters
    ----------
    *mains : str
        Paths in `COMPONENTS`.

    Returns
    -------
    dict of str to str
        Bare name, such as "gru-viz/shared/dom.js", to data URL; relative imports have become bare names.
    """
    found: dict[str, str] = {}
    waiting = list(mains)
    while waiting:
        path = waiting.pop()
        if name(path) in found:
            continue
        needed: list[str] = []

        def bare(match: re.Match[str], path: str = path, needed: list[str] = needed) -> str:
            needed.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), match[2])))
            return f'{match[1]}"{name(needed[-1])}"'

        source = _IMPORT.sub(bare, (COMPONENTS / path).read_text("utf-8"))
        found[name(path)] = f"data:text/javascript;base64,{base64.b64encode(source.encode()).decode()}"
        waiting += needed
    return found


def name(path: str) -> str:
    """What a module is called in the file."""
    return f"gru-viz/{path}"
