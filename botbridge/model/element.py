"""Files and other things that hang on a message, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypedDict

ElementType = Literal["image", "text", "pdf", "tasklist", "audio", "video", "file", "plotly", "dataframe", "custom"]
ElementDisplay = Literal["inline", "side", "page"]
ElementSize = Literal["small", "medium", "large"]


class ElementDict(TypedDict, total=False):
    """An element as it is stored and sent; the keys are the reference's, `chainlitKey` included (wire name)."""

    id: str
    threadId: str | None
    type: ElementType
    chainlitKey: str | None
    path: str | None
    url: str | None
    objectKey: str | None
    name: str
    display: ElementDisplay
    size: ElementSize | None
    language: str | None
    page: int | None
    props: dict[str, Any] | None
    autoPlay: bool | None
    playerConfig: dict[str, Any] | None
    forId: str | None
    mime: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementData:
    """An element on its way to people: exactly one of `path`, `content` and `url` says where its bytes are.

    `path` is a local file, `content` is bytes in memory, `url` is elsewhere. `props` is JSON that only some
    types have (a custom element's properties, a PDF's page). `text` is what a text element says. `instead` are the
    elements that stand for it where its type is not known; `stands_for` names the one that this stands for.
    `problem` says why there is nothing to show.
    """

    id: str
    thread_id: str
    type: ElementType
    name: str
    mime: str = "application/octet-stream"
    display: ElementDisplay = "inline"
    size: ElementSize | None = None
    language: str | None = None
    for_id: str | None = None
    path: Path | None = None
    content: bytes | None = None
    url: str | None = None
    file_id: str | None = None
    object_key: str | None = None
    props: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    instead: tuple[ElementData, ...] = ()
    problem: str | None = None
    stands_for: str | None = None

    def to_dict(self) -> ElementDict:
        return {
            "id": self.id,
            "threadId": self.thread_id,
            "type": self.type,
            "chainlitKey": self.file_id,
            "url": self.url,
            "objectKey": self.object_key,
            "name": self.name,
            "display": self.display,
            "size": self.size,
            "language": self.language,
            "page": self.props.get("page"),
            "props": dict(self.props),
            "autoPlay": self.props.get("autoPlay"),
            "playerConfig": self.props.get("playerConfig"),
            "forId": self.for_id,
            "mime": self.mime,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file that came with a message and is not fetched yet.

    `id` is the platform's; `size` is in bytes (None when the platform does not tell); `url` is where the
    adapter fetches it; `path` is set instead when the bytes are on this machine already (an upload). `voice` says
    that somebody recorded it to be heard.
    """

    id: str
    name: str
    mime: str = "application/octet-stream"
    size: int | None = None
    url: str | None = None
    path: str | None = None
    voice: bool = False
