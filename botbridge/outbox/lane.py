"""One conversation's way out: what is sent here is shown in the order in which it was sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from botbridge.adapter import Adapter, Placed
from botbridge.errors import DeliveryError, Unsupported
from botbridge.model.action import ActionData
from botbridge.model.clock import utc_now
from botbridge.model.effect import Delete, Edit, Effect, HideElement, Notify, Post, ShowElement, ShowSidebar, ShowTasks
from botbridge.model.element import ElementData
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey, new_id
from botbridge.model.message import MessageData
from botbridge.model.task import TaskData, TaskListData
from botbridge.model.user import Author
from botbridge.outbox.courier import Courier
from botbridge.outbox.growth import Growth, Whole
from botbridge.outbox.pacer import Priority
from botbridge.outbox.status import Own, Status
from botbridge.render.degrade import Degraded, degraded, framed
from botbridge.render.escape import escape
from botbridge.render.split import split
from botbridge.render.stream import Roller
from botbridge.render.tasks import as_markdown
from botbridge.state.store import ELEMENT, Sent, StateStore

log = logging.getLogger(__name__)

PageLink = Callable[[ElementData], str | None]

_TASKS_REMEMBERED = 20  # messages whose tasks an edit shows again


class Growing(Protocol):
    """A message that is being streamed now."""

    @property
    def text(self) -> str:
        """All that was pushed so far."""
        ...


class Lane:
    """The outbox of one conversation.

    `turn` is held while something is being shown, so that nothing overtakes; lanes never wait for each other,
    except where they share a budget that the platform counts.
    """

    __slots__ = ("_courier", "_link", "_store", "_tasks", "adapter", "key", "now", "own", "status", "streams", "turn")

    def __init__(
        self,
        key: ThreadKey,
        courier: Courier,
        store: StateStore,
        own: Own,
        streams: dict[str, Growing],
        now: Callable[[], float],
        link: PageLink,
    ) -> None:
        self.key = key
        self.adapter: Adapter = courier.adapter
        self.turn = asyncio.Lock()
        self.streams = streams  # of all lanes, by message id
        self.own = own
        self.now = now
        self.status = Status(key, courier.adapter, own)
        self._courier = courier
        self._store = store
        self._link = link
        self._tasks: dict[str, tuple[TaskData, ...]] | None = None  # shown beside messages' texts, by message

    # Messages

    async def send(self, message: MessageData, *, run_id: str | None, cause: Event | None) -> None:
        """Show a new message, in as many native ones as it takes.

        A message without text and elements is held where the platform cannot show one. Raises DeliveryError.
        """
        self._require(message)
        async with self.turn:
            shown, parts = self._parts(message)
            for number, (text, last) in enumerate(parts):
                post = Post(thread=self.key, cause=cause, message=shown, text=text, part=number, last=last)
                await self._post(post, run_id)

    async def edit(self, message: MessageData, *, cause: Event | None, removed: Sequence[ActionData] = ()) -> None:
        """Let a message that was sent show its new content; more or fewer native messages as it takes.

        `removed` are the actions that it has no more. Raises DeliveryError.
        """
        self._require(message)
        async with self.turn:
            native = {sent.part: sent.ref for sent in await self.refs(message.id)}
            shown, parts = self._parts(message)
            for number, (text, last) in enumerate(parts):
                if number in native and self.adapter.capabilities.edit:
                    edit = Edit(
                        thread=self.key,
                        cause=cause,
                        ref=native[number],
                        message=shown,
                        text=text,
                        part=number,
                        last=last,
                        removed=tuple(removed) if last else (),
                    )
                    await self.deliver(edit, Priority.FINAL)
                else:
                    post = Post(thread=self.key, cause=cause, message=shown, text=text, part=number, last=last)
                    await self._post(post, None)
            await self._take_away(message.id, {n: ref for n, ref in native.items() if n >= len(parts)})

    async def delete(self, message_id: str, elements: Iterable[str] = ()) -> None:
        """Take a message away, all of its native ones, and its elements. Raises Unsupported, DeliveryError."""
        if not self.adapter.capabilities.delete:
            raise Unsupported("remove()", self.adapter.name)
        async with self.turn:
            for element_id in elements:
                await self._hide(element_id)
            await self._take_away(message_id, {sent.part: sent.ref for sent in await self.refs(message_id)})

    def _require(self, message: MessageData) -> None:
        can, ask = self.adapter.capabilities, message.ask
        if message.actions and not can.actions:
            raise Unsupported("a message with actions", self.adapter.name)
        if ask is not None and ask.kind == "element" and not (can.custom_elements or ask.fields):
            element = next((one for one in message.elements if one.id == ask.element_id), None)
            if element is not None and self._link(element) is None:
                raise Unsupported("AskElementMessage without fields and BOTBRIDGE_URL", self.adapter.name)

    # What is no message

    async def show_tasks(
        self,
        tasks: TaskListData,
        *,
        run_id: str | None,
        cause: Event | None,
        priority: Priority = Priority.FINAL,
        growing: bool = False,
    ) -> None:
        """Show a list of tasks, or what it has become. Raises DeliveryError.

        One that is `growing` is marked as interrupted after a kill, unless `end_tasks` was called.
        """
        async with self.turn:
            sent = await self._store.refs(tasks.id)
            ref = sent[-1].ref if sent and self.adapter.capabilities.edit else None
            effect: Effect = ShowTasks(thread=self.key, cause=cause, list=tasks, ref=ref)
            if not self.adapter.capabilities.task_lists:
                effect = self._listed(tasks, ref, cause)
            ref = await self.deliver(effect, priority) or ref
            if ref is not None and (growing or not sent):
                text = as_markdown(tasks) if growing else None
                row = Sent(
                    thread_id=tasks.thread_id, message_id=tasks.id, ref=ref, run_id=run_id, open=growing, text=text
                )
                await self._store.sent(row)

    async def end_tasks(self, list_id: str) -> None:
        """A growing list of tasks is complete."""
        for sent in await self._store.refs(list_id):
            await self._store.sent(replace(sent, open=False, text=None))

    async def hide_tasks(self, list_id: str) -> None:
        """Take a list of tasks away. Raises Unsupported, DeliveryError."""
        if self.adapter.capabilities.loose_elements:
            await self.hide_element(list_id)
        else:
            await self.delete(list_id)

    def _listed(self, tasks: TaskListData, ref: MessageRef | None, cause: Event | None) -> Post | Edit:
        text = as_markdown(tasks)
        message = MessageData(id=tasks.id, thread_id=tasks.thread_id, content=text, author="", created_at="")
        if ref is None:
            return Post(thread=self.key, cause=cause, message=message, text=text)
        return Edit(thread=self.key, cause=cause, ref=ref, message=message, text=text)

    async def show_element(self, element: ElementData, *, author: str, at: str, cause: Event | None) -> None:
        """Show an element by itself, or what it has become: it hangs on a message of its own where it has to.

        Raises DeliveryError.
        """
        if self.adapter.capabilities.loose_elements and element.problem is None:
            async with self.turn:
                await self.deliver(ShowElement(thread=self.key, cause=cause, element=element), Priority.FINAL)
            return
        bearer = MessageData(
            id=element.id, thread_id=element.thread_id, content="", author=author, created_at=at, elements=(element,)
        )
        await (
            self.edit(bearer, cause=cause)
            if await self.refs(element.id)
            else self.send(bearer, run_id=None, cause=cause)
        )

    async def hide_element(self, element_id: str) -> bool:
        """Take an element away that is a native thing of its own; False if it is a part of its message."""
        async with self.turn:
            if self.adapter.capabilities.loose_elements:
                await self.deliver(HideElement(thread=self.key, element_id=element_id), Priority.FINAL)
                return True
            shown = {sent.part: sent.ref for sent in await self.refs(element_id)}
            hidden = await self._hide(element_id)
            await self._take_away(element_id, shown)
            return hidden or bool(shown)

    async def show_sidebar(
        self,
        *,
        title: str | None = None,
        elements: tuple[ElementData, ...] | None = None,
        key: str | None = None,
        cause: Event | None,
    ) -> None:
        """Let the panel beside the conversation bear this title, or show these elements. Raises DeliveryError."""
        async with self.turn:
            sidebar = ShowSidebar(thread=self.key, cause=cause, title=title, elements=elements, key=key)
            await self.deliver(sidebar, Priority.FINAL)

    async def notify(self, to: Author | None, text: str, *, cause: Event | None) -> None:
        """Tell one person something, so that only they see it where that is possible; a failure is only logged."""
        notice: Effect = Notify(thread=self.key, cause=cause, to=to, text=text)
        if not self.adapter.capabilities.notices:
            name = f"{escape(to.name)}: " if to is not None and to.name else ""
            message = MessageData(
                id=new_id(), thread_id=self.key.thread_id, content=name + text, author="", created_at=utc_now()
            )
            notice = Post(thread=self.key, cause=cause, message=message, text=message.content)
        try:
            await self.deliver(notice, Priority.FINAL)
        except DeliveryError as error:
            log.warning("somebody in %s could not be told: %s", self.key, error)

    async def deliver(self, effect: Effect, priority: Priority) -> MessageRef | None:
        """Make one effect happen, and write down where elements went. Raises DeliveryError."""
        if isinstance(effect, Edit) and effect.last and (effect.message.elements or self._tasks):
            effect = await self._completed(effect)
        answer = await self._courier.deliver(effect, priority)
        if not isinstance(answer, Placed):
            return answer
        for element_id, ref in answer.elements.items():
            await self._store.sent(Sent(thread_id=self.key.thread_id, message_id=element_id, ref=ref, part=ELEMENT))
        return answer.ref

    async def _completed(self, edit: Edit) -> Edit:
        """An edit with what is known of the native message: where its elements are, and its tasks."""
        found = [(element.id, await self._store.refs(element.id)) for element in edit.message.elements]
        shown = {name: sent.ref for name, those in found for sent in those if sent.part == ELEMENT}
        tasks = (self._tasks or {}).get(edit.message.id, ()) if edit.part == 0 else ()
        return replace(edit, shown=shown, tasks=tasks)

    # References

    async def remember(self, sent: Sent) -> None:
        """Write down a native message, so that it can be edited later and closed after a kill.

        Where the reference follows from our own ids, only an open stream is worth a row.
        """
        if self.adapter.ref(self.key, sent.message_id) is None or sent.open:
            await self._store.sent(sent)
        else:
            await self._store.drop_refs(sent.message_id)

    async def disown(self, message_id: str) -> None:
        """The native messages of this message are another's now."""
        await self._store.drop_refs(message_id)

    async def note(self, message_id: str, number: int, text: str | None) -> None:
        """Write down what a growing message shows by now; None once that is kept with the whole message."""
        await self._store.progress(message_id, number, text)

    async def refs(self, message_id: str) -> list[Sent]:
        """The native messages that a message became, by number."""
        known = self.adapter.ref(self.key, message_id)
        if known is not None:
            return [Sent(thread_id=self.key.thread_id, message_id=message_id, ref=known)]
        return [sent for sent in await self._store.refs(message_id) if sent.part != ELEMENT]

    def keep_tasks(self, message_id: str, tasks: tuple[TaskData, ...]) -> None:
        """Remember the tasks beside a message's text: an edit states them again."""
        self._tasks = {**(self._tasks or {}), message_id: tasks}
        if len(self._tasks) > _TASKS_REMEMBERED:
            del self._tasks[next(iter(self._tasks))]

    # Text

    def growth(self) -> Growth:
        """What cuts a growing text into this platform's messages."""
        limits = self._courier.limits
        return Roller(limits) if limits else Whole()

    def frame(self, message: MessageData) -> tuple[str, str]:
        """What goes before and after a growing text where author or language are not native."""
        mark = "\0"
        head, _, tail = framed(replace(message, content=mark), self.adapter.capabilities).partition(mark)
        return head, tail

    def degraded(self, message: MessageData) -> Degraded:
        """The message with what stands in for the elements that the platform lacks."""
        return degraded(message, self.adapter.capabilities, self._link)

    def _parts(self, message: MessageData) -> tuple[MessageData, list[tuple[str, bool]]]:
        shown, notes = self.degraded(message)
        text = "\n\n".join(part for part in (framed(shown, self.adapter.capabilities), *notes) if part)
        limits = self._courier.limits
        texts = split(text, limits) if limits else [text] if text else []
        if not texts and (shown.elements or shown.actions or self.adapter.capabilities.empty_messages):
            texts = [""]
        return shown, [(text, number == len(texts) - 1) for number, text in enumerate(texts)]

    async def _post(self, post: Post, run_id: str | None) -> None:
        ref = await self.deliver(post, Priority.FINAL)
        if ref is None or self.adapter.ref(self.key, post.message.id) is not None:
            return
        message = post.message
        await self._store.sent(
            Sent(thread_id=message.thread_id, message_id=message.id, ref=ref, part=post.part, run_id=run_id)
        )

    async def _hide(self, element_id: str) -> bool:
        """Take away what an element became beside its message."""
        refs = [sent.ref for sent in await self._store.refs(element_id) if sent.part == ELEMENT]
        for ref in refs:
            await self.deliver(HideElement(thread=self.key, element_id=element_id, ref=ref), Priority.FINAL)
        if refs:
            await self._store.drop_refs(element_id, ELEMENT)
        return bool(refs)

    async def _take_away(self, message_id: str, shown: Mapping[int, MessageRef]) -> None:
        for ref in shown.values():
            await self.deliver(Delete(thread=self.key, ref=ref, message_id=message_id), Priority.FINAL)
        if shown and self.adapter.ref(self.key, message_id) is None:
            await self._store.drop_refs(message_id, min(shown))
