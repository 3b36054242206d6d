"""Traffic: what a page and its server say to each other, so that a test knows when an answer is complete.

A page that looks at rest may only not have heard yet: on a busy machine the server's first word comes late.
"""

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
        page.on("websocket", self._note_socket)

    @property
    def answered(self) -> bool:
        """The last run that was asked for has ended, and not in favour of another."""
        return self._state is self._State.ANSWERED

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
        # A file's run is asked for only after the file has been sent, and its address before that.
        if BackMsg.FromString(frame).WhichOneof("type") in ("rerun_script", "file_urls_request"):
            self._ask()

    def _note_received(self, frame: bytes) -> None:
        message = ForwardMsg.FromString(frame)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._state, self.drawn = self._State.RUNNING, set()
        elif kind == "delta":
            self.drawn.add(message.metadata.delta_path[0])
        elif kind == "script_finished" and self._state is self._State.RUNNING:
            another = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self._state = self._State.ASKED if another else self._State.ANSWERED
