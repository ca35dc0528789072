"""What a platform can do, as data; beside each field stands what happens where it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLimits:
    """How much text one native message takes.

    `chars` characters of dialect, as `Adapter.measure` counts them, and `blocks` top-level Markdown blocks
    (None: no such limit). Longer text is split at safe seams, losing nothing. None for `chars` means that any
    length goes out whole.
    """

    chars: int | None
    blocks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How a growing text is shown.

    `delta`: opened, then only new text is appended, at least `interval` seconds apart (0: as fast as the event
    loop turns), rolled to a new native message after `max_age` seconds (None: never) or at the text limits.
    `cumulative`: the same, but each call says the whole text of the native message, of which what was said
    before is always the beginning. After `max_age` seconds it is closed and goes on as edits of the same message.
    `edit`: posted, then edited as a whole. `edit` is also what the other two fall back to.
    `edit_interval` is the least number of seconds between two edits of one message. `tasks` is how many tasks one
    native stream shows beside its text; more are summed up in one of them (0: tasks are a message of their own).
    `chars` is how much text one native stream takes, if that is less than a message (as `TextLimits.chars`).
    `beat`: seconds after which a cumulative stream that does not grow is said again, where only a call tells that
    somebody ended it there (None: never).
    """

    kind: Literal["delta", "cumulative", "edit"]
    interval: float = 0.0
    edit_interval: float = 1.0
    max_age: float | None = None
    tasks: int = 0
    chars: int | None = None
    beat: float | None = None

    @property
    def native(self) -> bool:
        """Whether the platform has streams of its own."""
        return self.kind != "edit"

    def piece(self, whole: str, new: str) -> str:
        """What a call on a stream says: the whole text where it is cumulative, else only what is new."""
        return whole if self.kind == "cumulative" else new


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A budget that the platform counts: `per_second` on average, `burst` at once, for all effects of one `key`."""

    key: str
    per_second: float
    burst: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """How much of a table of data one native table shows; the whole is a file beside it. None: any number.

    `rows` without the head, `chars` characters of all cells together, `cell` of one.
    """

    rows: int | None = None
    columns: int | None = None
    chars: int | None = None
    cell: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What one adapter can do. The numbers and their sources stand in the adapter's `capabilities.py`."""

    text: TextLimits
    stream: StreamLimits
    empty_messages: bool = False  # False: a message without text and elements is held until it has some
    native_author: bool = False  # False: another author than the app is a bold first line of the text
    native_language: bool = False  # False: code with a language is a fence
    status: bool = False  # False: nothing is shown while a handler works and has not answered yet
    status_after: float = 0.0  # seconds of work before it is worth a call; a quick answer needs none
    status_lasts: float | None = None  # seconds after which the platform forgets it; it is said again before
    edit: bool = True  # False: an update is a new message
    delete: bool = True  # False: remove raises Unsupported
    actions: bool = True  # False: a message with actions raises Unsupported
    native_questions: bool = False  # False: a text question is a plain message, and ends without a word
    step_tree: bool = False  # False: the steps of a run are one list of tasks
    task_lists: bool = False  # False: tasks are a list in Markdown
    loose_elements: bool = False  # False: an element that is sent by itself hangs on a message of its own
    custom_elements: bool = False  # False: a link to the element's own page, or its properties as a list
    text_elements: bool = False  # False: a short inline text stands in the message, any other is a file
    plots: bool = False  # False: an interactive plot is a picture and a file
    tables: TableLimits | None = None  # None: a table of data is its first rows in Markdown, and a file
    sidebar: bool = False  # False: the sidebar's elements are a message under its title
    notices: bool = False  # False: what concerns one person is said to all
    rating: bool = False  # False: no buttons to judge an answer; reactions count all the same
    stop_after: float | None = None  # seconds of streaming until a way to stop is offered (None: it need not be)
