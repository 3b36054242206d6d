"""Patience: whoever waits for something gets it, whatever others do meanwhile; what nobody waits for goes."""

import inspect

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import media_file_manager as media
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from gru_viz.ui import patience
from tests.ui.visits import opened


@pytest.fixture
def clock(monkeypatch):
    """Seconds that have passed, to be set."""
    passed = [1_000.0]
    monkeypatch.setattr(patience, "monotonic", lambda: passed[0])
    return passed


@pytest.fixture
def room(monkeypatch):
    """Streamlit's own manager of files, and who speaks to it."""
    opened()
    speaker = ["a visitor"]
    monkeypatch.setattr(media, "_get_session_id", lambda: speaker[0])
    return MediaFileManager(MemoryMediaFileStorage("/media")), speaker


def name_of(address: str) -> str:
    """Of a file, by its address."""
    return address.rpartition("/")[2].partition(".")[0]


def test_a_file_that_was_asked_for_is_there_when_it_is_fetched_and_goes_later(room, clock):
    manager, speaker = room
    button = manager.add_deferred(lambda: b"a page", "text/html", "0.1", "page.html")
    made = name_of(manager.execute_deferred(button))
    speaker[0] = "others"
    for _run in range(5):
        manager.remove_orphaned_files()
        clock[0] += 1
    assert manager.read_file(made).content == b"a page"
    clock[0] += patience.PATIENCE
    manager.remove_orphaned_files()
    assert manager.read_file(made) is None


def test_what_is_drawn_again_and_again_is_not_taken_for_what_nobody_has(room, clock):
    manager, _speaker = room
    for _run in range(3):
        manager.clear_session_refs()
        manager.remove_orphaned_files()  # somebody else's run ends
        clock[0] += patience.PATIENCE - 1
        made = name_of(manager.add(b"slides", "text/plain", "0.1", is_for_static_download=True))
    manager.clear_session_refs()
    manager.remove_orphaned_files()
    assert manager.read_file(made) is not None


def test_a_button_works_while_its_page_is_drawn_anew_and_no_longer_than_that(room, clock):
    manager, speaker = room
    button = manager.add_deferred(lambda: b"a page", None, "0.1")
    manager.clear_session_refs()  # the visitor's run begins
    speaker[0] = "others"
    manager.remove_orphaned_files()
    assert manager.execute_deferred(button)
    speaker[0] = "a visitor"
    manager.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError, match="not found"):
        manager.execute_deferred(button)


def test_the_buttons_of_somebody_who_has_left_go(room, clock):
    manager, speaker = room
    button = manager.add_deferred(lambda: b"a page", None, "0.1")
    manager.clear_session_refs("a visitor")
    speaker[0] = "dontcare"
    manager.remove_orphaned_files()
    clock[0] += patience.PATIENCE
    manager.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError, match="not found"):
        manager.execute_deferred(button)


def test_an_answer_is_sent_although_a_run_begins():
    opened()
    queue = ForwardMsgQueue()
    made, sent = ForwardMsg(), ForwardMsg()
    made.backend_operation_response.request_id = "made"
    sent.file_urls_response.response_id = "sent"
    for message in (drawing(0, ""), made, drawing(1, ""), sent):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.flush() == [made, sent]
    queue.enqueue(made)
    queue.clear()
    assert queue.is_empty()


@pytest.mark.parametrize("known", [False, True])
def test_nothing_is_sent_for_a_place_behind_one_that_is_not_sent_where_a_fragment_begins_anew(known):
    opened()
    assert "_browser_queue.clear(" in inspect.getsource(AppSession._clear_queue)
    queue = ForwardMsgQueue()
    for at, fragment in enumerate(["", "bar", "bar", ""]):
        message = drawing(at, fragment)
        queue.enqueue(create_reference_msg(message) if known and at > 1 else message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["bar"])
    # What it draws now belongs to its new run, and so stands behind all of the old one.
    queue.enqueue(drawing(1, "bar"))
    assert [left.metadata.delta_path[1] for left in queue.flush()] == [0, 1, 2, 3, 1]


def drawing(at: int, fragment: str) -> ForwardMsg:
    """What a fragment, or the page itself, puts into a place."""
    message = ForwardMsg(hash=f"known {at}")
    message.metadata.delta_path[:] = [0, at]
    message.delta.fragment_id = fragment
    message.delta.new_element.text.body = "as before"
    return message


def test_a_page_that_begins_anew_is_sent_nothing_of_what_it_was():
    opened()
    queue = ForwardMsgQueue()
    queue.enqueue(drawing(0, ""))
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.is_empty()


@pytest.fixture
def session(monkeypatch):
    """A visit as far as it is asked for runs, and the pages that it was asked for."""
    opened()

    class Visit(AppSession):
        def __init__(self):
            self._client_state = ClientState(page_script_hash="here")

        __del__ = object.__init__

    pages = []
    monkeypatch.setattr(
        patience, "_request_rerun", lambda _session, asked: pages.append(asked and asked.page_script_hash)
    )
    return Visit(), pages


def wish(page: str) -> ClientState:
    """To be on a page, with what has been set on all of them."""
    asked = ClientState(page_script_hash=page)
    asked.widget_states.widgets.add(id="language", string_value="zh_CN")
    return asked


def word(page: str, fragment: str = "") -> ClientState:
    """Something on a page says something, by itself or for its fragment."""
    asked = wish(page)
    asked.fragment_id = fragment
    if not fragment:
        asked.widget_states.widgets.add(id="cursor").json_trigger_value = "{}"
    return asked


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ([word("here"), word("here", "bar")], ["here", "here"]),
        ([wish("there"), word("here"), word("here", "bar")], ["there", "there", "there"]),
        ([wish("there"), word("here"), wish("here"), word("there"), word("here")], [*["there"] * 2, *["here"] * 3]),
        # What was pressed there has led back.
        ([wish("there"), word("there"), word("here")], ["there", "there", "here"]),
        ([wish("there"), word("elsewhere"), word("here")], ["there", "elsewhere", "here"]),
        ([wish("there"), None, word("here")], ["there", None, "there"]),
    ],
)
def test_what_is_said_on_a_page_that_is_being_left_does_not_lead_back_to_it(session, asked, led):
    visit, pages = session
    for one in asked:
        visit.request_rerun(one)
        if one and not patience._is_word(one):
            visit._client_state.page_script_hash = one.page_script_hash  # its run begins
    assert pages == led
