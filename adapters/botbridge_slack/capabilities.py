"""What Slack can do; every number with its source.

Sources: [docs] docs.slack.dev, 2026 · [seen] measured by others, undocumented · [ours] a margin we chose.
"""

from __future__ import annotations

from collections.abc import Sequence

from botbridge.capability import Capabilities, Rate, StreamLimits, TableLimits, TextLimits
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    Notify,
    OfferStop,
    Post,
    ShowTasks,
    StreamAppend,
    StreamClose,
)

# [docs] 12,000 characters over all markdown blocks of a message, and per `markdown_text`. [ours] 500 less, for
# the author's line and for notes about files that could not be sent.
TEXT_CHARS = 11_500
# [docs] 50 blocks per message, and one markdown block may become several. [ours] the rest is for what hangs on it:
# buttons, a menu, those to judge it.
TEXT_BLOCKS = 44
# [seen] a message takes about 13,200 characters over all its blocks, and in a stream the JSON of task cards counts:
# [ours] 8,500 of text and ten cards in a few words (with its JSON at most 420 characters each) stay below that.
STREAM_CHARS = 8_500
STREAM_TASKS = 10
# [docs] recommended, and chat.update refuses more of it: the `text` beside the blocks.
FALLBACK_CHARS = 4_000
# [docs] the longest text of one section block.
SECTION_CHARS = 3_000
# [docs] files.getUploadURLExternal `alt_txt`.
ALT_CHARS = 1_000
# [docs] elements of one actions block; [ours] how many such blocks, before the rest becomes a menu.
BUTTONS = 25
BUTTON_ROWS = 3
# [docs] options of a select menu, and of a group of them; of radio buttons.
MENU_OPTIONS = 100
CHOICES = 10
# [docs] the text of a button, and of an option.
LABEL_CHARS = 75
# [docs] the label and hint of an input.
INPUT_LABEL_CHARS = 2_000
# [docs] 100 rows with the head, and 20 columns; [seen] 10,000 characters. [ours] of one cell.
TABLES = TableLimits(rows=99, columns=20, chars=9_500, cell=300)

CAPABILITIES = Capabilities(
    text=TextLimits(chars=TEXT_CHARS, blocks=TEXT_BLOCKS),
    stream=StreamLimits(
        kind="delta",
        interval=0.75,  # [docs] chat.appendStream is tier 4: 100 a minute and workspace; 80 leave room
        edit_interval=1.2,  # [docs] chat.update is tier 3: 50 a minute and workspace
        max_age=240.0,  # [seen] streams die after about five minutes
        tasks=STREAM_TASKS,
        chars=STREAM_CHARS,
    ),
    # A message without text and files is refused (`no_text`).
    empty_messages=False,
    # `username`; where the token lacks chat:write.customize, delivery writes a bold first line by itself.
    native_author=True,
    native_language=False,
    # Only in threads: a flat DM has no place for a status, and shows nothing.
    status=True,
    status_after=0.3,  # [ours] an answer that comes sooner is not worth two calls
    status_lasts=120,  # the facts: a status clears by itself after two minutes
    task_lists=True,
    tables=TABLES,
    notices=True,
    rating=True,
    stop_after=5.0,  # [ours] where the app is no agent; an answer that ends sooner needs no button
)

# Calls a minute, method and workspace ([docs] rate-limits). chat.startStream (tier 2) is not here on purpose: an
# answer shall not wait for it. When Slack refuses a stream for its rate, the answer goes out as post and edits.
_PER_MINUTE = {
    Edit: ("chat.update", 50),
    Delete: ("chat.delete", 50),
    StreamAppend: ("chat.appendStream", 100),
    StreamClose: ("chat.stopStream", 20),
    HideElement: ("chat.delete", 50),  # files.delete has the same budget of its own
    Notify: ("chat.postEphemeral", 100),
}


def rates(effect: Effect) -> Sequence[Rate]:
    """The budgets that an effect counts against, for its workspace; posts count for their channel.

    A fifth of a minute's budget may go out at once and the rest over the minute, so that no window of a
    minute ever holds more than the budget.
    """
    team, *place = effect.thread.parts
    if isinstance(effect, Post | OfferStop) or (isinstance(effect, ShowTasks) and effect.ref is None):
        # [docs] one message a second and channel, short bursts are tolerated; [ours] how short.
        return (Rate(key=f"slack:{team}:{place[0]}:chat.postMessage", per_second=1.0, burst=3),)
    kind = Edit if isinstance(effect, ShowTasks) else type(effect)
    if kind not in _PER_MINUTE:
        return ()
    method, budget = _PER_MINUTE[kind]
    return (Rate(key=f"slack:{team}:{method}", per_second=0.8 * budget / 60, burst=budget // 5),)
