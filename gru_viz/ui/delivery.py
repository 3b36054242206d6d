"""Delivery: what a run has to say goes to the visitor in few pieces, by the connection that they have now.

Streamlit hands each of a run's hundred messages from the run's thread to the server's loop, from the session to the queue,
and from the queue to the connection, and wakes the loop for every step: half of a busy server's time. Here they are
handed on as many at once as there are.

It sends in rounds what has gathered for all visitors. Who comes back during a round, after a cut, has what their run says
sent to the connection that was cut; and who takes nothing for so long that Streamlit gives them up keeps a connection on
which nothing will ever come. Both would wait for ever, with a whole connection and a server that rests.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import cache, partial

from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.session_manager import ActiveSessionInfo, SessionClientDisconnectedError
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

_soon, _flush = AppSession._call_soon_on_event_loop, AppSession.flush_browser_queue
_send = Runtime._send_message
_write = StarletteSessionClient.write_forward_msg
#: Messages that are sent before others have their turn; a fifth of what Streamlit lets wait for a connection.
_AT_ONCE = 100
#: "Try again later", as websockets say it.
_LATER = 1013


def soon(session: AppSession, act: Callable[[], None]) -> None:
    """`act` in the server's loop, after what was asked for before; from any thread."""
    waiting = session.__dict__.setdefault("_acts", deque())
    waiting.append(act)
    # Whoever has been called takes all that is there, and says so before they begin: nothing is left lying.
    if not session.__dict__.get("_called"):
        session.__dict__["_called"] = True
        _soon(session, partial(_act, session))


def _act(session: AppSession) -> None:
    session.__dict__["_called"] = False
    waiting = session.__dict__["_acts"]
    while waiting:
        try:
            waiting.popleft()()
        except Exception as error:
            told = {"message": "A message of a run was not passed on.", "exception": error}
            asyncio.get_running_loop().call_exception_handler(told)


def enqueue(session: AppSession, message: ForwardMsg) -> None:
    """One more message to send; that there are some is said once."""
    session._browser_queue.enqueue(message)
    if not runtime.exists() or (parts := runtime.get_instance()._get_async_objs()).need_send_data.is_set():
        return
    if asyncio._get_running_loop() is parts.eventloop:
        parts.need_send_data.set()
    else:
        parts.eventloop.call_soon_threadsafe(parts.need_send_data.set)


def flush(session: AppSession) -> list[list[ForwardMsg]]:
    """What has gathered, in parts for `send`."""
    messages = _flush(session)
    return [messages[first : first + _AT_ONCE] for first in range(0, len(messages), _AT_ONCE)]


def send(server: Runtime, listed: ActiveSessionInfo, messages: list[ForwardMsg] | ForwardMsg) -> None:
    """To whom the visit belongs now, not when the round began; alone comes what `flush` did not see."""
    now = server._session_mgr.get_active_session_info(listed.session.id) or listed
    for message in messages if isinstance(messages, list) else [messages]:
        _send(server, now, message)


def write(client: StarletteSessionClient, message: ForwardMsg) -> None:
    """Or close the connection, so that the browser comes back by another."""
    given_up = client._closed.is_set()
    try:
        _write(client, message)
    except SessionClientDisconnectedError:
        if not given_up:
            # To the server itself: who listens to this connection then hears that it is over.
            closing = client._websocket._send({"type": "websocket.close", "code": _LATER, "reason": ""})
            client.farewell = asyncio.ensure_future(closing)
        raise


#: What of Streamlit's is replaced, in this order: a round may be under way, and `send` takes what `flush` gives.
REPLACED = (
    (StarletteSessionClient, "write_forward_msg", write),
    (AppSession, "_call_soon_on_event_loop", soon),
    (AppSession, "_enqueue_forward_msg", enqueue),
    (Runtime, "_send_message", send),
    (AppSession, "flush_browser_queue", flush),
)


@cache
def deliver() -> None:
    """From now on, for every visitor."""
    for kind, name, ours in REPLACED:
        setattr(kind, name, ours)
