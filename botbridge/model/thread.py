"""Threads as they are kept, and how lists of them are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypedDict, TypeVar

from botbridge.model.element import ElementDict
from botbridge.model.ids import derived_id
from botbridge.model.step import StepDict

T = TypeVar("T")


class ThreadDict(TypedDict):
    """A conversation with all it holds: `steps` and `elements` are in the order in which they came."""

    id: str
    createdAt: str
    name: str | None
    userId: str | None
    userIdentifier: str | None
    tags: list[str] | None
    metadata: dict[str, Any] | None
    steps: list[StepDict]
    elements: list[ElementDict] | None


@dataclass
class Pagination:
    """How many threads (`first`), and after which thread id (`cursor`)."""

    first: int
    cursor: str | None = None


@dataclass
class ThreadFilter:
    """Which threads: by feedback value, by owner, by words in their steps or name."""

    feedback: Literal[0, 1] | None = None
    userId: str | None = None  # noqa: N815 - the reference's name
    search: str | None = None


@dataclass
class PageInfo:
    """Where a page of a list ends."""

    hasNextPage: bool = False  # noqa: N815 - the reference's name
    startCursor: str | None = None  # noqa: N815
    endCursor: str | None = None  # noqa: N815

    def to_dict(self) -> dict[str, Any]:
        return {"hasNextPage": self.hasNextPage, "startCursor": self.startCursor, "endCursor": self.endCursor}


@dataclass
class PaginatedResponse(Generic[T]):
    """One page of a list."""

    pageInfo: PageInfo = field(default_factory=PageInfo)  # noqa: N815 - the reference's name
    data: list[T] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {"pageInfo": self.pageInfo.to_dict(), "data": list(self.data)}


@dataclass
class Feedback:
    """A user's verdict on a step: `value` is 0 (bad) or 1 (good)."""

    forId: str  # noqa: N815 - the reference's name
    value: Literal[0, 1]
    threadId: str | None = None  # noqa: N815
    id: str | None = None
    comment: str | None = None


def feedback_id(message_id: str) -> str:
    """The id of the verdict on a message; there is one at most, and it can be taken back by who knows the message."""
    return derived_id(f"feedback:{message_id}", 0)
