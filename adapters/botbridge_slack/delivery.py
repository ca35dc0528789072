"""Makes effects happen on Slack: one call each where all goes well, the documented fallback where it does not."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from botbridge.adapter import Placed
from botbridge.errors import Denied, Gone, RateLimited, Refused, StreamLost
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
from botbridge.model.message import MessageData
from botbridge_slack import address, failures, outbound, trace
from botbridge_slack.agent import Agent
from botbridge_slack.api import Api
from botbridge_slack.attachments import Attachments, Shown
from botbridge_slack.files import Files
from botbridge_slack.history import History
from botbridge_slack.identity import CUSTOMIZE, Identity
from botbridge_slack.outbound import Call

log = logging.getLogger(__name__)

Answer = dict[str, Any]
_CONFLICT: Final = "streaming_state_conflict"


class Delivery:
    """The way out. It remembers what the workspace will never take."""

    def __init__(
        self,
        api: Api,
        files: Files,
        history: History,
        identity: Identity,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._history = history
        self._identity = identity
        self._clock = clock
        self._attachments = Attachments(api, files)
        self._named = identity.may_customize
        self._streams = {"thread", "flat"}  # where the workspace takes them, as far as we know
        self._no_streams_before = 0.0
        self._handlers: dict[type[Effect], Callable[[Any], Awaitable[MessageRef | Placed | None]]] = {
            Post: self._post,
            Edit: self._edit,
            Delete: self._delete,
            StreamOpen: self._open,
            StreamAppend: self._append,
            StreamClose: self._close,
            Working: Agent(api, is_agent=identity.is_agent).show,
            OfferStop: self._offer_stop,
            ShowTasks: self._show_tasks,
            HideElement: self._hide,
            Notify: self._notify,
        }

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        """Make one effect happen; see `botbridge.adapter.Adapter.deliver`."""
        return await self._handlers[type(effect)](effect)

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        """The message that a lost answer left behind; its files follow now. Raises RateLimited, Unavailable."""
        try:
            messages = await self._history.since(effect.thread, trace.since(effect))
        except Refused:
            return None  # without a history scope there is no way to know
        left = trace.find(effect, messages, self._identity)
        if left is None:
            return None
        ref = _ref(effect, left)
        if isinstance(effect, Post):
            await self._attachments.share(effect, await self._attachments.prepare(effect, {}))
        return ref

    async def _post(self, effect: Post) -> MessageRef | Placed | None:
        prepared = await self._attachments.prepare(effect, {})
        said = prepared.beside(effect.text) or prepared.names
        answer = await self._as_author(
            effect.message, lambda named: self._show(outbound.post(effect, said, named=named))
        )
        return _placed(await self._attachments.share(effect, prepared), _ref(effect, answer))

    async def _edit(self, effect: Edit) -> MessageRef | Placed | None:
        prepared = await self._attachments.prepare(effect, effect.shown)
        call = outbound.edit(effect, prepared.beside(effect.text), named=self._named)
        try:
            await self._show(call)
        except Refused as error:
            if error.code != _CONFLICT:
                raise
            # The stream that was lost to us is still open on Slack's side; once stopped it can be edited.
            await self._call(outbound.stop_stream(effect))
            await self._show(call)
        return _placed(await self._attachments.share(effect, prepared))

    async def _delete(self, effect: Delete) -> None:
        await self._take_away(effect.ref)

    async def _hide(self, effect: HideElement) -> None:
        if effect.ref is not None:
            await self._take_away(effect.ref)

    async def _take_away(self, ref: MessageRef) -> None:
        try:
            await self._call(outbound.delete(ref))
        except Gone:
            return
        except Refused as error:
            if address.file_id(ref) is None:
                raise
            log.info("file %s stays: %s", ref, error)

    async def _show_tasks(self, effect: ShowTasks) -> MessageRef | None:
        answer = await self._show(outbound.task_list(effect))
        return _ref(effect, answer) if effect.ref is None else None

    async def _offer_stop(self, effect: OfferStop) -> MessageRef | None:
        """A Stop button, unless Slack shows its own: that of an agent's session."""
        if self._identity.is_agent and address.thread_ts(effect.thread):
            return None
        return _ref(effect, await self._call(outbound.offer_stop(effect)))

    async def _notify(self, effect: Notify) -> None:
        if effect.to is not None:
            await self._call(outbound.notice(effect, effect.to))

    async def _open(self, effect: StreamOpen) -> MessageRef:
        self._require_streams(effect)
        try:
            answer = await self._as_author(
                effect.message, lambda named: self._call(outbound.open_stream(effect, named=named))
            )
        except RateLimited as error:
            # Waiting for the budget would hold the answer up; it goes out as post and edits instead.
            self._no_streams_before = self._clock() + error.retry_after
            raise StreamLost(str(error)) from error
        except Gone:
            raise
        except Refused as error:
            self._learn_of_streams(effect, error.code)
            raise StreamLost(str(error)) from error
        return _ref(effect, answer)

    def _learn_of_streams(self, effect: StreamOpen, code: str) -> None:
        if code in failures.NEVER:
            self._streams.clear()
        elif code in failures.NEVER_HERE and _place(effect) == "flat":
            # Whether a stream needs a thread has changed over the years, and a flat DM has none to give.
            self._streams.discard("flat")

    def _require_streams(self, effect: StreamOpen) -> None:
        if _place(effect) not in self._streams or self._clock() < self._no_streams_before:
            raise StreamLost("the workspace takes no streams here now")
        reader = effect.cause.author if effect.cause else None
        if reader is None and not address.is_dm(address.channel(effect.thread)):
            raise StreamLost("a stream in a channel must name who reads it, and nobody caused this one")

    async def _append(self, effect: StreamAppend) -> None:
        if effect.text or effect.tasks:
            await self._stream(outbound.append(effect))

    async def _close(self, effect: StreamClose) -> MessageRef | Placed | None:
        prepared = await self._attachments.prepare(effect, {})
        await self._stream(outbound.close_stream(effect, prepared.after(effect.text)))
        return _placed(await self._attachments.share(effect, prepared))

    async def _stream(self, call: Call) -> None:
        try:
            await self._call(call)
        except Gone:
            raise
        except Refused as error:
            raise StreamLost(str(error)) from error

    async def _as_author(self, message: MessageData, call: Callable[[bool], Awaitable[Answer]]) -> Answer:
        """Under the message's own name, or under a bold line once Slack has refused the name."""
        if self._named and outbound.wants_name(message):
            try:
                return await call(True)
            except Denied as error:
                if error.code != "missing_scope" or error.missing not in ("", CUSTOMIZE):
                    raise
                log.warning("messages show their author as a bold line: the scope %s is missing", CUSTOMIZE)
                self._named = False
        return await call(self._named)

    async def _show(self, call: Call) -> Answer:
        """A message as Markdown, or as plain text if Slack finds something wrong with its blocks."""
        try:
            return await self._call(call)
        except Refused as error:
            if error.code not in failures.BAD_BLOCKS:
                raise
            log.warning("a message in %s goes out as plain text: %s", call.arguments.get("channel"), error)
        return await self._show_plain(call)

    async def _show_plain(self, call: Call) -> Answer:
        """The same as plain text with its buttons, or without them where it is they that Slack refuses."""
        try:
            return await self._call(outbound.without_markdown(call))
        except Refused as error:
            if error.code not in failures.BAD_BLOCKS or not call.hanging:
                raise
            log.error("a message in %s goes out without its buttons: %s", call.arguments.get("channel"), error)  # noqa: TRY400
            return await self._call(outbound.without_markdown(call._replace(hanging=())))

    async def _call(self, call: Call) -> Answer:
        return await self._api.call(call.method, call.arguments)


def _placed(elements: Shown, ref: MessageRef | None = None) -> MessageRef | Placed | None:
    return Placed(ref=ref, elements=elements) if elements else ref


def _place(effect: StreamOpen) -> str:
    return "thread" if address.thread_ts(effect.thread) else "flat"


def _ref(effect: Effect, answer: Answer) -> MessageRef:
    return address.message_ref(address.team(effect.thread), address.channel(effect.thread), str(answer.get("ts")))
