"""A message as the workspace keeps it and as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botbridge.testing.slack import plain
from botbridge.testing.slack.thread import Thread

if TYPE_CHECKING:
    from botbridge.testing.slack.channels import Channel
    from botbridge.testing.slack.streams import Stream
    from botbridge.testing.slack.workspace import Workspace


@dataclass(eq=False)
class Message:
    """One message: `raw` is Slack's object, the properties are what a person sees of it."""

    workspace: Workspace = field(repr=False)
    channel: Channel = field(repr=False)
    raw: dict[str, Any]
    stream: Stream | None = field(default=None, repr=False)
    ephemeral_to: str = ""
    deleted: bool = False
    # Every text that stood here, oldest first: edits and stream chunks add to it.
    versions: list[str] = field(default_factory=list, repr=False)

    @property
    def ts(self) -> str:
        """The message's id within its channel."""
        return str(self.raw["ts"])

    @property
    def thread_ts(self) -> str | None:
        """The root's `ts` when this message belongs to a thread."""
        return self.raw.get("thread_ts")

    @property
    def root(self) -> str:
        """The `ts` that a reply to this message has to name."""
        return str(self.raw.get("thread_ts") or self.raw["ts"])

    @property
    def user(self) -> str:
        """The author's user id; empty for bots without a user."""
        return str(self.raw.get("user", ""))

    @property
    def by_app(self) -> bool:
        """Whether the app under test wrote it; the root that Slack makes for an assistant's thread is not its own."""
        opened = self.raw.get("subtype") == "assistant_app_thread"
        return self.raw.get("bot_id") == self.channel.team.bot_id and not opened

    @property
    def by_person(self) -> bool:
        """Whether somebody said it: no bot, and no notice that Slack made."""
        return "bot_id" not in self.raw and self.raw.get("subtype") in (None, "file_share")

    @property
    def text(self) -> str:
        """What a person reads, as plain Markdown: blocks if there are any, else the text. No buttons."""
        return plain.message_text(self.raw, self.workspace.names())

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks as stored."""
        return list(self.raw.get("blocks", []))

    @property
    def buttons(self) -> list[str]:
        """The labels of everything that can be clicked, in order."""
        return [name for _, element in plain.interactive(self.blocks) for name in plain.labels(element)]

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """The task cards, in order: `task_id`, `title`, `status` and more."""
        return plain.tasks(self.blocks)

    @property
    def files(self) -> list[dict[str, Any]]:
        """Slack's file objects."""
        return list(self.raw.get("files", []))

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Emoji name -> ids of those who reacted."""
        return {r["name"]: list(r["users"]) for r in self.raw.get("reactions", [])}

    @property
    def streaming(self) -> bool:
        """Whether a stream still writes to it."""
        return self.stream is not None and self.stream.alive()

    @property
    def edited(self) -> bool:
        """Whether it was edited after it was posted."""
        return "edited" in self.raw

    @property
    def thread(self) -> Thread:
        """The conversation that this message belongs to or starts."""
        return Thread(self.workspace, self.channel.id, self.root)
