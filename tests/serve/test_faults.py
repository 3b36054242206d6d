"""Faults: cut connections, full disks and nonsense from outside hurt nobody else, and nothing typed is lost."""

import asyncio
import math
import urllib.error
from collections import Counter
from collections.abc import Callable

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from benchmarks.visitor import Visitor
from tests.serve.conftest import DISK
from tests.serve.nginx import installed
from tests.serve.soak import LARGE, files, links
from tests.serve.threads import run

pytestmark = pytest.mark.xdist_group("serve")
needs_nginx = pytest.mark.skipif(not installed(), reason="nginx is not installed")


@needs_nginx
def test_a_cut_connection_is_taken_up_again_with_what_was_typed(two):
    async def story() -> None:
        visitor = await Visitor.arrive(two.address)
        await visitor.run()
        await visitor.choose("text", "ab!ca?")
        visitor.chosen.clear()  # the server's memory, not the browser's
        for _ in range(3):
            await visitor.cut()
            await visitor.run()
        assert visitor.errors == []
        assert visitor.elements["text"][1].value == "ab!ca?"
        await visitor.leave()

    run(story())


@needs_nginx
def test_many_links_and_large_files_at_once_are_all_answered_and_nobody_sees_anothers(two):
    """A few of what `make soak` brings by the thousand and by the dozen, large enough to wait for their turn."""

    async def story() -> Counter[str]:
        counts: Counter[str] = Counter()
        await asyncio.gather(links(two.address, 40, counts), files(two.address, 2, counts, LARGE[: 2 * 10**6]))
        return counts

    before = two.workers()
    assert run(story()) == {"links": 40, "files": 2}
    assert two.workers() == before


def states(visitor: Visitor) -> bytes:
    """Values of kinds that no widget sends."""
    message = BackMsg()
    for kind, shown in visitor.elements.values():
        state = message.rerun_script.widget_states.widgets.add(id=shown.id)
        if kind == "slider":
            state.double_array_value.data.append(math.nan)
        elif kind == "button_group":
            state.string_array_value.data.append("no such option")
        elif kind == "bidi_component":
            state.json_value = '{"text": [1, {"a": 2}], "window": "a"}'
        else:
            state.bytes_value = b"\xff" * 10
    return message.SerializeToString()


def events(visitor: Visitor) -> bytes:
    """Events that no component sends."""
    message = BackMsg()
    for kind, shown in visitor.elements.values():
        if kind == "bidi_component":
            state = message.rerun_script.widget_states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{shown.id}__events")
            said = '{"event": "moved", "value": {"layer": "x", "unit": -5}}, {"event": "page", "value": ["x"]}'
            state.json_trigger_value = f'[{said}, {{"event": "zoomed", "value": {{"window": [[1], 2]}}}}, 7]'
    return message.SerializeToString()


@needs_nginx
@pytest.mark.parametrize(
    "nonsense",
    [b"\xff\x00 no message", "text instead of bytes", b"", b"\x5a" * 2**21, states, events],
    ids=["garbage", "text", "nothing", "two megabytes", "states", "events"],
)
def test_nonsense_hurts_nobody_but_its_sender(two, nonsense: bytes | str | Callable[[Visitor], bytes]):
    async def story() -> None:
        # By the same cookie, so that both are with one worker.
        other = await Visitor.arrive(two.address)
        await other.run()
        await other.choose("fold_parameters", True)
        sender = await Visitor.arrive(two.address, cookies=other.cookies)
        await sender.run()
        await sender.socket.send(nonsense(sender) if callable(nonsense) else nonsense)
        try:
            async with asyncio.timeout(1.0):
                while True:
                    await sender.hear()
        except (TimeoutError, ConnectionClosed):
            pass
        assert await other.choose("update_gate_bias", 1.0) < 10
        assert other.errors == []
        # Whatever the sender was shown, it is none of our code.
        assert not any("Traceback" in error or ".py" in error for error in sender.errors)
        await other.leave()

    before = two.workers()
    run(story())
    assert two.workers() == before


@needs_nginx
def test_a_full_disk_refuses_an_upload_and_nothing_else(two, disk):
    if disk is None:
        pytest.skip("only root mounts disks")

    async def story(address: str) -> None:
        visitor = await Visitor.arrive(address)
        await visitor.run()
        await visitor.choose("text", "ab!ca?")
        await visitor.choose("source", visitor.elements["source"][1].options[-1].content)
        with pytest.raises(urllib.error.URLError):
            await visitor.upload("_file", "large.csv", b"1\n" * DISK)
        visitor.chosen.clear()  # the server's memory, not the browser's
        await visitor.choose("source", visitor.elements["source"][1].options[0].content)
        assert visitor.elements["text"][1].value == "ab!ca?"
        await visitor.choose("source", visitor.elements["source"][1].options[-1].content)
        await visitor.upload("_file", "small.csv", b"a\n1\n2\n3\n")
        assert visitor.errors == []
        await visitor.leave()

    before = two.workers()
    run(story(f"http://127.0.0.1:{next(iter(before))}"))  # past nginx, which has its own files there
    assert two.workers() == before
