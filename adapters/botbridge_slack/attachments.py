"""The files of a message: sent before it, shown after it, and a note in its place for each that cannot be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from botbridge.errors import DeliveryError, FileRefused, RateLimited, Refused, Unavailable
from botbridge.model.effect import Edit, Post, StreamClose
from botbridge.model.element import ElementData
from botbridge_slack import address, outbound, widgets
from botbridge_slack.api import Api
from botbridge_slack.files import Files

log = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000  # messages
_TRIES: Final = 3
_PAUSE: Final = 1.0  # seconds before a transfer is tried again
_LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files that Slack has but nobody sees yet, and the links and notes that stand for the others."""

    uploaded: Sequence[tuple[ElementData, dict[str, str]]] = ()
    lines: Sequence[str] = ()

    @property
    def names(self) -> str:
        """What a message says that has files and no words."""
        return widgets.names(element for element, _ in self.uploaded)

    def beside(self, text: str) -> str:
        """The text with its links and notes under it."""
        return "\n\n".join(part for part in (text, *self.lines) if part)

    def after(self, text: str) -> str:
        """The same for the end of a text that is shown already."""
        return text + "".join(f"\n\n{line}" for line in self.lines)


class Attachments:
    """Which files hang on which message: an edit shows none twice, a delete takes them along.

    That is remembered for the newest messages of this process; the files of older ones stay when they go.
    """

    def __init__(self, api: Api, files: Files) -> None:
        self._api = api
        self._files = files
        self._shown: dict[str, dict[str, str]] = {}  # message id → element id → Slack's file id

    async def prepare(self, effect: Post | Edit | StreamClose) -> Prepared:
        """Send the bytes of what hangs on this part. Raises RateLimited."""
        if not effect.last or not effect.message.elements:
            return Prepared()
        shown = self._shown.get(effect.message.id, {})
        uploaded, lines = [], []
        for element in effect.message.elements:
            if widgets.is_link(element):
                lines.append(widgets.link(element))
            elif element.id not in shown:
                sent = await self._upload(element)
                if isinstance(sent, str):
                    lines.append(sent)
                else:
                    uploaded.append((element, sent))
        return Prepared(uploaded, lines)

    async def _upload(self, element: ElementData) -> dict[str, str] | str:
        """Slack's entry for the file, or the note that says why there is none."""
        for left in reversed(range(_TRIES)):
            try:
                return await self._files.upload(element)
            except (FileRefused, Refused) as error:
                return _note(element, str(error))
            except Unavailable as error:
                if not left:
                    return _note(element, str(error))
                await asyncio.sleep(_PAUSE)
        raise AssertionError("the last try returns")

    async def share(self, effect: Post | Edit | StreamClose, prepared: Prepared) -> None:
        """Show the sent files in the conversation, or say that they could not be.

        The message itself is out already, so nothing is raised: trying it again would double it.
        """
        if not prepared.uploaded:
            return
        error = await self._share(effect, [entry for _, entry in prepared.uploaded])
        if error is None:
            self._remember(effect.message.id, {element.id: entry["id"] for element, entry in prepared.uploaded})
        else:
            await self._say(effect, [_note(element, str(error)) for element, _ in prepared.uploaded])

    async def _share(self, effect: Post | Edit | StreamClose, entries: list[dict[str, str]]) -> DeliveryError | None:
        channel, thread_ts = address.channel(effect.thread), address.thread_ts(effect.thread)
        last: DeliveryError | None = None
        for _ in range(_TRIES):
            try:
                await self._files.share(entries, channel, thread_ts)
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

    def _remember(self, message_id: str, files: dict[str, str]) -> None:
        self._shown[message_id] = {**self._shown.pop(message_id, {}), **files}
        if len(self._shown) > _REMEMBERED:
            del self._shown[next(iter(self._shown))]

    async def delete(self, message_id: str) -> None:
        """Take a message's files away; one that Slack keeps is logged."""
        for file_id in self._shown.pop(message_id, {}).values():
            try:
                await self._files.delete(file_id)
            except Refused as error:
                log.info("file %s stays: %s", file_id, error)


def _note(element: ElementData, reason: str) -> str:
    log.warning("element %s (%r) is not sent: %s", element.id, element.name, reason)
    return widgets.not_sent(element.name, reason)
