"""The stage of the platform in memory: the smallest example of one."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from botbridge.adapter import Adapter, Placed, Receipt
from botbridge.capability import Capabilities
from botbridge.errors import RateLimited, Refused, StreamLost, Unavailable
from botbridge.model import mention
from botbridge.model.effect import (
    Delete,
    Edit,
    Effect,
    HideStep,
    Notify,
    Post,
    ShowElement,
    ShowSidebar,
    ShowStep,
    ShowTasks,
    StepToken,
    StreamAppend,
    StreamOpen,
    elements_of,
)
from botbridge.model.element import ElementData
from botbridge.model.event import Event, MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey, new_id
from botbridge.model.step import StepData
from botbridge.model.task import TaskState
from botbridge.testing.contract.reading import listed
from botbridge.testing.contract.stage import Person, Seen, SeenTask, Sidebar, Stage, Traits, Upload
from botbridge.testing.memory import MemoryAdapter, MemoryPlatform, MemoryUser, Shown


class MemoryPerson(Person):
    """A person whose native id is their name in the test."""

    def __init__(self, platform: MemoryPlatform, who: str, where: str, name: str) -> None:
        self.user = MemoryUser(platform, who, ThreadKey("memory", (where,)), name, through=self.hand_in)

    @property
    def native_id(self) -> str:
        return self.user.name

    async def say(self, text: str, files: Sequence[Upload] = ()) -> None:
        await self.user.say(text, files={file.name: file.content for file in files})

    async def speak(self, recording: Upload) -> None:
        await self.user.say("", files={recording.name: recording.content}, voice=True)

    async def redeliver(self) -> None:
        await self.hand_in(self.said)

    async def stop(self) -> None:
        await self.user.stop()

    async def press(self, caption: str) -> None:
        self._pressed = self.user.platform.button(caption, self.user.thread).id
        await self.press_again()

    async def press_again(self) -> None:
        await self.user.press_id(self._pressed)

    async def forge(self) -> None:
        await self.user.press_id(new_id())

    async def answer(self, text: str) -> None:
        await self.user.say(text)

    async def upload(self, files: Sequence[Upload]) -> None:
        await self.say("", files)

    async def fill(self, values: Mapping[str, Any] | None) -> Sequence[str]:
        return await self.user.fill(values)

    async def judge(self, text: str, value: Literal[0, 1], comment: str | None = None) -> None:
        await self.user.judge(text, value, comment)

    async def react(self, text: str, emoji: str, *, added: bool = True) -> None:
        await self.user.react(text, emoji, added=added)

    async def leave(self) -> None:
        await self.user.leave()

    async def hand_in(self, event: Event) -> Receipt:
        """Let the app have what the person did."""
        if isinstance(event, MessageReceived):
            self.said = event
        return await self.user.hand_in(event)


# What a platform has to be able to do for an effect.
_NEEDS: dict[type[Effect], str] = {
    Edit: "edit",
    Delete: "delete",
    Notify: "notices",
    ShowTasks: "task_lists",
    ShowStep: "step_tree",
    StepToken: "step_tree",
    HideStep: "step_tree",
    ShowElement: "loose_elements",
    ShowSidebar: "sidebar",
}


class StrictAdapter(MemoryAdapter):
    """The adapter in memory, on a platform that refuses what it cannot do."""

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        if (need := _NEEDS.get(type(effect))) is not None and not getattr(self.capabilities, need):
            raise Refused(f"{type(effect).__name__} is not known here", code="unknown_method")
        unknown = [one.name for one in elements_of(effect) if not self._shows(one)]
        if unknown:
            raise Refused(f"elements of their types are not known here: {unknown}", code="unknown_element")
        return await super().deliver(effect)

    def _shows(self, element: ElementData) -> bool:
        can = self.capabilities
        return {
            "custom": can.custom_elements,
            "plotly": can.plots,
            "dataframe": can.tables is not None,
            "tasklist": can.task_lists,
        }.get(element.type, True)


class MemoryStage(Stage):
    """The platform in memory, with whatever capabilities a test wants."""

    traits = Traits(voice=True, extras=("memory_event",))

    adapter_class: type[StrictAdapter] = StrictAdapter
    person_class: type[MemoryPerson] = MemoryPerson

    def __init__(self, folder: Path, capabilities: Capabilities) -> None:
        super().__init__(folder)
        self.platform = platform = MemoryPlatform(capabilities=capabilities)

        class Bound(self.adapter_class):  # type: ignore[name-defined,misc]  # a subclass of the stage may bring its own
            def __init__(self) -> None:
                super().__init__(platform)

        self._bound: type[Adapter] = Bound

    @property
    def adapter(self) -> type[Adapter]:
        return self._bound

    @property
    def capabilities(self) -> Capabilities:
        return self.platform.capabilities

    def person(self, who: str = "ada", where: str = "main", *, name: str = "") -> Person:
        return self.person_class(self.platform, who, where, name)

    async def shown(self, where: str = "main") -> list[Seen]:
        seen = [_seen(one) for one in self.platform.visible(ThreadKey("memory", (where,)))]
        loose = [one for one in self.platform.loose.values() if one.thread_id == _thread_id(where)]
        return [*seen, *(Seen(text="", files=(one.name,), details=_details((one,))) for one in loose)]

    async def tasks(self, where: str = "main") -> list[SeenTask]:
        shown = self.platform.visible(ThreadKey("memory", (where,)))
        steps = [step for step in self.platform.steps.values() if step.thread_id == _thread_id(where)]
        seen = [SeenTask(task.title, task.state) for one in shown for task in one.tasks.values()]
        seen += [SeenTask(step.name, _state(step)) for step in steps]
        return seen or listed([_seen(one) for one in shown])

    async def sidebar(self, where: str = "main") -> Sidebar:
        title, elements = self.platform.sidebars.get(ThreadKey("memory", (where,)), ("", ()))
        return Sidebar(title, tuple(element.name for element in elements))

    async def download(self, name: str, where: str = "main") -> bytes:
        hanging = [one.elements for one in self.platform.shown]
        for element in [*itertools.chain(*hanging), *self.platform.loose.values()]:
            if element.name == name:
                return element.path.read_bytes() if element.path else element.content or b""
        raise LookupError(f"no file {name!r} was sent")

    async def working(self, where: str = "main") -> bool:
        return bool(self.platform.working) and self.platform.working[-1]

    async def pings(self) -> list[str]:
        found: list[str] = []
        for one in self.platform.shown:
            mention.replace(one.text, lambda native_id, _name: found.append(native_id) or "")  # type: ignore[func-returns-value]
        return found

    async def fail_next_send(self, *, after_it_happened: bool) -> None:
        def fail(effect: Effect) -> Exception:
            if after_it_happened and isinstance(effect, Post | StreamOpen):
                self.platform.shown.append(_left_behind(self.platform, effect))
            return Unavailable("the line broke", ambiguous=after_it_happened)

        self._break((Post, StreamOpen), fail)

    async def rate_limit(self, seconds: float, times: int = 1) -> None:
        self._break((Post, StreamOpen), lambda _effect: RateLimited("slow down", retry_after=seconds), times)

    async def rate_limit_stream(self) -> None:
        self._break((StreamAppend, Edit), lambda _effect: RateLimited("slow down", retry_after=0.1))

    async def kill_stream(self) -> None:
        if self.capabilities.stream.native:
            self._break((StreamAppend,), lambda _effect: StreamLost("it died"))
        else:
            self._break((Edit,), lambda _effect: Unavailable("try again"))

    async def refuse_streams(self) -> None:
        self._break((StreamOpen,), lambda _effect: StreamLost("no streams here"), times=1000)

    def _break(self, kinds: tuple[type[Effect], ...], fail: Callable[[Effect], Exception], times: int = 1) -> None:
        """Fail the next so many effects of these kinds, whatever else goes out meanwhile."""
        left = [times]

        def fault(effect: Effect) -> Exception | None:
            if not left[0]:
                return None
            self.platform.faults.appendleft(fault)  # it was taken out for this effect, and stays until it is used up
            if not isinstance(effect, kinds):
                return None
            left[0] -= 1
            return fail(effect)

        self.platform.faults.append(fault)


def _seen(one: Shown) -> Seen:
    return Seen(
        text=mention.readable(one.text),
        streaming=one.streaming,
        author=one.author,
        language=one.language,
        files=tuple(element.name for element in one.elements),
        details=_details(one.elements),
        buttons=tuple(action.caption for action in one.actions),
        rated=one.rated,
        size=len(one.text),
        only_for=one.only_for,
    )


def _details(elements: Sequence[ElementData]) -> str:
    return "\n".join(element.text or json.dumps(dict(element.props), ensure_ascii=False) for element in elements)


def _state(step: StepData) -> TaskState:
    return "failed" if step.is_error else "done" if step.end else "running"


def _thread_id(where: str) -> str:
    return ThreadKey("memory", (where,)).thread_id


def _left_behind(platform: MemoryPlatform, effect: Post | StreamOpen) -> Shown:
    ref = MessageRef("memory", (platform.next_id(),))
    return Shown(ref, effect.message.id, effect.thread, effect.text, effect.part)
