"""The contract catches what adapters get wrong: each breaks one promise, and its case must fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from botbridge.adapter import Placed, Receipt
from botbridge.errors import Refused, Unsupported
from botbridge.model.effect import Delete, Edit, Effect, Post, StreamAppend, StreamClose, StreamOpen, Working
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event, MessageReceived, StopRequested
from botbridge.model.ids import MessageRef
from botbridge.testing.contract import AdapterContract, MemoryStage, Stage, Upload
from botbridge.testing.contract.memory_stage import MemoryPerson, StrictAdapter
from botbridge.testing.memory import DELTAS

FAILURES = (AssertionError, TimeoutError, ValueError, LookupError, Unsupported)


class Doubling(StrictAdapter):
    """Shows every message twice."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        if isinstance(effect, Post):
            await super().deliver(effect)
        return await super().deliver(effect)


class Cutting(StrictAdapter):
    """Shows no more than 100 characters."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        short = (
            replace(effect, text=effect.text[:100]) if isinstance(effect, Post | StreamOpen | StreamAppend) else effect
        )
        return await super().deliver(short)


class Tableless(StrictAdapter):
    """Loses the bars of tables."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return await super().deliver(
            replace(effect, text=effect.text.replace("|", " ")) if isinstance(effect, Post) else effect
        )


class Trimming(StrictAdapter):
    """Takes the space around what is appended for nothing."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return await super().deliver(
            replace(effect, text=effect.text.strip()) if isinstance(effect, StreamAppend) else effect
        )


class Unending(StrictAdapter):
    """Leaves streams open, without their last words."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return None if isinstance(effect, StreamClose) else await super().deliver(effect)


class Repeating(StrictAdapter):
    """Appends the whole text instead of what is new."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        if isinstance(effect, StreamAppend):
            effect = replace(effect, text=effect.message.content)
        return await super().deliver(effect)


class Frozen(StrictAdapter):
    """Says that it edits and deletes, and does neither."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return None if isinstance(effect, Edit | Delete) else await super().deliver(effect)


class Idle(StrictAdapter):
    """Declares a status and shows none."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return None if isinstance(effect, Working) else await super().deliver(effect)


class Blind(StrictAdapter):
    """Does not find what a lost answer left behind."""

    async def find(self, effect: Post | StreamOpen) -> MessageRef | None:
        return None


class Hollow(StrictAdapter):
    """Fetches files without their bytes, sends messages without their files, and has no live objects."""

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        self.platform.files[file.id] = b""
        return await super().fetch(file, target, limit=limit)

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        if isinstance(effect, Post):
            effect = replace(effect, message=replace(effect.message, elements=()))
        return await super().deliver(effect)

    async def extras(self, event: Event) -> dict[str, object]:
        return {}


class Short(StrictAdapter):
    """Measures too little."""

    def measure(self, text: str) -> int:
        return len(text) // 2


class Stubborn(StrictAdapter):
    """Refuses what it should do later."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        try:
            return await super().deliver(effect)
        except Exception as error:
            raise Refused(str(error)) from error


class Forgetful(MemoryPerson):
    """Brings a redelivery as a new event, knows people by their names, and passes markers on."""

    async def redeliver(self) -> None:
        self.said = replace(self.said, key=f"memory:{self.user.platform.next_id()}")
        await super().redeliver()

    async def hand_in(self, event: Event) -> Receipt:
        if isinstance(event, StopRequested):
            return Receipt.IGNORED  # and does not hear "stop"
        author = replace(event.author, native_id=event.author.name) if event.author else None
        changes: Mapping[str, Any] = {"author": author}
        if isinstance(event, MessageReceived):
            changes = {**changes, "text": event.raw["text"], "ref": None}
        return await super().hand_in(replace(event, **changes))


class Scattered(MemoryPerson):
    """Begins a new conversation with every message."""

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        self.user.thread = replace(self.user.thread, parts=(*self.user.thread.parts, "more"))
        await super().say(text, files)


BROKEN: list[tuple[type[Any], str, dict[str, Any]]] = [
    (Doubling, "test_messages_are_shown_in_their_order", {}),
    (Cutting, "test_long_text_loses_nothing", {}),
    (Cutting, "test_one_endless_word_loses_nothing", {"letters": "0123456789"}),
    (Cutting, "test_a_long_stream_loses_nothing", {}),
    (Cutting, "test_streamed_code_is_whole_in_every_message", {}),
    (Trimming, "test_streamed_markdown_arrives_complete", {}),
    (Frozen, "test_a_long_message_is_removed_whole", {}),
    (Tableless, "test_markdown_arrives_complete", {}),
    (Unending, "test_a_stream_ends_complete", {}),
    (Unending, "test_a_stream_that_the_handler_forgets_is_ended", {}),
    (Unending, "test_what_was_streamed_before_a_failure_stays", {}),
    (Unending, "test_a_shutdown_marks_the_answer_and_it_is_given_again", {}),
    (Repeating, "test_the_first_words_are_shown_early", {}),
    (Frozen, "test_an_update_changes_the_message", {}),
    (Frozen, "test_an_update_may_take_more_or_fewer_messages", {}),
    (Frozen, "test_a_removed_message_is_gone", {}),
    (Frozen, "test_a_message_of_an_earlier_process_can_be_changed", {}),
    (Frozen, "test_the_last_content_wins", {}),
    (Frozen, "test_a_refused_stream_is_shown_all_the_same", {}),
    (Frozen, "test_a_stream_that_dies_is_completed", {}),
    (Idle, "test_people_see_that_the_app_is_at_work", {}),
    (Blind, "test_a_failed_send_is_shown_once", {"after_it_happened": True}),
    (Blind, "test_a_stream_that_failed_to_open_is_shown_once", {"after_it_happened": True}),
    (Stubborn, "test_a_failed_send_is_shown_once", {"after_it_happened": False}),
    (Stubborn, "test_a_rate_limit_is_waited_out", {}),
    (Hollow, "test_files_come_with_the_message", {}),
    (Hollow, "test_files_go_out_with_their_bytes", {"tmp_path": ...}),
    (Hollow, "test_a_message_may_be_only_a_file", {}),
    (Hollow, "test_live_objects_are_in_the_session", {}),
    (Short, "test_the_declared_numbers_hold", {}),
    (Forgetful, "test_an_event_is_handled_once", {}),
    (Forgetful, "test_the_user_is_the_author_of_each_message", {}),
    (Forgetful, "test_a_mention_cannot_be_forged", {}),
    (Forgetful, "test_messages_are_kept_with_what_belongs_to_them", {}),
    (Forgetful, "test_stop_keeps_what_was_said", {}),
    (Scattered, "test_a_conversation_goes_on_without_addressing_the_app", {}),
    (Scattered, "test_one_conversation_is_handled_in_order", {}),
    (Scattered, "test_a_chat_starts_once", {}),
]


@pytest.mark.parametrize(
    ("broken", "case", "arguments"), BROKEN, ids=[f"{kind.__name__}-{case[5:40]}" for kind, case, _ in BROKEN]
)
async def test_a_broken_promise_is_caught(
    folder: Path, broken: type[Any], case: str, arguments: dict[str, Any]
) -> None:
    """The case fails on the stage that is broken, as it passes on the one that is not."""
    stage = _broken(folder, broken)
    given = {name: folder if value is ... else value for name, value in arguments.items()}
    with pytest.raises(FAILURES):
        await getattr(AdapterContract(), case)(stage, **given)


def _broken(folder: Path, kind: type[Any]) -> Stage:
    stage_class = type("Broken", (MemoryStage,), {_slot(kind): kind, "patience": 0.2})
    stage: Stage = stage_class(folder, DELTAS)
    return stage


def _slot(kind: type[Any]) -> str:
    return "adapter_class" if issubclass(kind, StrictAdapter) else "person_class"
