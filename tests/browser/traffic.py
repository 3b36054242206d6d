"""Traffic: what a page and its server say to each other, so that a test knows when an answer is complete.

A page that looks at rest may only not have heard yet: on a busy machine the server's first word comes late.
"""

import time
from collections import deque
from enum import Enum

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Traffic:
    """Whether everything that a page has asked of its server is answered."""

    _State = Enum("_State", "ASKED RUNNING ANSWERED")

    def __init__(self, page: Page) -> None:
        self._ask()
        #: Where the last run has drawn: 0 is the page's body, 1 the sidebar.
        self.drawn: set[int] = set()
        self._said: deque[tuple[float, BackMsg | ForwardMsg]] = deque(maxlen=100)
        page.on("websocket", self._note_socket)

    @property
    def answered(self) -> bool:
        """The last run that was asked for has ended, and not in favour of another."""
        return self._state is self._State.ANSWERED

    @property
    def story(self) -> str:
        """What was said last, a line each: when (UTC), which way, what; of what is drawn only where."""
        return "\n".join(_line(*said) for said in self._said)

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
    clock = f"{time.strftime('%H:%M:%S', time.gmtime(when))}.{int(when % 1 * 1000):03}"
    kind = message.WhichOneof("type")
    if isinstance(message, ForwardMsg) and kind == "delta":
        return f"{clock} < {list(message.metadata.delta_path)}"
    content = " ".join(str(getattr(message, kind)).split()) if kind else ""
    return f"{clock} {'<' if isinstance(message, ForwardMsg) else '>'} {kind} {content[:300]}"
