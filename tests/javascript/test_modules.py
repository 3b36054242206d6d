"""Every module of every component: it loads by itself, with all that it imports."""

import re

import pytest

from tests.javascript.node import COMPONENTS, run

MODULES = sorted(path.relative_to(COMPONENTS).as_posix() for path in COMPONENTS.rglob("*.js"))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_finds_what_it_imports(module):
    assert run("return Object.keys(await from(module));", module=module)


@pytest.mark.parametrize("module", [name for name in MODULES if name.split("/")[0] == name.split("/")[-1][:-3]])
def test_a_component_exports_what_streamlit_calls(module):
    assert run("return typeof (await from(module)).default;", module=module) == "function"


@pytest.mark.parametrize("file", [*MODULES, *(p.relative_to(COMPONENTS).as_posix() for p in COMPONENTS.rglob("*.css"))])
def test_colours_of_quantities_come_from_python(file):
    assert not re.search(r"#[0-9a-fA-F]{6}\b", (COMPONENTS / file).read_text("utf-8"))
