"""Every module of every component loads by itself, with all that it imports; its colours are the palette's."""

import re

import pytest

from gru_viz.figures.base.palette import COLOURS, PALE
from tests.javascript.node import COMPONENTS, run

#: Ours: a library that lies beside them is loaded as a script.
MODULES = sorted(
    path.relative_to(COMPONENTS).as_posix() for path in COMPONENTS.rglob("*.js") if not path.name.endswith(".min.js")
)
#: It exports nothing: it begins to fetch for the page that it is loaded in.
EARLY = "heatmaps/early.js"
STYLES = sorted(path.relative_to(COMPONENTS).as_posix() for path in COMPONENTS.rglob("*.css"))
PAGE = "shared/page.css"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_finds_what_it_imports(module):
    page = "globalThis.window = globalThis;" if module == EARLY else ""
    assert bool(run(f"{page} return Object.keys(await from(module));", module=module)) == (module != EARLY)


@pytest.mark.parametrize("module", [name for name in MODULES if name.split("/")[0] == name.split("/")[-1][:-3]])
def test_a_component_exports_what_streamlit_calls(module):
    assert run("return typeof (await from(module)).default;", module=module) == "function"


@pytest.mark.parametrize("file", [*MODULES, *(name for name in STYLES if name != PAGE)])
def test_colours_of_quantities_come_from_python(file):
    assert not _colours((COMPONENTS / file).read_text("utf-8"))


@pytest.mark.parametrize("file", [name for name in STYLES if name != PAGE])
def test_a_component_asks_for_its_style(file):
    assert "styled(import.meta.url)" in (COMPONENTS / file).with_suffix(".js").read_text("utf-8")


def test_the_pages_style_knows_the_pale_colours_only():
    """A selector cannot hold a custom property, and an equation's letter has nothing but its colour to be known by."""
    style = (COMPONENTS / PAGE).read_text("utf-8")
    assert _colours(style) & set(COLOURS.values()) == {COLOURS[name] for name in PALE}


def _colours(text: str) -> set[str]:
    """Colours spelled as "#rrggbb", "rrggbb" in quotes, or "rgb(r, g, b)"."""
    spelled = {f"#{found.upper()}" for found in re.findall(r"[#\"]([0-9a-fA-F]{6})\b", text)}
    numbers = re.findall(r"rgba?\((\d+),? *(\d+),? *(\d+)", text)
    return spelled | {"#" + "".join(f"{int(channel):02X}" for channel in channels) for channels in numbers}
