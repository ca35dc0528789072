"""The files of a message: read, gathered into as many native messages as they need, each that cannot be sent noted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from botbridge.errors import FileRefused
from botbridge.model.effect import Edit, Post
from botbridge.model.element import ElementData
from botbridge.render.split import Limits, split
from botbridge_discord import capabilities, text, widgets
from botbridge_discord.calls import Upload
from botbridge_discord.memory import Memory
from botbridge_discord.shape import records, string

log = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000  # messages
_LIMITS: Final = Limits(capabilities.TEXT_CHARS, None, text.measure)

Ready = tuple[ElementData, Upload]


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

    def without_files(self, reason: str) -> Prepared:
        """The same with a note for each file, because they are not taken."""
        refused = [element for batch in (self.first, *self.rest) for element, _ in batch]
        return Prepared(lines=[*self.lines, *(_note(element, reason) for element in refused)])

    def beside(self, said: str) -> list[str]:
        """The text with its lines under it, as many messages as that takes; the first may be empty."""
        whole = "\n\n".join(part for part in (said, *self.lines) if part)
        if not self.lines or text.measure(whole) <= capabilities.TEXT_CHARS:
            return [whole]
        return [said, *split("\n\n".join(self.lines), _LIMITS)]


class Attachments:
    """Which files hang on which message, so that an edit shows none twice.

    That is remembered for the newest messages of this process; of an older one Discord is asked.
    """

    def __init__(self) -> None:
        # message id → element id → the native message and the attachment on it
        self._shown: Memory[str, dict[str, tuple[str, str]]] = Memory(_REMEMBERED)

    async def prepare(self, effect: Post | Edit) -> Prepared:
        """Read what hangs on this part and is not shown yet."""
        if not effect.last or not effect.message.elements:
            return Prepared()
        shown = self._shown.get(effect.message.id) or {}
        ready: list[Ready] = []
        lines: list[str] = []
        for element in effect.message.elements:
            if widgets.is_link(element):
                lines.append(widgets.link(element))
            elif element.id not in shown:
                try:
                    ready.append((element, await _read(element)))
                except FileRefused as error:
                    lines.append(_note(element, str(error)))
        batches = _batches(ready)
        return Prepared(batches[0] if batches else (), batches[1:], lines)

    def knows(self, message_id: str) -> bool:
        """Whether this process showed files of a message."""
        return message_id in self._shown

    def ids(self, message_id: str, native_id: str) -> list[str]:
        """The attachments on one native message."""
        return [one for native, one in (self._shown.get(message_id) or {}).values() if native == native_id]

    def recognise(self, message_id: str, elements: Sequence[ElementData], answer: dict[str, Any]) -> None:
        """Take over what hangs on a message of an earlier process: files of the same names are the same."""
        native = string(answer, "id")
        attached = {string(one, "filename"): (native, string(one, "id")) for one in records(answer, "attachments")}
        names = {element.id: widgets.file_name(element) for element in elements}
        known = {element_id: attached[name] for element_id, name in names.items() if name in attached}
        strays = {one[1]: one for one in attached.values() if one not in known.values()}  # they shall stay as well
        self._shown.put(message_id, {**known, **strays})

    def remember(self, message_id: str, sent: Sequence[Ready], answer: dict[str, Any]) -> None:
        """Note the files that a message shows from now on: the last of those that the answer names."""
        attached = records(answer, "attachments")[-len(sent) :] if sent else []
        native = string(answer, "id")
        known = {element.id: (native, string(one, "id")) for (element, _), one in zip(sent, attached, strict=False)}
        if known:
            self._shown.put(message_id, {**(self._shown.get(message_id) or {}), **known})


async def _read(element: ElementData) -> Upload:
    """An element's bytes. Raises FileRefused."""
    data = element.content if element.content is not None else await asyncio.to_thread(_bytes_of, element)
    _check_size(len(data))
    return Upload(widgets.file_name(element), data, widgets.alt_text(element))


def _bytes_of(element: ElementData) -> bytes:
    if element.path is None:
        raise FileRefused("no bytes were given")
    try:
        _check_size(element.path.stat().st_size)
        return element.path.read_bytes()
    except OSError as error:
        raise FileRefused(f"cannot be read: {error.strerror}") from error


def _check_size(size: int) -> None:
    # The one place where a file is found to be too large: what stands in for it (a link to it) goes here.
    if size > capabilities.FILE_BYTES:
        raise FileRefused(f"it has {size / 1024 / 1024:.1f} MiB, Discord takes {capabilities.FILE_BYTES >> 20}")


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
    return widgets.not_sent(element.name, reason)
