"""What a data layer is: the interface behind which an app may keep its users' history wherever it likes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Protocol

from botbridge.model.element import ElementDict
from botbridge.model.step import StepDict
from botbridge.model.thread import Feedback, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from botbridge.model.user import PersistedUser, User


class ElementLike(Protocol):
    """What `create_element` needs of an element; `ElementData` and the classes an app uses have it.

    Exactly one of `path`, `content` and `url` says where the bytes are, or `object_key` says that the storage
    has them already.
    """

    @property
    def id(self) -> str: ...
    @property
    def thread_id(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def mime(self) -> str | None: ...
    @property
    def path(self) -> Path | str | None: ...
    @property
    def content(self) -> bytes | str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def object_key(self) -> str | None: ...
    def to_dict(self) -> ElementDict: ...


class BaseDataLayer(ABC):
    """Keeps users, threads, steps, elements and feedback.

    Every write may come twice and returns once it is safe. Ids are text, times UTC ISO 8601.
    """

    @abstractmethod
    async def get_user(self, identifier: str) -> PersistedUser | None:
        """The user with this identifier, or None."""

    @abstractmethod
    async def create_user(self, user: User) -> PersistedUser | None:
        """Keep a user; one with the same identifier keeps its id and gets the new name and metadata."""

    @abstractmethod
    async def delete_feedback(self, feedback_id: str) -> bool:
        """Forget a feedback; True if there was one."""

    @abstractmethod
    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Keep a verdict and return its id; a step has one at most, so a second replaces the first."""

    @abstractmethod
    async def create_element(self, element: ElementLike) -> None:
        """Keep an element and its bytes; one with the same id is replaced."""

    @abstractmethod
    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        """An element of this thread, with a URL that works now, or None."""

    @abstractmethod
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Forget an element and its bytes; with a thread only if it belongs to that. None there is no error."""

    @abstractmethod
    async def create_step(self, step_dict: StepDict) -> None:
        """Keep a step or message; its thread begins with it if there is none. One that exists is updated."""

    @abstractmethod
    async def update_step(self, step_dict: StepDict) -> None:
        """Change what the keys say that are present and not None; a step that does not exist is created."""

    @abstractmethod
    async def delete_step(self, step_id: str) -> None:
        """Forget a step, its feedback and its elements; none there is no error."""

    @abstractmethod
    async def get_thread_author(self, thread_id: str) -> str:
        """The identifier of the thread's user; empty if it has none or there is no such thread."""

    @abstractmethod
    async def delete_thread(self, thread_id: str) -> None:
        """Forget a thread and all that it holds, the bytes of its elements too."""

    @abstractmethod
    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        """A page of a user's threads, the newest first, without their steps and elements.

        Raises ValueError if `filters.userId` is not set: nobody's list is everybody's list.
        """

    @abstractmethod
    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A thread with its steps (each with its feedback) and elements in the order of arrival, or None."""

    @abstractmethod
    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Change what is not None, creating the thread if there is none.

        `metadata` is merged into what is there; a key whose value is None is removed.
        """

    @abstractmethod
    async def build_debug_url(self) -> str:
        """Where a developer can look at the kept data, or an empty text."""

    @abstractmethod
    async def close(self) -> None:
        """Write what waits and let go of the database."""

    @abstractmethod
    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        """The steps that this user marked as favorites, the newest first."""

    async def set_step_favorite(self, step_dict: StepDict, favorite: bool) -> StepDict:
        """Mark a step as a favorite (`metadata["favorite"]`) or unmark it; returns the step as it is now."""
        metadata = {**(step_dict.get("metadata") or {}), "favorite": favorite}
        step: StepDict = {**step_dict, "metadata": metadata}
        await self.update_step(step)
        return step
