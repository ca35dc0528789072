"""The files of a message: read, gathered into as many native messages as they need, each that cannot be sent noted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botbridge.adapter import Host
from botbridge.errors import FileRefused, FileTooLarge
from botbridge.model.effect import Edit, Post, elements_of
from botbridge.model.element import ElementData
from botbridge.model.ids import MessageRef
from botbridge.render import attachment
from botbridge.render.split import Limits, split
from botbridge.shape import records, string
from botbridge_discord import address, capabilities, text, widgets
from botbridge_discord.calls import Upload

log = logging.getLogger(__name__)

_LIMITS: Final = Limits(capabilities.TEXT_CHARS, None, text.measure)

Ready = tuple[ElementData, Upload]
Shown = Mapping[str, MessageRef]  # where elements are, by their ids


@dataclass(frozen=True, slots=True)
class Prepared:
    """What hangs on a message: `first` goes with it, `rest` in messages of their own; `lines` stand under the text."""

    first: Sequence[Ready] = ()
    rest: Sequence[Sequence[Ready]] = ()
    lines: Sequence[str] = ()

    @property
    def uploads(self) -> list[Upload]:
        """The files that go with the message itself."""
        return [upload for _, upload in self.first]

    def beside(self, said: str) -> list[str]:
        """The text with its lines under it, as many messages as that takes; the first may be empty."""
        whole = "\n\n".join(part for part in (said, *self.lines) if part)
        if not self.lines or text.measure(whole) <= capabilities.TEXT_CHARS:
            return [whole]
        return [said, *split("\n\n".join(self.lines), _LIMITS)]


class Attachments:
    """Reads files; one that is not taken becomes a link to our own host, or where nobody could reach that, a note."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def prepare(self, effect: Post | Edit, shown: Shown) -> Prepared:
        """Read what hangs on this part and is not `shown` yet."""
        ready: list[Ready] = []
        lines: list[str] = []
        for element in elements_of(effect):
            if attachment.is_link(element):
                lines.append(attachment.link(element.name, element.url or ""))
            elif element.id not in shown:
                try:
                    ready.append((element, await _read(element)))
                except FileTooLarge as error:
                    lines.append(await self._instead(element, str(error)))
                except FileRefused as error:
                    lines.append(_note(element, str(error)))
        batches = _batches(ready)
        return Prepared(batches[0] if batches else (), batches[1:], lines)

    async def without_files(self, prepared: Prepared, reason: str) -> Prepared:
        """The same with a line for each file, because they are not taken."""
        refused = [element for batch in (prepared.first, *prepared.rest) for element, _ in batch]
        return Prepared(lines=[*prepared.lines, *[await self._instead(element, reason) for element in refused]])

    async def _instead(self, element: ElementData, reason: str) -> str:
        """What stands for a file that Discord does not take."""
        try:
            url = await self._host.file_link(element)
        except Exception:
            # The data layer may be anybody's; the message goes out whatever it does.
            log.exception("there is no link to element %s", element.id)
            url = None
        return _note(element, reason) if url is None else attachment.link(element.name, url)


def kept(ref: MessageRef, shown: Shown) -> list[str]:
    """Those of the files that are shown that hang on this message."""
    return [address.attachment_id(one) for one in shown.values() if address.bearer(one) == ref]


def placed(sent: Sequence[Ready], ref: MessageRef, attachments: Sequence[str]) -> Shown:
    """Where files are that were sent with a message: they are the last of those that hang on it."""
    ids = attachments[-len(sent) :] if sent else ()
    names = [element.id for element, _ in sent]
    return {name: address.attachment_ref(ref, one) for name, one in zip(names, ids, strict=False)}


def ids_of(answer: Mapping[str, Any]) -> list[str]:
    """The files on a message, as Discord tells of it."""
    return [string(one, "id") for one in records(answer, "attachments")]


async def _read(element: ElementData) -> Upload:
    """An element's bytes. Raises FileRefused."""
    data = element.content if element.content is not None else await asyncio.to_thread(_bytes_of, element)
    _check_size(len(data))
    return Upload(attachment.file_name(element), data, widgets.alt_text(element))


def _bytes_of(element: ElementData) -> bytes:
    if element.path is None:
        raise FileRefused("no bytes were given")
    try:
        _check_size(element.path.stat().st_size)
        return element.path.read_bytes()
    except OSError as error:
        raise FileRefused(f"cannot be read: {error.strerror}") from error


def _check_size(size: int) -> None:
    if size > capabilities.FILE_BYTES:
        raise FileTooLarge(f"it has {size / 1024 / 1024:.1f} MiB, Discord takes {capabilities.FILE_BYTES >> 20}")


def _batches(ready: Sequence[Ready]) -> list[list[Ready]]:
    """The files in their order, in as few messages as their number and size allow."""
    batches: list[list[Ready]] = []
    room = 0
    for one in ready:
        size = len(one[1].data)
        if not batches or len(batches[-1]) == capabilities.ATTACHMENTS or size > room:
            batches.append([])
            room = capabilities.REQUEST_BYTES
        batches[-1].append(one)
        room -= size
    return batches


def _note(element: ElementData, reason: str) -> str:
    log.warning("element %s is not sent: %s", element.id, reason)
    return attachment.not_sent(element.name, reason)
