"""Streamed messages: what they gather, how long they live, what they become."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.testing.fake.shape import anything, listing, one_of, record, string, tagged
from botbridge.testing.slack import limits
from botbridge.testing.slack.blocks import check_message, problems_of, size_when_shown
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]

_SOURCE: Final = record({"type": one_of("url"), "url": string(limits.URL)}, {"text": anything})
_CHUNK: Final = tagged(
    {
        "markdown_text": record({"type": anything, "text": string(limits.MARKDOWN_TEXT)}),
        "task_update": record(
            {
                "type": anything,
                "id": string(limits.IDENTIFIER, 1),
                "title": string(limits.TEXT_OBJECT),
                "status": one_of("pending", "in_progress", "complete", "error"),
            },
            {
                "details": string(limits.TEXT_OBJECT),
                "output": string(limits.TEXT_OBJECT),
                "sources": listing(_SOURCE, 100, 0),
            },
        ),
        "plan_update": record({"type": anything, "title": string(limits.TEXT_OBJECT)}),
        "blocks": record({"type": anything, "blocks": anything}),
    }
)


@dataclass
class StreamLimits:
    """How long and how large a stream may grow; tests set their own numbers.

    `seconds` and `idle_seconds` on the fake's clock; `chars`: what would make it larger is refused;
    `dies_at_chars`, `appends`: having taken so much, it takes nothing more. None means without limit.
    """

    seconds: float | None = limits.STREAM_SECONDS
    idle_seconds: float | None = limits.STREAM_IDLE_SECONDS
    chars: int | None = limits.STREAM_CHARS
    dies_at_chars: int | None = None
    appends: int | None = None


@dataclass(eq=False)
class Stream:
    """The streaming state of one message."""

    now: Callable[[], float]
    limits: StreamLimits
    plan: bool
    started: float = 0.0
    touched: float = 0.0
    appends: int = 0
    stopped: bool = False
    stopped_by_user: bool = False
    parts: list[JSON] = field(default_factory=list)
    plan_title: str = ""

    def __post_init__(self) -> None:
        self.started = self.touched = self.now()

    def alive(self) -> bool:
        """Whether it still takes text: not stopped, not too old, not idle for too long, not used up."""
        return not self.stopped and not self.stopped_by_user and not self._expired()

    def _expired(self) -> bool:
        now, most = self.now(), self.limits
        return (
            _past(now - self.started, most.seconds)
            or _past(now - self.touched, most.idle_seconds)
            or _past(self.appends, most.appends)
            or _past(_size(self.parts), most.dies_at_chars)
        )

    def require_alive(self) -> None:
        """Raise Refusal: `stopped_by_user`, `message_not_in_streaming_state`."""
        if self.stopped_by_user:
            raise Refusal("stopped_by_user")
        if not self.alive():
            raise Refusal("message_not_in_streaming_state")

    def gather(self, chunks: list[JSON], error: str) -> None:
        """Take the chunks in, all or none. Raises Refusal(`error`) when they grow too large."""
        parts = list(self.parts)
        for chunk in chunks:
            _ADDERS[chunk["type"]](parts, chunk)
        if self.limits.chars is not None and _size(parts) > self.limits.chars:
            raise Refusal(error)
        if size_when_shown(parts) > limits.MESSAGE_BLOCKS:
            raise Refusal("msg_blocks_too_many")
        titles = [chunk["title"] for chunk in chunks if chunk["type"] == "plan_update"]
        self.parts, self.plan_title = parts, titles[-1] if titles else self.plan_title
        self.touched = self.now()

    def blocks(self) -> list[JSON]:
        """Return the message's blocks as gathered so far."""
        tasks = [part for part in self.parts if part["type"] == "task_card"]
        if not (self.plan and (tasks or self.plan_title)):
            return list(self.parts)
        rest = [part for part in self.parts if part["type"] != "task_card"]
        return [{"type": "plan", "title": self.plan_title or "Plan", "tasks": tasks}, *rest]


def check_chunks(chunks: Any) -> list[JSON]:
    """Return the chunks if they are well-formed. Raises Refusal: `invalid_chunks`, `msg_blocks_too_many`."""
    found = listing(_CHUNK, 1_000, 0)(chunks, "/chunks")
    if found:
        raise Refusal("invalid_chunks", [f"[ERROR] {text} [json-pointer:{at}]" for at, text in found])
    blocks = [block for chunk in chunks if chunk["type"] == "blocks" for block in _list(chunk["blocks"])]
    if len(blocks) > limits.MESSAGE_BLOCKS:
        raise Refusal("msg_blocks_too_many")
    if blocks and problems_of(blocks):
        check_message(blocks)
    if sum(len(chunk.get("text", "")) for chunk in chunks) > limits.MARKDOWN_TEXT:
        raise Refusal("msg_too_long")
    return list(chunks)


def _list(value: Any) -> list[JSON]:
    if not isinstance(value, list):
        raise Refusal("invalid_chunks", ["[ERROR] blocks must be an array"])
    return value


def _past(reached: float, most: float | None) -> bool:
    return most is not None and reached >= most


def _size(parts: list[JSON]) -> int:
    # A task card counts with its whole JSON, text with its characters ([seen] vercel/chat).
    return sum(len(p["text"]) if p["type"] == "markdown" else len(json.dumps(p)) for p in parts)


def _add_text(parts: list[JSON], chunk: JSON) -> None:
    if parts and parts[-1]["type"] == "markdown":
        parts[-1] = {**parts[-1], "text": parts[-1]["text"] + chunk["text"]}
    elif chunk["text"]:
        parts.append({"type": "markdown", "text": chunk["text"]})


def _add_task(parts: list[JSON], chunk: JSON) -> None:
    card = {"type": "task_card", "task_id": chunk["id"], "title": chunk["title"], "status": chunk["status"]}
    more = {key: _rich(chunk[key]) for key in ("details", "output") if chunk.get(key)}
    sources = {"sources": chunk["sources"]} if chunk.get("sources") else {}
    place = next((n for n, part in enumerate(parts) if part.get("task_id") == chunk["id"]), None)
    if place is None:
        parts.append({**card, **more, **sources})
    else:
        parts[place] = {**parts[place], **card, **more, **sources}


def _rich(text: str) -> JSON:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


_ADDERS: Final[dict[str, Callable[[list[JSON], JSON], None]]] = {
    "markdown_text": _add_text,
    "task_update": _add_task,
    "plan_update": lambda _parts, _chunk: None,
    "blocks": lambda parts, chunk: parts.extend(chunk["blocks"]),
}
