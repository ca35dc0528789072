"""People: who wrote, and who is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from botbridge.model.mention import mention


@dataclass
class User:
    """A person as the app sees them; `identifier` is unique and never a display name.

    `metadata` is JSON. On a platform it holds `platform`, `id` (the native id), and where the platform tells
    them `email`, `locale`, `name`.
    """

    identifier: str
    display_name: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def mention(self) -> str:
        """Put this into a text to ping the user; where a platform has no mentions it shows as `@name`."""
        return mention(str(self.metadata.get("id", "")), self.display_name or self.identifier)

    def to_dict(self) -> UserDict:
        return {
            "id": "",
            "identifier": self.identifier,
            "display_name": self.display_name,
            "metadata": self.metadata,
        }


@dataclass
class PersistedUser(User):
    """A user that the data layer knows; `createdAt` is UTC ISO 8601."""

    id: str = ""
    createdAt: str = ""  # noqa: N815 - the reference's name

    def to_dict(self) -> UserDict:
        return {**super().to_dict(), "id": self.id}


class UserDict(TypedDict):
    """A user on the wire."""

    id: str
    identifier: str
    display_name: str | None
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who caused an event, as the platform named them: `native_id` identifies, `name` is only shown.

    `scope` makes the native id unique beyond one workspace (a team or tenant id; empty where ids are global).
    """

    platform: str
    native_id: str
    scope: str = ""
    name: str = ""
    email: str | None = None
    locale: str | None = None
    is_bot: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identifier(self) -> str:
        """The key under which this person is kept: `platform:scope:id`."""
        return ":".join(part for part in (self.platform, self.scope, self.native_id) if part)

    def to_user(self) -> User:
        told = {"email": self.email, "locale": self.locale, "name": self.name or None}
        known = {key: value for key, value in told.items() if value is not None}
        return User(
            identifier=self.identifier,
            display_name=self.name or self.native_id,
            metadata={**self.metadata, "platform": self.platform, "id": self.native_id, **known},
        )
