"""Front: what the server says before Streamlit does: what the browser will need, which it else learns too late.

A page of Streamlit's asks for a figure's script when the figure has arrived, and that script for the next. Named in the
head of the page, all of them come while Streamlit itself starts. The files of components lie at one address each,
which changes with their content: the browser runs each module once, and never asks for it again.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gru_viz.ui.components import COMMON, PACKAGE, STYLE, address, common
from gru_viz.ui.export.bundle import PLOTLY, imports, name
from gru_viz.ui.meter import meter

#: What fetches Plotly, and the components of the first screen.
_EARLY = "heatmaps/early.js"
_FIRST = ("heatmaps", "cursor", "back")
_FIRST_STYLE = "heatmaps/heatmaps.css"
#: Streamlit's own modules of the first screen, by the beginnings of their names.
_STREAMLITS = ("BidiComponent", "Expander", "Selectbox", "TextInput", "Html")
_OURS = re.compile(rf"/_stcore/bidi-components/{re.escape(PACKAGE)}\.(?P<name>\w+)/(?P<file>.+)")
_FOR_EVER = "public, immutable, max-age=31536000"


class Front:
    """ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or have Streamlit answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif ours := _OURS.search(scope["path"]):
            await self._file(ours["name"], ours["file"], scope, receive, send)
        elif _is_page(scope):
            await self.app(_unconditional(scope), receive, _Page(send).send)
        else:
            await self.app(scope, receive, send)

    async def _file(self, component: str, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        if component != COMMON:
            # Relative, as the page may be served below another path than we know.
            at = "../" * (file.count("/") + 1) + f"{PACKAGE}.{COMMON}/{quote(file)}"
            await RedirectResponse(at, 308, {"Cache-Control": _FOR_EVER})(scope, receive, send)
            return
        common(file)

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Cache-Control"] = _FOR_EVER
            await send(message)

        await self.app(scope, receive, kept)


class _Page:
    """What is sent of a page, with our lines at the end of its head."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """What Streamlit answers, piece by piece."""
        if message["type"] == "http.response.start":
            if not Headers(scope=message).get("content-type", "").startswith("text/html"):
                await self._send(message)
            else:
                self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_whole()

    async def _send_whole(self) -> None:
        body = self._body.replace(b"</head>", head().encode() + b"</head>", 1)
        headers = MutableHeaders(scope=self._start)
        headers["Content-Length"] = str(len(body))
        for validator in ("etag", "last-modified"):
            del headers[validator]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _is_page(scope: Scope) -> bool:
    """Somebody opens a page, and not one of its files."""
    wants = Headers(scope=scope).get("accept", "")
    return scope["method"] == "GET" and "text/html" in wants and "/_stcore/" not in scope["path"]


def _unconditional(scope: Scope) -> Scope:
    """The same request for a plain answer: not packed, and whatever the browser has already."""
    but = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    return {**scope, "headers": [(key, value) for key, value in scope["headers"] if key.lower() not in but]}


@cache
def head() -> str:
    """Lines for the head of a page: what is needed first, as paths beside the page's own."""
    js = Path(st.__file__).parent / "static" / "static" / "js"
    modules = [f"static/js/{chunk.name}" for each in _STREAMLITS for chunk in js.glob(f"{each}.*.js")]
    mains = {f"{each}/{each}.js": address(each) for each in _FIRST}
    needed = [each.removeprefix(name("")) for each in imports(*mains)]
    modules += [mains.get(each) or common(each) for each in needed]  # main modules as Streamlit asks for them
    lines = [
        f'<link rel="preload" as="style" href="./{common(STYLE)}">',
        f'<link rel="preload" as="script" href="./{common(PLOTLY)}">',
        f'<script type="module" async src="./{common(_EARLY)}"></script>',
        *(f'<link rel="modulepreload" crossorigin href="./{module}">' for module in modules),
        f'<link rel="preload" as="fetch" crossorigin href="./{common(_FIRST_STYLE)}">',
    ]
    return "\n".join(lines) + "\n"


async def _metrics(_request: Request) -> Response:
    """What is counted so far, for Prometheus; 404 where nothing is."""
    counted = meter()
    if counted is None:
        return Response("GRU_VIZ_METRICS is not set.\n", 404)
    return Response(counted.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@asynccontextmanager
async def _ready(_app: object) -> AsyncIterator[None]:
    """The first visitor does not wait for PyTorch to be read."""
    reading = asyncio.get_running_loop().run_in_executor(None, import_module, "gru_viz.ui.shell")
    yield
    await asyncio.wait([reading])


#: For st.App.
FRONT = {"routes": [Route("/metrics", _metrics)], "middleware": [Middleware(Front)], "lifespan": _ready}
