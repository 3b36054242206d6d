"""Delivery: whoever comes back while others are served hears what is computed for them; nobody is left on a dead line."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import Runtime, RuntimeConfig
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

from gru_viz.ui import delivery
from tests.ui.visits import opened


def deliver_in(monkeypatch) -> None:
    """As `deliver`, for one test."""
    for kind, name, ours in delivery.REPLACED:
        monkeypatch.setattr(kind, name, ours)


def run(story):
    """In a thread of its own: this one may have a loop that the browser tests have left running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()


class Line:
    """A connection that keeps what it is sent."""

    def __init__(self, first=lambda: None) -> None:
        self.first, self.heard = first, []

    def write_forward_msg(self, message: ForwardMsg) -> None:
        if not self.heard:
            self.first()
        self.heard.append(message)


class Cut(Line):
    """One that is gone."""

    def write_forward_msg(self, message: ForwardMsg) -> None:
        raise SessionClientDisconnectedError


def test_who_comes_back_while_another_is_served_hears_what_is_computed(monkeypatch, tmp_path):
    monkeypatch.setattr(Runtime, "_instance", None)
    deliver_in(monkeypatch)

    async def story() -> Line:
        runtime = Runtime(
            RuntimeConfig(
                str(tmp_path / "app.py"), MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/files")
            )
        )
        await runtime.start()
        back = Line()
        other = Line(first=lambda: runtime.connect_session(back, {}, existing_session_id=visit))
        sessions = [runtime.connect_session(line, {}) for line in (other, Cut())]
        visit = sessions[1]
        for each in sessions:
            message = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
            runtime._session_mgr.get_active_session_info(each).session._enqueue_forward_msg(message)
        async with asyncio.timeout(5):
            while not back.heard:
                await asyncio.sleep(0.01)
        runtime.stop()
        await runtime.stopped
        return back

    (heard,) = run(story()).heard
    assert heard.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


def test_a_connection_that_is_given_up_is_closed():
    said = []

    class Slow:
        """A browser that takes nothing."""

        headers, cookies, client = {}, {}, None

        async def send_bytes(self, _payload: bytes) -> None:
            await asyncio.sleep(60)

        async def _send(self, message: dict) -> None:
            said.append(message)

    async def story() -> None:
        client = StarletteSessionClient(Slow())
        with pytest.raises(SessionClientDisconnectedError):
            for _ in range(1000):
                delivery.write(client, ForwardMsg())
        with pytest.raises(SessionClientDisconnectedError):
            delivery.write(client, ForwardMsg())
        await asyncio.sleep(0)
        await client.aclose()

    run(story())
    assert [message["type"] for message in said] == ["websocket.close"]


def test_streamlit_sends_by_the_names_that_are_replaced():
    opened()
    assert Runtime._send_message is delivery.send
    assert StarletteSessionClient.write_forward_msg is delivery.write
