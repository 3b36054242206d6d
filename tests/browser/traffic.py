"""Traffic: what a page and its server say to each other, so that a test knows when an answer is complete.

A page that looks at rest may only not have heard yet: on a busy machine the server's first word comes late.
"""

import time
from collections import deque
from enum import Enum
from itertools import groupby

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

#: Messages that come in great numbers, one like another.
_MANY = ("delta", "ref_hash")
#: Of a story.
_LINES = 30


class Traffic:
    """Whether everything that a page has asked of its server is answered."""

    _State = Enum("_State", "ASKED RUNNING ANSWERED")

    def __init__(self, page: Page) -> None:
        self._ask()
        #: Where the last run has drawn: 0 is the page's body, 1 the sidebar.
        self.drawn: set[int] = set()
        self._said: deque[tuple[float, BackMsg | ForwardMsg]] = deque(maxlen=400)
        page.on("websocket", self._note_socket)

    @property
    def answered(self) -> bool:
        """The last run that was asked for has ended, and not in favour of another."""
        return self._state is self._State.ANSWERED

    @property
    def story(self) -> str:
        """What was said last, a line each: when (UTC), which way, what; of what is drawn only how much."""
        lines = []
        for kind, run in groupby(self._said, key=lambda said: said[1].WhichOneof("type")):
            said = list(run)
            lines += (
                [f"{_clock(said[0][0])} < {len(said)} × {kind}"] if kind in _MANY else [_line(*one) for one in said]
            )
        return "\n".join(lines[-_LINES:])

    def expect(self) -> None:
        """Something is about to be asked."""
        self._ask()

    def _ask(self, _event: object = None) -> None:
        self._state = self._State.ASKED

    def _note_socket(self, socket: WebSocket) -> None:
        self._ask()
        socket.on("framesent", self._note_sent)
        socket.on("framereceived", self._note_received)
        # The page is being left or loaded anew: another socket will come.
        socket.on("close", self._ask)

    def _note_sent(self, frame: bytes) -> None:
        message = BackMsg.FromString(frame)
        self._said.append((time.time(), message))
        # A file's run is asked for only after the file has been sent, and its address before that.
        if message.WhichOneof("type") in ("rerun_script", "file_urls_request"):
            self._ask()

    def _note_received(self, frame: bytes) -> None:
        message = ForwardMsg.FromString(frame)
        self._said.append((time.time(), message))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._state, self.drawn = self._State.RUNNING, set()
        elif kind == "delta":
            self.drawn.add(message.metadata.delta_path[0])
        elif kind == "script_finished" and self._state is self._State.RUNNING:
            another = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self._state = self._State.ASKED if another else self._State.ANSWERED


def _line(when: float, message: BackMsg | ForwardMsg) -> str:
    kind = message.WhichOneof("type") or ""
    match kind:
        case "rerun_script":
            content = _wish(message.rerun_script)
        case "new_session":
            content = f"page {message.new_session.page_script_hash[:6]}"
        case "navigation":
            content = f"page {message.navigation.page_script_hash[:6]}"
        case _:
            content = " ".join(str(getattr(message, kind, "")).split())[:60]
    return f"{_clock(when)} {'<' if isinstance(message, ForwardMsg) else '>'} {kind} {content}"


def _clock(when: float) -> str:
    return f"{time.strftime('%H:%M:%S', time.gmtime(when))}.{int(when % 1 * 1000):03}"


def _wish(asked: ClientState) -> str:
    """Which page a run is asked for, from which address, and what has been pressed or told for it."""
    way = " by Back or Forward" if asked.is_history_navigation else ""
    told = [
        f"{state.id[-20:]} {state.json_trigger_value or state.string_trigger_value.data}"[:150]
        for state in asked.widget_states.widgets
        if (state.WhichOneof("value") or "").endswith("trigger_value")
    ]
    return f"page {asked.page_script_hash[:6]}{way} fragment {asked.fragment_id[:6]} ?{asked.query_string[:80]} {told}"
