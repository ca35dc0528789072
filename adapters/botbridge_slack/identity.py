"""Who we are in the workspace: what `auth.test` and the token's scopes tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ASSISTANT = "assistant:write"
CUSTOMIZE = "chat:write.customize"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The bot behind the token; `scopes` is None where Slack does not tell them."""

    team_id: str
    bot_user_id: str
    bot_id: str
    scopes: frozenset[str] | None = None

    @property
    def is_agent(self) -> bool:
        """Whether the token may act as an agent; unknown scopes count as not."""
        return ASSISTANT in (self.scopes or ())

    @property
    def may_customize(self) -> bool:
        """Whether messages may bear another name; unknown scopes count as yes, so that it is tried."""
        return self.scopes is None or CUSTOMIZE in self.scopes

    def dm_mode(self, setting: Literal["auto", "flat", "thread"]) -> Literal["flat", "thread"]:
        """What a conversation is in a DM: all of it, or each thread."""
        if setting == "auto":
            return "thread" if self.is_agent else "flat"
        return setting


def identify(answer: Mapping[str, Any], headers: Mapping[str, str]) -> Identity:
    """The identity in an answer of `auth.test` and its `X-OAuth-Scopes` header."""
    told = headers.get("X-OAuth-Scopes")
    return Identity(
        team_id=str(answer.get("team_id") or ""),
        bot_user_id=str(answer.get("user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        scopes=None if told is None else frozenset(scope.strip() for scope in told.split(",")),
    )
