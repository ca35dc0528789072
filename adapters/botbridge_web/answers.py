"""Questions that clients are asked, and how their acknowledgements become answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from botbridge.adapter import Host
from botbridge.errors import BotbridgeError, InteractionRefused
from botbridge.model.ask import AskData
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event
from botbridge.model.ids import new_id
from botbridge_web import inbound, reading
from botbridge_web.address import thread_key
from botbridge_web.reading import Click, Invalid, Said
from botbridge_web.sessions import WebSession
from botbridge_web.widgets import Emission

_log = logging.getLogger("botbridge.web")


def ack_of(emission: Emission) -> int | None:
    """The number with which a client answers this event; the same each time the same question is asked."""
    name, payload = emission
    return _number(payload["spec"]["step_id"]) if name == "ask" else None


def _number(question_id: str) -> int:
    return int(question_id.replace("-", "")[-8:], 16)


class Answers:
    """Takes what clients answer. One question at a time is open in a session."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def take(self, session: WebSession, number: int, value: Any) -> Said | None:
        """Hand an answer in; what was said for others to see, or None where it was not taken.

        Why not is told to the person as a notice, by whoever refused it.
        """
        asked = session.asked
        ask = asked.ask if asked is not None else None
        if ask is None or _number(ask.id) != number:
            _log.info("an answer to a question that is not open was ignored")
            return None
        try:
            said = self._read(ask, value)
            await self._host.perform(await self._event(session, ask, said, value))
        except (Invalid, InteractionRefused) as problem:
            _log.info("an answer was not taken: %s", problem)
            return None
        except BotbridgeError as error:
            _log.warning("an answer could not be taken: %s", error)
            return None
        return said

    def _read(self, ask: AskData, value: Any) -> Said:
        if ask.kind != "text":
            return Said(id=new_id(), text="")
        limit = self._host.config.web.max_message_bytes
        return reading.read_message({"message": value}, max_bytes=limit, max_files=0)

    async def _event(self, session: WebSession, ask: AskData, said: Said, value: Any) -> Event:
        thread_id = session.thread_id
        if ask.kind == "text":
            return inbound.written_answer(thread_id, ask.id, said, session.raw)
        if ask.kind == "action":
            click = reading.read_click(value)
            return inbound.action_clicked(thread_key(thread_id), Click(id=click.id))
        if ask.kind == "element":
            return inbound.form_answer(thread_key(thread_id), ask.id, reading.read_values(value))
        files = await uploaded(self._host, session.id, reading.read_files(value, ask.max_files or 1))
        return inbound.files_answer(thread_id, ask.id, files)


async def uploaded(host: Host, session_id: str, names: Sequence[str]) -> list[IncomingFile]:
    """The files that a client sent ahead. Raises Invalid."""
    files = [await host.uploaded(session_id, name) for name in names]
    if None in files:
        raise Invalid("A file is not known (any more). Please attach it again.")
    return [file for file in files if file is not None]
