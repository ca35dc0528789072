"""Questions that clients are asked, and how their acknowledgements become answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botbridge.adapter import Host
from botbridge.errors import BotbridgeError, InteractionRefused
from botbridge.model.ask import AskData
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event
from botbridge_web import inbound, reading
from botbridge_web.address import thread_key
from botbridge_web.reading import Click, Invalid, Said
from botbridge_web.sessions import WebSession
from botbridge_web.widgets import Emission

_log = logging.getLogger("botbridge.web")

_NOT_KEPT = "Your answer could not be taken. Please answer again."


class NotTaken(Exception):
    """An answer that was not taken; `text` is for the person, empty where there is nothing (more) to say."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Given:
    """An answer; `said` is the message that it is, if it was given in words."""

    event: Event
    said: Said | None


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

    async def read(self, session: WebSession, number: int, value: Any) -> Given:
        """What a client's acknowledgement says to the open question. Raises NotTaken."""
        asked = session.asked
        ask = asked.ask if asked is not None else None
        if ask is None or _number(ask.id) != number:
            _log.info("an answer to a question that is not open was ignored")
            raise NotTaken
        try:
            said = self._words(value) if ask.kind == "text" else None
            return Given(await self._event(session, ask, said, value), said)
        except Invalid as problem:
            _log.info("an answer was not taken: %s", problem)
            raise NotTaken(str(problem)) from problem

    async def hand_in(self, given: Given) -> None:
        """Let the question have its answer. Raises NotTaken."""
        try:
            await self._host.perform(given.event)
        except InteractionRefused as refusal:
            _log.info("an answer was refused, as its person was told: %s", refusal)
            raise NotTaken from refusal
        except BotbridgeError as error:
            _log.warning("an answer could not be taken: %s", error)
            raise NotTaken(_NOT_KEPT) from error

    def _words(self, value: Any) -> Said:
        limit = self._host.config.web.max_message_bytes
        return reading.read_message({"message": value}, max_bytes=limit, max_files=0)

    async def _event(self, session: WebSession, ask: AskData, said: Said | None, value: Any) -> Event:
        thread_id = session.thread_id
        if said is not None:
            return inbound.written_answer(thread_id, ask.id, said, session.raw)
        if ask.kind == "action":
            return inbound.action_clicked(thread_key(thread_id), _choice(ask, value))
        if ask.kind == "element":
            return inbound.form_answer(thread_key(thread_id), ask.id, reading.read_values(value))
        files = await uploaded(self._host, session.id, reading.read_files(value, ask.max_files or 1))
        return inbound.files_answer(thread_id, ask.id, files)


def _choice(ask: AskData, value: Any) -> Click:
    click = reading.read_click(value)
    if click.id not in ask.action_ids:
        raise Invalid("This is none of the choices")
    return click


async def uploaded(host: Host, session_id: str, names: Sequence[str]) -> list[IncomingFile]:
    """The files that a client sent ahead. Raises Invalid."""
    files = [await host.uploaded(session_id, name) for name in names]
    if None in files:
        raise Invalid("A file is not known (any more). Please attach it again.")
    return [file for file in files if file is not None]
