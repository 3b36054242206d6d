"""Visitor: Streamlit's own websocket protocol without a browser."""

from dataclasses import dataclass, field
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect


@dataclass
class Visitor:
    """One page of the app, as a browser has it.

    Attributes
    ----------
    socket : ClientConnection
    query : str
        Of the address, without "?".
    page : str
        Name in the address; empty for the home page.
    widgets : mapping of id to WidgetState
        What the visitor has set.
    sliders : mapping of label to id
    errors : list of str
        Tracebacks that were shown.
    """

    socket: ClientConnection
    query: str = ""
    page: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    sliders: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    @classmethod
    async def arrive(cls, address: str, query: str = "", page: str = "") -> "Visitor":
        """Connect to an app at `address` (http)."""
        socket = await connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=2**28,
            open_timeout=60,
        )
        return cls(socket, query, page)

    async def run(self) -> float:
        """Have the script run; seconds until its last message."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self.query
        rerun.page_name = self.page
        rerun.cached_message_hashes.extend(self.known)
        rerun.widget_states.widgets.extend(self.widgets.values())
        start = perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            heard = ForwardMsg.FromString(await self.socket.recv())
            if heard.hash:
                self.known.add(heard.hash)
            kind = heard.WhichOneof("type")
            if kind == "delta":
                self._look(heard.delta.new_element)
            elif kind == "script_finished" and heard.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return perf_counter() - start

    async def slide(self, label: str, value: float) -> float:
        """Move a slider; seconds until the page is whole."""
        state = WidgetState(id=self.sliders[label])
        state.double_array_value.data.append(value)
        self.widgets[state.id] = state
        return await self.run()

    def _look(self, element) -> None:
        kind = element.WhichOneof("type")
        if kind == "slider":
            self.sliders[element.slider.label] = element.slider.id
        elif kind == "exception":
            self.errors.append(element.exception.message)

    async def leave(self) -> None:
        """Close the page."""
        await self.socket.close()
