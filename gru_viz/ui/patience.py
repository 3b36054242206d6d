"""Patience: what somebody is waiting for is there when it comes, whoever else does what meanwhile.

Streamlit clears away by events, and in a room full of visitors those are many:

- A file that is made once it is asked for belongs to nobody. Once two runs have ended, anybody's, it is gone: with twenty
  visitors and 0.2 s to the server every third one got "not found" instead of it.
- What makes it belongs to nobody either while its page is drawn anew, and is gone once anybody's run ends.
- The server's answer to such a wish, or to a file that is sent, is dropped unsent where a run begins.
- Where a fragment begins anew, what it drew last and has not been sent yet is dropped, but not what stands behind it on the
  page, nor its references to what the browser knows already, since they do not say whose they are. Both would come for
  places behind one that is not there, which ends the page.
- Whoever asks for another page is led back to the one before by whatever that says, before the browser has heard of the other:
  what a browser says always names the page that it knows, and is taken for a wish to be there. A word that waits for a pause
  is said just then, and on a long way to the server everything is.
"""

from functools import cache
from time import monotonic
from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import media_file_manager as media
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata

#: Seconds for which a file, or what makes it, stays without belonging to anybody.
PATIENCE = 30.0
#: Messages that answer what a browser has asked, which waits for them whatever is drawn meanwhile.
_ANSWERS = {"backend_operation_response", "file_urls_response"}

_clear = ForwardMsgQueue.clear
_request_rerun = AppSession.request_rerun
#: Of a visit: the page that was left last, and the one that was asked for there.
_leaving: WeakKeyDictionary[AppSession, tuple[str, str]] = WeakKeyDictionary()


def clear(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    """As Streamlit's own, but answers are sent; of a fragment that begins anew everything is, as if it had been in time."""
    if retain_lifecycle_msgs and fragment_ids_this_run:
        queue._delta_index_map = {}  # nothing of the new run takes the place of something of the old one
        return
    answers = [message for message in queue._queue if message.WhichOneof("type") in _ANSWERS]
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    if retain_lifecycle_msgs:
        queue._queue += answers


def mark(file: MediaFileMetadata) -> None:
    """It belongs to nobody, from the first time on that this is said."""
    file._is_marked_for_delete = file._is_marked_for_delete or monotonic()


def given_up(file: MediaFileMetadata) -> bool:
    """It has belonged to nobody for long enough."""
    return bool(file._is_marked_for_delete) and monotonic() - file._is_marked_for_delete >= PATIENCE


def forget_makers(manager: MediaFileManager) -> None:
    """Drop what would make files for buttons that are not there any more: at once those of the visitor whose run has ended."""
    wanted = {file for files in manager._files_by_session_and_coord.values() for file in files.values()}
    here, now = media._get_session_id(), monotonic()
    for file, maker in list(manager._deferred_callables.items()):
        if file not in wanted and (maker["session_id"] == here or now - maker.setdefault("unwanted", now) >= PATIENCE):
            manager._drop_deferred_id(file)


def request_rerun(session: AppSession, asked: ClientState | None) -> None:
    """As Streamlit's own, but what is said on a page that is being left does not lead back to it."""
    if asked and asked.page_script_hash:
        here, (left, wanted) = asked.page_script_hash, _leaving.get(session, ("", ""))
        if not _is_word(asked):
            _leaving[session] = session._client_state.page_script_hash, here
        elif here == left:
            asked.page_script_hash = wanted
        else:
            _leaving.pop(session, None)
    _request_rerun(session, asked)


def _is_word(asked: ClientState) -> bool:
    """Something on a page was pressed, or says something by itself; whoever asks for a page says nothing else."""
    kinds = (state.WhichOneof("value") or "" for state in asked.widget_states.widgets)
    return bool(asked.fragment_id) or any(kind.endswith("trigger_value") for kind in kinds)


@cache
def wait_for_it() -> None:
    """From now on, for every visitor."""
    AppSession.request_rerun = request_rerun
    ForwardMsgQueue.clear = clear
    MediaFileMetadata.mark_for_delete = mark
    MediaFileMetadata.is_marked_for_delete = property(given_up)
    MediaFileManager._remove_orphaned_deferred_callables = forget_makers
