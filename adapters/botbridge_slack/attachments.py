"""What hangs on a message beside it: files and tables, and a note in the place of each that cannot be shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botbridge.errors import BotbridgeError, DeliveryError, FileRefused, RateLimited, Refused, Unavailable
from botbridge.model.effect import Edit, Post, StreamClose, elements_of
from botbridge.model.element import ElementData
from botbridge.model.ids import MessageRef
from botbridge.render import attachment
from botbridge_slack import address, outbound, widgets
from botbridge_slack.api import Api
from botbridge_slack.files import Files

log = logging.getLogger(__name__)

_TRIES: Final = 3
_PAUSE: Final = 1.0  # seconds before a transfer is tried again
_LONGEST_PAUSE: Final = 30.0

Shown = Mapping[str, MessageRef]  # by element id


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files that Slack has but nobody sees yet, tables, and the links and notes that stand for the others."""

    uploaded: Sequence[tuple[ElementData, dict[str, str]]] = ()
    tables: Sequence[ElementData] = ()
    lines: Sequence[str] = ()

    @property
    def names(self) -> str:
        """What a message says that has elements and no words."""
        return widgets.names([*(element for element, _ in self.uploaded), *self.tables])

    def beside(self, text: str) -> str:
        """The text with its links and notes under it."""
        return "\n\n".join(part for part in (text, *self.lines) if part)

    def after(self, text: str) -> str:
        """The same for the end of a text that is shown already."""
        return text + "".join(f"\n\n{line}" for line in self.lines)


class Attachments:
    """Shows elements in the conversation of their message, after it."""

    def __init__(self, api: Api, files: Files) -> None:
        self._api = api
        self._files = files

    async def prepare(self, effect: Post | Edit | StreamClose, shown: Shown) -> Prepared:
        """Send the bytes of what hangs on this part and is not `shown` yet. Raises RateLimited."""
        uploaded, tables, lines = [], [], []
        for element in elements_of(effect):
            if attachment.is_link(element):
                lines.append(attachment.link(element.name, element.url or ""))
            elif element.id in shown:
                continue
            elif element.type == "dataframe":
                tables.append(element)
            else:
                sent = await self._upload(element)
                if isinstance(sent, str):
                    lines.append(sent)
                else:
                    uploaded.append((element, sent))
        return Prepared(uploaded, tables, lines)

    async def _upload(self, element: ElementData) -> dict[str, str] | str:
        """Slack's entry for the file, or the note that says why there is none."""
        for left in reversed(range(_TRIES)):
            try:
                return await self._files.upload(element)
            except (FileRefused, Refused) as error:
                return _note(element, error)
            except Unavailable as error:
                if not left:
                    return _note(element, error)
                await asyncio.sleep(_PAUSE)
        raise AssertionError("the last try returns")

    async def share(self, effect: Post | Edit | StreamClose, prepared: Prepared) -> Shown:
        """Show what was prepared, or say that it could not be; answers with where it is.

        The message itself is out already, so nothing is raised: trying it again would double it.
        """
        return {**await self._share_files(effect, prepared), **await self._share_tables(effect, prepared.tables)}

    async def _share_files(self, effect: Post | Edit | StreamClose, prepared: Prepared) -> Shown:
        if not prepared.uploaded:
            return {}
        key, entries = effect.thread, [entry for _, entry in prepared.uploaded]
        channel, thread_ts = address.channel(key), address.thread_ts(key)
        error = await self._tried(lambda: self._files.share(entries, channel, thread_ts))
        if error is not None:
            await self._say(effect, [_note(element, error) for element, _ in prepared.uploaded])
            return {}
        team = address.team(key)
        return {element.id: address.file_ref(team, entry["id"]) for element, entry in prepared.uploaded}

    async def _share_tables(self, effect: Post | Edit | StreamClose, tables: Sequence[ElementData]) -> Shown:
        key, shown = effect.thread, {}
        for element in tables:
            call = outbound.table(key, element)
            answer: dict[str, Any] = {}

            async def show(call: outbound.Call = call, answer: dict[str, Any] = answer) -> None:
                answer.update(await self._api.call(call.method, call.arguments))

            error = await self._tried(show)
            if error is not None:
                await self._say(effect, [_note(element, error)])
            else:
                shown[element.id] = address.message_ref(address.team(key), address.channel(key), str(answer["ts"]))
        return shown

    async def _tried(self, call: Callable[[], Awaitable[None]]) -> DeliveryError | None:
        """Call until it works, a few times; what went wrong if it never did."""
        last: DeliveryError | None = None
        for _ in range(_TRIES):
            try:
                await call()
            except RateLimited as error:
                last = error
                await asyncio.sleep(min(error.retry_after, _LONGEST_PAUSE))
            except Unavailable as error:
                last = error
                await asyncio.sleep(_PAUSE)
            except DeliveryError as error:
                return error
            else:
                return None
        return last

    async def _say(self, effect: Post | Edit | StreamClose, notes: list[str]) -> None:
        call = outbound.note(effect.thread, "\n\n".join(notes))
        try:
            await self._api.call(call.method, call.arguments)
        except DeliveryError as error:
            log.warning("the note about files in %s is lost: %s", effect.thread, error)


def _note(element: ElementData, error: BotbridgeError) -> str:
    """What people read in an element's place; what Slack answered is for the log."""
    log.warning("element %s (%r) is not sent: %s", element.id, element.name, error)
    return attachment.not_sent(element.name, _reason(error))


def _reason(error: BotbridgeError) -> str:
    if isinstance(error, RateLimited | Unavailable):
        return "Slack could not be reached"
    return "Slack refused it" if isinstance(error, DeliveryError) else str(error)
