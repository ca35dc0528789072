"""Makes effects happen on Discord: one call each where all goes well, the documented fallback where it does not."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from botbridge.adapter import Placed
from botbridge.errors import Gone, Refused, StreamLost
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    Notify,
    Post,
    ShowTasks,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.ids import MessageRef, new_id
from botbridge.render.escape import escape
from botbridge.shape import record, string
from botbridge_discord import address, attachments, buttons, failures, interactions, outbound, text
from botbridge_discord.api import Api
from botbridge_discord.attachments import Attachments, Prepared, Shown
from botbridge_discord.calls import Call, Place
from botbridge_discord.inbound import identity
from botbridge_discord.memory import Memory
from botbridge_discord.threads import Threads
from botbridge_discord.tokens import Tokens

log = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000  # messages
_CHANNELS: Final = 1_000
_NO_FILES: Final = "-# I may not attach files here (it takes the permission Attach Files)."

Answer = dict[str, Any]


class _Posted(NamedTuple):
    """A native message, and the files that hang on it."""

    ref: MessageRef
    files: list[str]


class Delivery:
    """The way out. `replies` says that people in threads need a button to go on, because the bot cannot read them."""

    def __init__(
        self, api: Api, threads: Threads, files: Attachments, tokens: Tokens, application_id: str, *, replies: bool
    ) -> None:
        self._api = api
        self._threads = threads
        self._replies = replies
        self._files = files
        self._tokens = tokens
        self._application_id = application_id
        self._posted: Memory[str, _Posted] = Memory(_REMEMBERED)  # by nonce
        self._beside: Memory[str, list[MessageRef]] = Memory(_REMEMBERED)  # messages of the adapter's own, by message
        self._told: Memory[str, None] = Memory(_CHANNELS)  # where people know that there can be no files
        self._pinged: Memory[str, set[str]] = Memory(_REMEMBERED)  # who was pinged by a message
        self._handlers: dict[type[Effect], Callable[[Any], Awaitable[MessageRef | Placed | None]]] = {
            Post: self._post,
            Edit: self._edit,
            Delete: self._delete,
            StreamOpen: self._no_stream,
            StreamAppend: self._no_stream,
            StreamClose: self._no_stream,
            Working: self._working,
            ShowTasks: self._show_tasks,
            HideElement: self._hide,
            Notify: self._notify,
        }

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        """Make one effect happen; see `botbridge.adapter.Adapter.deliver`."""
        return await self._handlers[type(effect)](effect)

    def heard(self, nonce: str, message: Mapping[str, Any]) -> None:
        """The gateway told of a message of ours, perhaps of one whose answer was lost."""
        ref = address.message_ref(identity(message, "channel_id"), identity(message, "id"))
        self._posted.put(nonce, _Posted(ref, attachments.ids_of(message)))

    def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        """The message that a lost answer left behind, if the gateway told of it.

        If not, the next attempt is safe all the same: Discord knows it by its nonce. One with files is repeated in
        any case, because its other messages may be missing.
        """
        if effect.message.elements:
            return None
        posted = self._posted.get(address.nonce(effect.message.id, effect.part))
        return posted.ref if posted is not None else None

    # Messages

    async def _post(self, effect: Post) -> MessageRef | Placed:
        place = await self._threads.place(effect.thread, effect.cause)
        prepared = await self._files.prepare(effect, {})
        nonce = address.nonce(effect.message.id, effect.part)
        posted = self._posted.get(nonce)
        if posted is None:
            self._warn_of_buttons(effect, place)
            prepared, answer = await self._with_files(prepared, lambda given: self._new(effect, place, given))
            posted = self._remember(nonce, place.channel, answer)
            self._note_pings(effect)
        shown = attachments.placed(prepared.first, posted.ref, posted.files)
        return _placed({**shown, **await self._others(effect, place, prepared)}, posted.ref) or posted.ref

    def _remember(self, nonce: str, channel: str, answer: Answer) -> _Posted:
        posted = _Posted(address.message_ref(channel, string(answer, "id")), attachments.ids_of(answer))
        self._posted.put(nonce, posted)
        return posted

    def _new(self, effect: Post, place: Place, prepared: Prepared) -> Call:
        reply = place if effect.part == 0 else Place(place.channel)
        said = prepared.beside(effect.text)[0]
        return outbound.post(effect, reply, said, prepared.uploads, replies=self._needs_reply(effect, place))

    def _warn_of_buttons(self, effect: Post, place: Place) -> None:
        left_out = buttons.left_out(effect.message, replies=self._needs_reply(effect, place)) if effect.last else 0
        if left_out:
            log.error("message %s has %d more buttons than Discord shows", effect.message.id, left_out)

    async def _edit(self, effect: Edit) -> Placed | None:
        prepared = await self._files.prepare(effect, effect.shown)
        kept = attachments.kept(effect.ref, effect.shown)
        place = Place(address.channel(effect.ref))
        replies = self._needs_reply(effect, place)

        def call(given: Prepared) -> Call:
            return outbound.edit(effect, given.beside(effect.text)[0], given.uploads, kept, replies=replies)

        try:
            prepared, answer = await self._with_files(prepared, call)
        except Refused as error:
            if error.code != failures.COMPONENTS_ONLY:
                raise
            await self._changed(outbound.instead_of_tasks(effect))
            return None
        shown = attachments.placed(prepared.first, effect.ref, attachments.ids_of(answer))
        shown = {**shown, **await self._others(effect, place, prepared)}
        await self._ping(effect, place)
        return _placed(shown)

    async def _with_files(self, prepared: Prepared, call: Callable[[Prepared], Call]) -> tuple[Prepared, Answer]:
        """The answer to a call with files, or to the same without them if they are not taken."""
        try:
            return prepared, await self._pressable(call(prepared))
        except Refused as error:
            refused = error.code in failures.TOO_LARGE or error.code == failures.MISSING_PERMISSIONS
            if not prepared.first or not refused:
                raise
            log.warning("files are left out: %s", error)
            without = await self._without_files(prepared, error.code, call(prepared).channel)
            return without, await self._pressable(call(without))

    async def _without_files(self, prepared: Prepared, code: str, channel: str) -> Prepared:
        """The same with a line for each file, and once in a channel why there can be none."""
        if code != failures.MISSING_PERMISSIONS:
            return await self._files.without_files(prepared, "it is too large for this server")
        without = await self._files.without_files(prepared, "no permission")
        if channel in self._told:
            return without
        self._told.put(channel, None)
        return replace(without, lines=[*without.lines, _NO_FILES])

    async def _pressable(self, call: Call) -> Answer:
        """A call's answer; without its buttons where it is they that Discord refuses."""
        try:
            return await self._changed(call)
        except Refused as error:
            if error.code != failures.BAD_COMPONENTS:
                raise
            log.error("a message in %s goes out without its buttons: %s", call.channel, error)  # noqa: TRY400
            return await self._changed(outbound.without_buttons(call))

    async def _changed(self, call: Call) -> Answer:
        """A call's answer; a thread that was archived meanwhile is opened for an edit, which it does not allow."""
        try:
            return await self._api.call(call)
        except Refused as error:
            if error.code != failures.ARCHIVED:
                raise
            await self._api.call(outbound.unarchive(call.channel))
            return await self._api.call(call)

    async def _others(self, effect: Post | Edit, place: Place, prepared: Prepared) -> Shown:
        """What did not fit into the message: each has a nonce of its own, so that it is said once."""
        texts = prepared.beside(effect.text)[1:]
        batches = list(prepared.rest)
        shown: dict[str, MessageRef] = {}
        for number in range(max(len(texts), len(batches))):
            said = texts[number] if number < len(texts) else ""
            batch = batches[number] if number < len(batches) else []
            nonce = address.nonce(effect.message.id, effect.part, "more", str(number))
            files = [upload for _, upload in batch]
            posted = await self._say_beside(effect, outbound.more(place, said, files, nonce), nonce)
            shown |= attachments.placed(batch, posted.ref, posted.files)
        return shown

    async def _say_beside(self, effect: Post | Edit, call: Call, nonce: str) -> _Posted:
        posted = self._posted.get(nonce)
        if posted is None:
            posted = self._remember(nonce, call.channel, await self._api.call(call))
            self._beside.put(effect.message.id, [*(self._beside.get(effect.message.id) or ()), posted.ref])
        return posted

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

    # What is no message of the app's

    async def _show_tasks(self, effect: ShowTasks) -> MessageRef | None:
        if effect.ref is not None:
            await self._changed(outbound.task_list(effect, Place(address.channel(effect.ref))))
            return None
        place = await self._threads.place(effect.thread, effect.cause)
        answer = await self._api.call(outbound.task_list(effect, place))
        return address.message_ref(place.channel, string(answer, "id"))

    async def _hide(self, effect: HideElement) -> None:
        """Take a file off its message; a message that then shows nothing goes too."""
        if effect.ref is None:
            return
        bearer = address.bearer(effect.ref)
        try:
            shown = await self._api.call(outbound.read(bearer))
            rest = [one for one in attachments.ids_of(shown) if one != address.attachment_id(effect.ref)]
            if rest or string(shown, "content") or shown.get("components"):
                await self._changed(outbound.keep_files(bearer, rest))
            else:
                await self._api.call(outbound.delete(bearer))
        except Gone:
            return

    async def _notify(self, effect: Notify) -> None:
        """Tell somebody who has just pressed something alone, anybody else by name: only a press can be answered so."""
        token = await self._tokens.usable(effect.cause.key) if effect.cause is not None else None
        if token is not None and await self._answered(token, effect.text):
            return
        name = escape(effect.to.name) if effect.to is not None else ""
        said = text.short(f"**{name}**: {effect.text}" if name else effect.text)
        place = await self._threads.place(effect.thread, effect.cause)
        await self._api.call(outbound.more(place, said, (), address.nonce(new_id(), 0)))

    async def _answered(self, token: str, said: str) -> bool:
        """Whether an interaction could still be answered."""
        try:
            await self._api.call(outbound.follow_up(self._application_id, token, interactions.notice(said)))
        except Refused as error:
            if error.code not in failures.TOO_LATE:
                raise
            return False
        return True

    async def _no_stream(self, _effect: Effect) -> None:
        raise StreamLost("Discord has no streams; a growing message is edited")

    def _needs_reply(self, effect: Effect, place: Place) -> bool:
        """Whether people need the Reply button: in a guild's thread that the bot cannot read."""
        data = record(effect.cause.raw, "data") if effect.cause is not None else {}
        return self._replies and bool(identity(data, "guild_id")) and not place.reply_to


def _placed(elements: Shown, ref: MessageRef | None = None) -> Placed | None:
    return Placed(ref=ref, elements=elements) if elements else None
