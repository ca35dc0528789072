"""What Teams can do; every number with its source.

Sources: [docs] learn.microsoft.com/microsoftteams, 2026 · [sdk] Microsoft's own SDK for Teams · [seen] reported by
others · [ours] a margin we chose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from botbridge.capability import Capabilities, Rate, StreamLimits, TableLimits, TextLimits
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    Notify,
    Post,
    ShowTasks,
    StreamAppend,
    StreamClose,
    StreamOpen,
)
from botbridge_teams import address
from botbridge_teams.place import tenant_of

# [docs] a message has at most about 100 KB in UTF-16, and should have no more than 80: 40,960 units. [ours] a
# little less, for what an activity says beside its text.
TEXT_UNITS: Final = 40_000
# [docs] inline images: PNG, JPEG or GIF, at most 1 MB; base64 does not count as text.
IMAGE_BYTES: Final = 1024 * 1024
IMAGE_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/gif"})
# [docs] upload sessions of OneDrive: ranges are multiples of 320 KiB, at most 60 MiB; [docs] 5 to 10 MiB is best.
UPLOAD_RANGE: Final = 16 * 320 * 1024
# [docs] streaming: at most one request a second.
STREAM_INTERVAL: Final = 1.0
# [ours] how often a progress bar or a stream that stands still is said again: only a call tells that the person
# pressed Stop.
STREAM_BEAT: Final = 5.0
SUMMARY_CHARS: Final = 200  # [ours] what a notification says of a card
# [docs] Teams shows six actions of a set; [ours] what does not fit into one stands in the next.
BUTTONS: Final = 6
TITLE_CHARS: Final = 100  # [ours] of a button; clients cut what is too long for their window
# [ours] cells of a table take up to 80 units each beside their text, and the whole has to fit into a message.
TABLES: Final = TableLimits(rows=30, columns=10, chars=8_000, cell=200)
# [seen] a click shows an error when its answer takes longer than 5 to 10 s; [ours] how long people wait at most.
PRESS_SECONDS: Final = 2.0

CAPABILITIES = Capabilities(
    text=TextLimits(chars=TEXT_UNITS),
    stream=StreamLimits(
        kind="cumulative",
        interval=STREAM_INTERVAL,
        edit_interval=2.0,  # [docs] 60 calls in 30 s and conversation: one edit of four calls leaves room
        max_age=110.0,  # [docs] streams end after two minutes; [ours] ten seconds less
        beat=STREAM_BEAT,
    ),
    # [docs] a message without text and attachments is refused.
    empty_messages=False,
    native_author=False,
    # Code with a language goes out as a card's CodeBlock; the neutral form of that is a fence.
    native_language=False,
    # A progress bar in a personal chat, typing in a group chat; channels show neither.
    status=True,
    status_after=1.0,  # [ours] an answer that comes sooner is not worth a progress bar
    status_lasts=3.0,  # [docs] typing is shown for three seconds
    task_lists=True,
    tables=TABLES,
    # In the answer to a click; what concerns one person otherwise is said where they wrote, under their name.
    notices=True,
    rating=True,
    stop_after=5.0,  # [ours] where Teams shows no Stop of its own: outside of native streams
)

_WRITES = (Post, Edit, Delete, StreamClose, ShowTasks, HideElement, Notify)


def rates(effect: Effect) -> Sequence[Rate]:
    """The budgets that an effect counts against: its conversation's, and its tenant's where it is known.

    [docs] 7 calls in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour and conversation; 50 a second and tenant. Each
    window is kept by a bucket whose burst and rate together stay within it.
    """
    place = f"teams:{address.conversation_id(effect.thread)}"
    tenant = tenant_of(effect.cause.raw) if effect.cause is not None else ""
    shared = [Rate(key=f"teams:tenant:{tenant}", per_second=40.0, burst=10)] if tenant else []
    if isinstance(effect, StreamOpen | StreamAppend):
        return [*shared, Rate(key=f"{place}:stream", per_second=1 / STREAM_INTERVAL)]
    if isinstance(effect, _WRITES):
        return [
            *shared,
            Rate(key=place, per_second=1.5, burst=5),
            Rate(key=f"{place}:hour", per_second=0.4, burst=360),
        ]
    return shared
