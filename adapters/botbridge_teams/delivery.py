"""Makes effects happen in Teams: one call each where all goes well, the documented fallback where it does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from botbridge.adapter import Host, Placed
from botbridge.errors import Gone, Refused, StreamLost, StreamStopped
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideElement,
    Notify,
    OfferStop,
    Post,
    ShowTasks,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.ids import MessageRef
from botbridge.render.tasks import as_markdown
from botbridge_teams import address, buttons, failures, outbound, tasks
from botbridge_teams.attachments import Attachments, placed
from botbridge_teams.endings import Endings
from botbridge_teams.growing import Growth
from botbridge_teams.interactivity import Interactivity
from botbridge_teams.messenger import Messenger
from botbridge_teams.outbound import Activity
from botbridge_teams.place import Place
from botbridge_teams.saying import Saying
from botbridge_teams.status import Status
from botbridge_teams.streaming import Streaming
from botbridge_teams.streams import Streams


class Delivery:
    """The way out; `progress` is what the progress bar says."""

    def __init__(
        self,
        host: Host,
        messenger: Messenger,
        attachments: Attachments,
        interactivity: Interactivity,
        *,
        progress: str,
    ) -> None:
        self._host = host
        self._messenger = messenger
        self._attachments = attachments
        self._interactivity = interactivity
        self._streams = Streams()
        self._endings = Endings(host, self._streams)
        self._saying = Saying(messenger, self._streams, self._endings)
        self._status = Status(messenger.connector, messenger.places, self._streams, progress)
        self._growth = Growth()
        streaming = Streaming(messenger, self._streams, attachments)
        self._handlers: dict[type[Effect], Callable[[Any], Awaitable[MessageRef | Placed | None]]] = {
            Post: self._post,
            Edit: self._edit,
            Delete: self._delete,
            HideElement: self._hide,
            StreamOpen: streaming.open,
            StreamAppend: streaming.append,
            StreamClose: streaming.close,
            Working: self._status.show,
            OfferStop: self._offer_stop,
            ShowTasks: self._show_tasks,
            Notify: self._notify,
        }

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        """Make one effect happen; see `botbridge.adapter.Adapter.deliver`."""
        try:
            return await self._handlers[type(effect)](effect)
        except StreamStopped:
            await self._endings.stopped(effect)
            raise
        except Gone as error:
            if error.code in failures.LEFT:
                await self._endings.left(effect)
            raise

    # messages

    async def _post(self, effect: Post) -> MessageRef | Placed:
        messenger, message = self._messenger, effect.message
        place = await messenger.places.of(effect)
        if message.streaming:
            messenger.note_streamed(message.id)
        label, stoppable = messenger.is_generated(message.id), self._growth.is_stoppable(effect)
        prepared = await self._attachments.prepare(effect, place, {})
        activity, plain = self._said(effect, place, prepared.beside(effect.text), label=label, stoppable=stoppable)
        activity_id = await self._saying.say(effect, place, activity, plain) if activity is not None else ""
        shown = await self._attachments.share(effect, place, prepared)
        ref = messenger.ref(effect, place, activity_id or shown.first, label=label)
        self._growth.saw(effect, ref, stoppable=stoppable)
        return placed(shown, ref) or ref

    async def _edit(self, effect: Edit) -> Placed | None:
        place = await self._messenger.places.of(effect, effect.ref)
        prepared = await self._attachments.prepare(effect, place, effect.shown)
        async with self._streams.turn(effect.thread):
            # A native stream that goes on by edits has lost Teams' own Stop.
            stoppable = self._growth.is_stoppable(effect) or (place.is_personal and effect.message.streaming)
            await self._replace(effect, place, prepared.beside(effect.text), effect.ref, stoppable=stoppable)
            self._growth.saw(effect, effect.ref, stoppable=stoppable)
        return placed(await self._attachments.share(effect, place, prepared))

    async def _replace(
        self, effect: Post | Edit, place: Place, words: str, ref: MessageRef, *, stoppable: bool
    ) -> None:
        """Let a message say this; one that bears only files has no words to change."""
        label, activity_id = self._messenger.is_generated(effect.message.id, ref), address.activity_id(ref)
        activity, plain = self._said(effect, place, words, label=label, stoppable=stoppable)

        async def put(shown: Activity) -> str:
            try:
                await self._messenger.put(effect, place, activity_id, shown)
            except StreamLost as error:
                raise Refused(str(error), code="ContentStreamNotAllowed") from error
            return activity_id

        if activity is not None:
            await self._messenger.shown(activity, plain, put)

    def _said(
        self, effect: Post | Edit, place: Place, words: str, *, label: bool, stoppable: bool
    ) -> tuple[Activity | None, Activity]:
        """The message, None if there are no words and nothing that hangs on them; and the same as text."""
        accounts = self._messenger.accounts(place)
        manner = self._messenger.manner(effect, label=label, page=self._page(effect, place))
        if stoppable and effect.message.streaming:
            manner = replace(manner, hanging=buttons.stop())
        plain = outbound.as_text(effect, place, words, accounts, manner)
        return (outbound.said(effect, place, words, accounts, manner) if words or manner.hanging else None), plain

    def _page(self, effect: Post | Edit, place: Place) -> str | None:
        """The link to what only a page can show, where one person alone reads the message."""
        ask, author = effect.message.ask, effect.cause.author if effect.cause is not None else None
        if ask is None or ask.element_id is None or ask.fields or author is None or not place.is_personal:
            return None
        return self._host.page_link(ask.thread_id, ask.element_id, author)

    async def _delete(self, effect: Delete) -> None:
        await self._take_away(effect, effect.ref)

    async def _hide(self, effect: HideElement) -> None:
        if effect.ref is not None:
            await self._take_away(effect, effect.ref)

    async def _take_away(self, effect: Delete | HideElement, ref: MessageRef) -> None:
        place = await self._messenger.places.of(effect, ref)
        activity_id = self._attachments.current(address.activity_id(ref))
        try:
            await self._messenger.delete(effect, place, activity_id)
        except Gone as error:
            if error.code in failures.LEFT:
                raise

    # what is no message

    async def _show_tasks(self, effect: ShowTasks) -> MessageRef | None:
        """One card that is edited; in a personal chat the progress bar below it says what is being done."""
        place = await self._messenger.places.of(effect, effect.ref)
        self._status.tell(effect.thread, tasks.current(effect.list))
        activity, plain = outbound.task_list(effect, place), outbound.note(effect, place, as_markdown(effect.list))
        if effect.ref is None:
            return self._messenger.ref(effect, place, await self._saying.say(effect, place, activity, plain))
        activity_id = address.activity_id(effect.ref)

        async def put(shown: Activity) -> str:
            await self._messenger.put(effect, place, activity_id, shown)
            return activity_id

        await self._messenger.shown(activity, plain, put)
        return None

    async def _offer_stop(self, effect: OfferStop) -> None:
        """A Stop button on the message that grows; it goes with the message's end."""
        async with self._streams.turn(effect.thread):
            growing = self._growth.get(effect.thread)
            if growing is None or growing.ref is None:
                return  # a native stream, which has Teams' own
            place = await self._messenger.places.of(effect)
            growing.stoppable = True
            await self._replace(growing.effect, place, growing.effect.text, growing.ref, stoppable=True)

    async def _notify(self, effect: Notify) -> None:
        """In the answer to the click that it is about, else where they wrote."""
        if effect.cause is not None and self._interactivity.tells(effect.cause.key, effect.text):
            return
        place = await self._messenger.places.of(effect)
        notice = outbound.notice(effect, place)
        await self._saying.say(effect, place, notice, notice)
