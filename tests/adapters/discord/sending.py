"""Effects for one conversation of the fake, and what came of them."""

from __future__ import annotations

from typing import Any

from outgoing import message

from botbridge.adapter import Placed
from botbridge.model.effect import (
    Edit,
    Post,
)
from botbridge.model.ids import MessageRef
from botbridge.testing.discord import FakeDiscord, Message
from botbridge_discord import address
from botbridge_discord.adapter import DiscordAdapter
from botbridge_discord.attachments import Shown


def post(channel: str, text: str, *elements: Any, **fields: Any) -> Post:
    return Post(thread=address.thread_key(channel), message=message(text, *elements, **fields), text=text)


def edit(ref: MessageRef, text: str, *elements: Any, shown: Shown | None = None, **fields: Any) -> Edit:
    thread = address.thread_key(address.channel(ref))
    return Edit(thread=thread, ref=ref, message=message(text, *elements, **fields), text=text, shown=shown or {})


async def placed(adapter: DiscordAdapter, effect: Post | Edit) -> Placed:
    """Where a message and its files went."""
    answer = await adapter.deliver(effect)
    return answer if isinstance(answer, Placed) else Placed(ref=answer)


async def posted(adapter: DiscordAdapter, channel: str, text: str, *elements: Any, **fields: Any) -> MessageRef:
    ref = (await placed(adapter, post(channel, text, *elements, **fields))).ref
    assert ref is not None
    return ref


def shown(fake: FakeDiscord, channel: str) -> list[Message]:
    return fake.conversation(fake.place(channel)).messages


def read(message_: Message) -> str:
    """What is read, without what makes letters harmless."""
    return message_.content.replace("\\", "").replace("\u2060", "")
