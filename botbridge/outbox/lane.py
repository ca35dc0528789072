"""One conversation's way out: what is sent here is shown in the order in which it was sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Protocol

from botbridge.adapter import Adapter
from botbridge.errors import DeliveryError, Unsupported
from botbridge.model.effect import Delete, Edit, Effect, Post, Working
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.message import MessageData
from botbridge.outbox.courier import Courier
from botbridge.outbox.growth import Growth, Whole
from botbridge.outbox.pacer import Priority
from botbridge.render.degrade import as_code, with_author
from botbridge.render.split import split
from botbridge.render.stream import Roller
from botbridge.state.store import Sent, StateStore

log = logging.getLogger(__name__)

Own = Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]


class Growing(Protocol):
    """A message that is being streamed now."""

    @property
    def text(self) -> str:
        """All that was pushed so far."""
        ...


class Lane:
    """The outbox of one conversation.

    `turn` is held while something is being shown, so that nothing overtakes; lanes never wait for each other,
    except where they share a budget that the platform counts.
    """

    __slots__ = ("_courier", "_reminder", "_store", "_working", "adapter", "key", "now", "own", "streams", "turn")

    def __init__(
        self,
        key: ThreadKey,
        courier: Courier,
        store: StateStore,
        own: Own,
        streams: dict[str, Growing],
        now: Callable[[], float],
    ) -> None:
        self.key = key
        self.adapter: Adapter = courier.adapter
        self.turn = asyncio.Lock()
        self.streams = streams  # of all lanes, by message id
        self.own = own
        self.now = now
        self._courier = courier
        self._store = store
        self._working = False
        self._reminder: asyncio.TimerHandle | None = None

    async def send(self, message: MessageData, *, run_id: str | None, cause: Event | None) -> None:
        """Show a new message, in as many native ones as it takes.

        A message without text and elements is held where the platform cannot show one. Raises DeliveryError.
        """
        async with self.turn:
            for number, (text, last) in enumerate(self._parts(message)):
                post = Post(thread=self.key, cause=cause, message=message, text=text, part=number, last=last)
                await self._post(post, run_id)

    async def edit(self, message: MessageData, *, cause: Event | None) -> None:
        """Let a message that was sent show its new content; more or fewer native messages as it takes.

        Raises DeliveryError.
        """
        async with self.turn:
            shown = {sent.part: sent.ref for sent in await self.refs(message.id)}
            parts = self._parts(message)
            for number, (text, last) in enumerate(parts):
                if number in shown and self.adapter.capabilities.edit:
                    edit = Edit(
                        thread=self.key,
                        cause=cause,
                        ref=shown[number],
                        message=message,
                        text=text,
                        part=number,
                        last=last,
                    )
                    await self.deliver(edit, Priority.FINAL)
                else:
                    post = Post(thread=self.key, cause=cause, message=message, text=text, part=number, last=last)
                    await self._post(post, None)
            await self._take_away(message.id, {n: ref for n, ref in shown.items() if n >= len(parts)})

    async def delete(self, message_id: str) -> None:
        """Take a message away, all of its native ones. Raises Unsupported, DeliveryError."""
        if not self.adapter.capabilities.delete:
            raise Unsupported("remove()", self.adapter.name)
        async with self.turn:
            await self._take_away(message_id, {sent.part: sent.ref for sent in await self.refs(message_id)})

    async def working(self, *, on: bool, cause: Event | None) -> None:
        """Show whether a handler is at work, if the platform can; quick work is not worth showing everywhere."""
        can = self.adapter.capabilities
        if not can.status:
            return
        if self._reminder is not None:
            self._reminder.cancel()
            self._reminder = None
        if (on and not can.status_after) or (not on and self._working):
            await self._show(on=on, cause=cause)
        if on and (can.status_after or can.status_lasts):
            again = can.status_after or (can.status_lasts or 0) * 0.75
            self._reminder = asyncio.get_running_loop().call_later(again, self._remind, cause)

    def _remind(self, cause: Event | None) -> None:
        """Show it now that the work takes longer, and again before the platform forgets it."""
        lasts = self.adapter.capabilities.status_lasts
        self._reminder = None
        if lasts is not None:
            self._reminder = asyncio.get_running_loop().call_later(lasts * 0.75, self._remind, cause)
        self.own(self._show(on=True, cause=cause), f"status of {self.key}")

    async def _show(self, *, on: bool, cause: Event | None) -> None:
        self._working = on
        try:
            await self.adapter.deliver(Working(thread=self.key, cause=cause, on=on))
        except DeliveryError as error:
            # A status is said again or passes; no answer waits for it or fails with it.
            log.info("the status of %s was not shown: %s", self.key, error)

    async def deliver(self, effect: Effect, priority: Priority) -> MessageRef | None:
        """Make one effect happen. Raises DeliveryError."""
        return await self._courier.deliver(effect, priority)

    async def remember(self, sent: Sent) -> None:
        """Write down a native message, so that it can be edited later and closed after a kill.

        Where the reference follows from our own ids, only an open stream is worth a row.
        """
        if self.adapter.ref(self.key, sent.message_id) is None or sent.open:
            await self._store.sent(sent)
        else:
            await self._store.drop_refs(sent.message_id)

    async def note(self, message_id: str, number: int, text: str | None) -> None:
        """Write down what a growing message shows by now; None once that is kept with the whole message."""
        await self._store.progress(message_id, number, text)

    def growth(self) -> Growth:
        """What cuts a growing text into this platform's messages."""
        limits = self._courier.limits
        return Roller(limits) if limits else Whole()

    def frame(self, message: MessageData) -> tuple[str, str]:
        """What goes before and after a growing text where author or language are not native."""
        mark = "\0"
        text = self._degraded(replace(message, content=mark))
        head, _, tail = text.partition(mark)
        return head, tail

    def _degraded(self, message: MessageData) -> str:
        can, text = self.adapter.capabilities, message.content
        if message.language and not can.native_language:
            text = as_code(text, message.language)
        if not message.is_default_author and not can.native_author:
            text = with_author(text, message.author)
        return text

    def _parts(self, message: MessageData) -> list[tuple[str, bool]]:
        text, limits = self._degraded(message), self._courier.limits
        texts = split(text, limits) if limits else [text] if text else []
        if not texts and (message.elements or self.adapter.capabilities.empty_messages):
            texts = [""]
        return [(text, number == len(texts) - 1) for number, text in enumerate(texts)]

    async def _post(self, post: Post, run_id: str | None) -> None:
        ref = await self.deliver(post, Priority.FINAL)
        if ref is None or self.adapter.ref(self.key, post.message.id) is not None:
            return
        message = post.message
        await self._store.sent(
            Sent(thread_id=message.thread_id, message_id=message.id, ref=ref, part=post.part, run_id=run_id)
        )

    async def refs(self, message_id: str) -> list[Sent]:
        """The native messages that a message became, by number."""
        known = self.adapter.ref(self.key, message_id)
        if known is not None:
            return [Sent(thread_id=self.key.thread_id, message_id=message_id, ref=known)]
        return list(await self._store.refs(message_id))

    async def _take_away(self, message_id: str, shown: dict[int, MessageRef]) -> None:
        for ref in shown.values():
            await self.deliver(Delete(thread=self.key, ref=ref, message_id=message_id), Priority.FINAL)
        if shown and self.adapter.ref(self.key, message_id) is None:
            await self._store.drop_refs(message_id, min(shown))
