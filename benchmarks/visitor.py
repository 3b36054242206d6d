"""Visitor: Streamlit's own protocol without a browser, websocket and uploads."""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

#: Longest message, in bytes.
_LONGEST = 2**28
_XSRF = "_streamlit_xsrf"
#: Seconds until a browser tries again.
_RETURN = 1.0
#: Seconds after which a part of a page that does not answer is not there any more.
_GONE = 20.0
#: What is asked for by HTTP, each in a thread: nobody waits for another's file.
_ASKING = ThreadPoolExecutor(64)


@dataclass
class Visitor:
    """One page of the app, as a browser has it.

    Attributes
    ----------
    address : str
        Of the app, http.
    socket : ClientConnection
    cookies : mapping of name to value
    query : str
        Of the address, without "?".
    page : str
        Name in the address; empty for the home page.
    chosen : mapping of id to WidgetState
        What the visitor has set.
    elements : mapping of key to (kind, element)
        The widgets that were seen, as the server described them.
    text : list of str
        What there was to read in the last run.
    errors : list of str
        Tracebacks that were shown.
    session, script : str
        The server's names of this visit, and of the page.
    again : mapping of fragment to seconds
        Parts of the page that ask to be drawn anew.
    pages : tuple of str
        All that there are, by their names in the address; empty for the home page.
    """

    address: str
    socket: ClientConnection
    cookies: dict[str, str]
    query: str = ""
    page: str = ""
    chosen: dict[str, WidgetState] = field(default_factory=dict)
    elements: dict[str, tuple[str, Any]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    session: str = ""
    script: str = ""
    again: dict[str, float] = field(default_factory=dict)
    pages: tuple[str, ...] = ("",)
    known: set[str] = field(default_factory=set)

    @classmethod
    async def arrive(cls, address: str, query: str = "", page: str = "", *, cookies: dict | None = None) -> Self:
        """Connect to an app at `address` (http), with the cookies that it gives out before, or with others'."""
        cookies = cookies or await _aside(fetch_cookies, address)
        return cls(address, await _connect(address, cookies), cookies, query, page)

    async def cut(self) -> None:
        """Lose the connection without a word, and come back as a browser does."""
        self.socket.transport.abort()
        # Streamlit takes a visit up again once it has noticed that it was cut off.
        await asyncio.sleep(_RETURN)
        self.socket = await _connect(self.address, self.cookies, self.session)

    async def run(self, fragment: str = "") -> float:
        """Have the script run, or a part of it; seconds until its last message."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self.query
        rerun.page_name = self.page
        if fragment:
            # Should the whole page have to be drawn after it, it is this one.
            rerun.fragment_id, rerun.is_auto_rerun, rerun.page_script_hash = fragment, True, self.script
        rerun.cached_message_hashes.extend(self.known)
        rerun.widget_states.widgets.extend(self.chosen.values())
        self.text.clear()
        start = perf_counter()
        await self.socket.send(message.SerializeToString())
        while not await self.hear():
            pass
        return perf_counter() - start

    async def hear(self) -> bool:
        """Take notice of the next message; whether it is a run's last."""
        return self._look(ForwardMsg.FromString(await self._receive()))

    async def _receive(self) -> bytes:
        """The next message, as it was sent."""
        return await self.socket.recv()

    def _look(self, heard: ForwardMsg) -> bool:
        """Take notice of a message; whether it is a run's last."""
        if heard.hash:
            self.known.add(heard.hash)
        kind = heard.WhichOneof("type")
        if kind == "delta":
            self._see(heard.delta.new_element)
            self._note("expandable", heard.delta.add_block.id, heard.delta.add_block.expandable)
        elif kind == "new_session":
            self.session = heard.new_session.initialize.session_id or self.session
            if not heard.metadata.run.fragment_ids:  # else a part is drawn anew, and asks for more as before
                self.again.clear()
        elif kind == "navigation":
            self.script = heard.navigation.page_script_hash
            self.pages = tuple("" if each.is_default else each.url_pathname for each in heard.navigation.app_pages)
        elif kind == "auto_rerun":
            self.again[heard.auto_rerun.fragment_id] = heard.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in heard.stop_auto_rerun.fragment_ids:
                self.again.pop(fragment, None)
        elif kind == "script_finished":
            return heard.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        shown = getattr(element, kind) if kind else None
        if kind == "exception":
            self.errors.append(shown.message)
        elif kind in ("markdown", "alert", "heading"):
            self.text.append(shown.body)
        elif kind == "progress":
            self.text.append(shown.text)
        self._note(kind, getattr(shown, "id", ""), shown)

    def _note(self, kind: str | None, name: str, shown: Any) -> None:
        """Remember what has a key of its own in its `name`."""
        parts = name.split("-", 2)
        if parts[0] == "$$ID" and len(parts) == 3:
            self.elements[parts[2]] = (kind, shown)

    async def choose(self, key: str, value: Any) -> float:
        """Set the widget with this key, or press it; seconds until the page is whole."""
        kind, shown = self.elements[key]
        state = WidgetState(id=shown.id)
        if kind == "slider":
            state.double_array_value.data.append(value)
        elif kind == "button_group":
            state.string_array_value.data.append(value)
        elif kind in ("checkbox", "expandable"):
            state.bool_value = value
        elif kind == "button":
            state.trigger_value = True
        else:
            state.string_value = value
        self.chosen[shown.id] = state
        try:
            return await self.run()
        finally:
            if kind == "button":
                del self.chosen[shown.id]

    async def turn_to(self, page: str) -> float:
        """Another page; seconds until it is whole."""
        self.page = page
        return await self.run()

    async def watch(self) -> None:
        """Have a part that asks for it drawn anew, once; of one that is gone meanwhile Streamlit says nothing."""
        (fragment, pause), *_others = self.again.items()
        await asyncio.sleep(pause)
        try:
            async with asyncio.timeout(_GONE):
                await self.run(fragment)
        except TimeoutError:
            self.again.pop(fragment, None)

    async def upload(self, key: str, name: str, content: bytes) -> float:
        """Put a file into the widget with this key; seconds until the page is whole.

        Raises
        ------
        urllib.error.HTTPError
            The server did not take it.
        """
        message = BackMsg()
        request = message.file_urls_request
        request.request_id, request.session_id = name, self.session
        request.file_names.append(name)
        await self.socket.send(message.SerializeToString())
        while True:
            heard = ForwardMsg.FromString(await self._receive())
            if heard.WhichOneof("type") == "file_urls_response":
                break
            self._look(heard)
        urls = heard.file_urls_response.file_urls[0]
        await _aside(send_file, self.address, self.cookies, urls.upload_url, name, content)
        state = WidgetState(id=self.elements[key][1].id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), urls.file_id
        info.file_urls.CopyFrom(urls)
        self.chosen[state.id] = state
        return await self.run()

    async def leave(self) -> None:
        """Close the page."""
        await self.socket.close()


async def _connect(address: str, cookies: dict[str, str], session: str = "") -> ClientConnection:
    """The websocket, of a new visit or of one that there was."""
    return await connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit", *([cookies[_XSRF], session] if session else [])],
        additional_headers={"Cookie": _written(cookies)},
        max_size=_LONGEST,
        open_timeout=120,
        ping_timeout=None,
    )


async def _aside(act: Callable[..., Any], *given: object) -> Any:
    """What `act` returns, which waits."""
    return await asyncio.get_running_loop().run_in_executor(_ASKING, act, *given)


def fetch_cookies(address: str) -> dict[str, str]:
    """What a browser is given before it opens the websocket: the token that keeps other sites out, and its process."""
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=120) as first:
        return dict(line.partition(";")[0].split("=", 1) for line in first.headers.get_all("Set-Cookie"))


def _written(cookies: dict[str, str]) -> str:
    """As a header has them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def send_file(address: str, cookies: dict[str, str], path: str, name: str, content: bytes) -> None:
    """What a browser sends when a file is chosen."""
    edge = "an-edge-that-is-in-no-file"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename={json.dumps(name)}\r\n\r\n'
    request = urllib.request.Request(
        f"{address}/{path.lstrip('/')}",
        data=head.encode() + content + f"\r\n--{edge}--\r\n".encode(),
        headers={
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": _written(cookies),
            "X-Xsrftoken": cookies[_XSRF],
        },
        method="PUT",
    )
    urllib.request.urlopen(request, timeout=120).close()
