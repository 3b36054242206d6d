"""Components: what happens in the browser, Python and JavaScript side by side.

A component is a folder here. ``NAME/__init__.py`` shapes the data once and mounts ``component("NAME")``;
``NAME/NAME.js`` is an ES module whose default export draws them; ``NAME/NAME.css``, if there is one, is its style,
which the module asks for itself (``shared/style.js``). The style of the page around them is ``shared/page.css``.

- JavaScript imports what it uses, by relative paths with their ending: ``import { html } from "../shared/dom.js"``.
  What several components use is in ``shared/``. Arithmetic stands in modules that touch no page when they are
  imported: ``tests/javascript/`` runs these in node, against numbers from Python.
- Colours are CSS custom properties, ``var(--reset-gate)``, from ``figures/base/palette.py``; a library that wants
  values gets them with its data.
- Text comes with the data, in the reader's language, and only ever becomes ``textContent``.
- Streamlit hands out any file of this folder to whoever asks: nothing private lies here.
- Streamlit calls the default export again whenever the data or the theme change: make each call repeatable, and
  let what reaches beyond ``parentElement``, or is made once, end with its place: ``shared/lasting.js``.
"""

import hashlib
from functools import cache
from pathlib import Path
from threading import Lock

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent
#: Under this name all files of the folder have one address each, whichever component asks for them (`ui.app.front`).
COMMON = "all"
#: Among them: the style of the page around the components.
STYLE = "shared/page.css"
_registering = Lock()


def _package() -> str:
    """Name under which Streamlit serves this folder; it changes with its files, so that no cache mixes versions."""
    files = sorted([*_FOLDER.rglob("*.js"), *_FOLDER.rglob("*.css")])
    return f"gru-viz-{hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()[:12]}"


PACKAGE = _package()


def component(name: str, *, isolated: bool = True) -> ComponentRenderer:
    """The component in folder `name`, to be mounted with ``key``, ``data`` and ``on_…_change``.

    Its modules are served as files, so that they can import each other.

    Parameters
    ----------
    name : str
    isolated : bool
        It stands in a shadow root, out of the reach of the page's styles, and the page's out of its own.
    """

    def mount(data: object = None, **arguments):
        serve(PACKAGE, name, _FOLDER)
        if isinstance(data, dict):
            # The browser gets the same, and Streamlit does not look through it for a table: it would for a list.
            data = {key: tuple(each) if isinstance(each, list) else each for key, each in data.items()}
        return _declared(get_bidi_component_manager(), name, isolated)(data=data, **arguments)

    return mount


@cache
def _declared(_manager: object, name: str, isolated: bool) -> ComponentRenderer:
    """The component as Streamlit knows it: once for each of its managers, of which a server has one."""
    return st.components.v2.component(f"{PACKAGE}.{name}", js=f"{name}/{name}.js", isolate_styles=isolated)


def address(name: str) -> str:
    """Where Streamlit asks for the main module of a component, and serves it from now on, as a path on the server."""
    return _served(name, f"{name}/{name}.js")


def common(file: str) -> str:
    """Where any file of this folder is served from now on, whichever component asks for it, as a path on the server."""
    return _served(COMMON, file)


def _served(name: str, file: str) -> str:
    """Where Streamlit serves a file of this folder, from now on, under the name of a component."""
    serve(PACKAGE, name, _FOLDER)
    return f"_stcore/bidi-components/{PACKAGE}.{name}/{file}"


def serve(package: str, name: str, folder: Path) -> None:
    """Streamlit hands out the files of `folder`, as ``_stcore/bidi-components/PACKAGE.NAME/…``.

    It knows the folders of installed packages by their manifests; a checkout is not installed, and a library has no
    manifest, and so we say ourselves what one would.
    """
    manager = get_bidi_component_manager()
    with _registering:
        if manager.get_component_asset_root(f"{package}.{name}") is None:
            manager.register_from_manifest(ComponentManifest(package, "", [ComponentConfig(name, ".")]), folder)
