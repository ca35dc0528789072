"""Makes effects happen on Discord: one call each where all goes well, the documented fallback where it does not."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from botbridge.errors import Gone, Refused, StreamLost
from botbridge.model.effect import Delete, Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen, Working
from botbridge.model.ids import MessageRef
from botbridge_discord import address, failures, outbound, text
from botbridge_discord.api import Api
from botbridge_discord.attachments import Attachments, Prepared
from botbridge_discord.calls import Call, Place
from botbridge_discord.inbound import identity
from botbridge_discord.memory import Memory
from botbridge_discord.shape import record, string
from botbridge_discord.threads import Threads

log = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000  # messages
_NO_FILES: Final = "the bot lacks the permission Attach Files here"

Answer = dict[str, Any]


class Delivery:
    """The way out. `replies` says that people in threads need a button to go on, because the bot cannot read them."""

    def __init__(self, api: Api, threads: Threads, *, replies: bool) -> None:
        self._api = api
        self._threads = threads
        self._replies = replies
        self._attachments = Attachments()
        self._posted: Memory[str, MessageRef] = Memory(_REMEMBERED)  # by nonce
        self._beside: Memory[str, list[MessageRef]] = Memory(_REMEMBERED)  # messages of the adapter's own, by message
        self._pinged: Memory[str, set[str]] = Memory(_REMEMBERED)  # who was pinged by a message
        self._handlers: dict[type[Effect], Callable[[Any], Awaitable[MessageRef | None]]] = {
            Post: self._post,
            Edit: self._edit,
            Delete: self._delete,
            StreamOpen: self._no_stream,
            StreamAppend: self._no_stream,
            StreamClose: self._no_stream,
            Working: self._working,
        }

    async def deliver(self, effect: Effect) -> MessageRef | None:
        """Make one effect happen; see `botbridge.adapter.Adapter.deliver`."""
        return await self._handlers[type(effect)](effect)

    def heard(self, nonce: str, ref: MessageRef) -> None:
        """The gateway told of a message of ours, perhaps of one whose answer was lost."""
        self._posted.put(nonce, ref)

    def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        """The message that a lost answer left behind, if the gateway told of it.

        If not, the next attempt is safe all the same: Discord knows it by its nonce. One with files is repeated in
        any case, because its other messages may be missing.
        """
        if effect.message.elements:
            return None
        return self._posted.get(address.nonce(effect.message.id, effect.part))

    async def _post(self, effect: Post) -> MessageRef:
        place = await self._threads.place(effect.thread, effect.cause)
        prepared = await self._attachments.prepare(effect)
        nonce = address.nonce(effect.message.id, effect.part)
        ref = self._posted.get(nonce)
        if ref is None:
            prepared, answer = await self._with_files(prepared, lambda given: self._new(effect, place, given))
            ref = address.message_ref(place.channel, string(answer, "id"))
            self._posted.put(nonce, ref)
            self._attachments.remember(effect.message.id, prepared.first, answer)
            self._note_pings(effect)
        await self._others(effect, place, prepared)
        return ref

    def _new(self, effect: Post, place: Place, prepared: Prepared) -> Call:
        reply = place if effect.part == 0 else Place(place.channel)
        said = prepared.beside(effect.text)[0]
        return outbound.post(effect, reply, said, prepared.uploads, replies=self._needs_reply(effect, place))

    async def _edit(self, effect: Edit) -> None:
        await self._recognise(effect)
        prepared = await self._attachments.prepare(effect)
        kept = self._attachments.ids(effect.message.id, address.message_id(effect.ref))
        place = Place(address.channel(effect.ref))
        replies = self._needs_reply(effect, place)

        def call(given: Prepared) -> Call:
            return outbound.edit(effect, given.beside(effect.text)[0], given.uploads, kept, replies=replies)

        prepared, answer = await self._with_files(prepared, call)
        self._attachments.remember(effect.message.id, prepared.first, answer)
        await self._others(effect, place, prepared)
        await self._ping(effect, place)

    async def _recognise(self, effect: Edit) -> None:
        """Learn which files a message of an earlier process has, before one is shown twice."""
        files = [one for one in effect.message.elements if one.path is not None or one.content is not None]
        if effect.last and files and not self._attachments.knows(effect.message.id) and not self._is_ours(effect):
            answer = await self._api.call(outbound.read(effect.ref))
            self._attachments.recognise(effect.message.id, files, answer)

    def _is_ours(self, effect: Edit) -> bool:
        """Whether this process posted the message, so that it knows what hangs on it."""
        return address.nonce(effect.message.id, effect.part) in self._posted

    async def _with_files(self, prepared: Prepared, call: Callable[[Prepared], Call]) -> tuple[Prepared, Answer]:
        """The answer to a call with files, or to the same without them if they are not taken."""
        try:
            return prepared, await self._changed(call(prepared))
        except Refused as error:
            refused = error.code in failures.TOO_LARGE or error.code == failures.MISSING_PERMISSIONS
            if not prepared.first or not refused:
                raise
            log.warning("files are left out: %s", error)
            reason = _NO_FILES if error.code == failures.MISSING_PERMISSIONS else "it is too large for this server"
            without = prepared.without_files(reason)
            return without, await self._changed(call(without))

    async def _changed(self, call: Call) -> Answer:
        """A call's answer; a thread that was archived meanwhile is opened for an edit, which it does not allow."""
        try:
            return await self._api.call(call)
        except Refused as error:
            if error.code != failures.ARCHIVED:
                raise
            await self._api.call(outbound.unarchive(call.channel))
            return await self._api.call(call)

    async def _others(self, effect: Post | Edit, place: Place, prepared: Prepared) -> None:
        """What did not fit into the message: each has a nonce of its own, so that it is said once."""
        texts = prepared.beside(effect.text)[1:]
        batches = list(prepared.rest)
        for number in range(max(len(texts), len(batches))):
            said = texts[number] if number < len(texts) else ""
            batch = batches[number] if number < len(batches) else []
            nonce = address.nonce(effect.message.id, effect.part, "more", str(number))
            if nonce not in self._posted:
                files = [upload for _, upload in batch]
                await self._say_beside(effect, outbound.more(place, said, files, nonce), nonce)

    async def _say_beside(self, effect: Post | Edit, call: Call, nonce: str) -> None:
        answer = await self._api.call(call)
        ref = address.message_ref(call.channel, string(answer, "id"))
        self._posted.put(nonce, ref)
        self._beside.put(effect.message.id, [*(self._beside.get(effect.message.id) or ()), ref])

    def _note_pings(self, effect: Post) -> None:
        self._pinged.put(
            effect.message.id, (self._pinged.get(effect.message.id) or set()) | set(text.mentioned(effect.text))
        )

    async def _ping(self, effect: Edit, place: Place) -> None:
        """Ping whom the text names only since it was edited: on Discord an edit notifies nobody."""
        pinged = self._pinged.get(effect.message.id)
        if pinged is None or effect.message.streaming:
            return
        new = [who for who in text.mentioned(effect.text) if who not in pinged]
        if new:
            pinged.update(new)
            nonce = address.nonce(effect.message.id, effect.part, "ping", *new)
            await self._say_beside(effect, outbound.ping(place, new, nonce), nonce)

    async def _delete(self, effect: Delete) -> None:
        beside = self._beside.get(effect.message_id) or []
        while beside:
            await self._take_away(beside[-1])
            beside.pop()
        await self._take_away(effect.ref)

    async def _take_away(self, ref: MessageRef) -> None:
        try:
            await self._api.call(outbound.delete(ref))
        except Gone:
            return

    async def _working(self, effect: Working) -> None:
        """Typing begins, and ends by itself; in a thread that still waits to be opened nobody could see it."""
        if effect.on and not self._threads.opens_in(effect.thread, effect.cause):
            place = await self._threads.place(effect.thread, effect.cause)
            await self._api.call(outbound.typing(place.channel))

    async def _no_stream(self, _effect: Effect) -> None:
        raise StreamLost("Discord has no streams; a growing message is edited")

    def _needs_reply(self, effect: Effect, place: Place) -> bool:
        """Whether people need the Reply button: in a guild's thread that the bot cannot read."""
        data = record(effect.cause.raw, "data") if effect.cause is not None else {}
        return self._replies and bool(identity(data, "guild_id")) and not place.reply_to
