"""Questions' forms: shown and checked at once from what is asked, never from the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from botbridge.adapter import Host
from botbridge.model.ask import AskData
from botbridge.model.event import QuestionAnswered
from botbridge.render.escape import escape
from botbridge_discord import buttons, capabilities, incoming, modal
from botbridge_discord.buttons import Page, Press
from botbridge_discord.interactions import DEFERRED_UPDATE, MODAL, FormWork, Plan, told
from botbridge_discord.memory import Memory

_REMEMBERED: Final = 1_000  # forms that are being filled in

Rows = Sequence[Mapping[str, Any]]


class Forms:
    """What people have filled in of forms that are not complete is kept in memory: so is whoever waits for it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._drafts: Memory[tuple[str, str], modal.Entries] = Memory(_REMEMBERED)

    async def plan(self, work: FormWork) -> Plan:
        """What to do about a page that is to be shown, or was submitted."""
        ask = await self._host.question(work.page.question_id)
        refusal = self._refusal(ask, work)
        if ask is None or refusal is not None:
            return self._told(work, refusal or self._host.config.run.unknown_text)
        if work.submitted is None:
            return self._shown(work, ask)
        return self._files(work, ask, work.submitted) if ask.kind == "file" else self._page(work, ask, work.submitted)

    def _refusal(self, ask: AskData | None, work: FormWork) -> str | None:
        """Why this person cannot answer this question by a form now; None if they can."""
        texts = self._host.config.run
        if ask is not None and ask.kind not in ("file", "element"):
            return texts.unknown_text
        return texts.refusal(ask, work.thread.thread_id, work.author.identifier if work.author is not None else None)

    def _told(self, work: FormWork, said: str, rows: Rows = ()) -> Plan:
        return Plan(callback=told(said, rows, in_notice=work.in_notice))

    def _shown(self, work: FormWork, ask: AskData) -> Plan:
        called = buttons.custom_id(Press.ANSWER, work.thread, work.page)
        if ask.kind == "file":
            return Plan(callback={"type": MODAL, "data": modal.upload(ask, called)})
        if not ask.fields:
            return self._link(work, ask)
        if work.page.number >= len(modal.pages(ask)):
            return self._told(work, self._host.config.run.unknown_text)
        form = modal.form(ask, called, work.page.number, self._draft(work))
        return Plan(callback={"type": MODAL, "data": form})

    def _link(self, work: FormWork, ask: AskData) -> Plan:
        """The way to what only a page can show, for this person alone."""
        url = self._host.page_link(ask.thread_id, ask.element_id or "", work.author) if work.author else None
        if url is None:
            return self._told(work, self._host.config.run.unknown_text)
        if len(url) > capabilities.URL_CHARS:
            return self._told(work, f"[Open the page]({url})")
        return self._told(work, "This is answered on a page, which is for you only.", [buttons.link("Open", url)])

    def _files(self, work: FormWork, ask: AskData, submitted: Mapping[str, Any]) -> Plan:
        sent = incoming.files(modal.uploaded(submitted), *work.files_from)
        problem = modal.file_problem(ask, [(file.name, file.mime, file.size) for file in sent])
        if problem is not None:
            return self._told(work, escape(problem), [buttons.again("Try again", work.thread, work.page)])
        return self._answered(work, ask, files=sent)

    def _page(self, work: FormWork, ask: AskData, submitted: Mapping[str, Any]) -> Plan:
        pages, number = modal.pages(ask), work.page.number
        if number >= len(pages):
            return self._told(work, self._host.config.run.unknown_text)
        draft = {**self._draft(work), **modal.entries(pages[number], submitted)}
        self._drafts.put(self._whose(work), draft)
        wrong = modal.problems(pages, number, draft)
        if wrong:
            said = "\n".join(f"- {escape(one)}" for one in wrong)
            return self._told(work, said, [buttons.again("Change", work.thread, work.page)])
        if number + 1 < len(pages):
            said = f"Page {number + 1} of {len(pages)} is filled in."
            following = Page(number + 1, ask.id)
            return self._told(work, said, [buttons.again("Continue", work.thread, following)])
        values = modal.values([one for page in pages for one in page], draft)
        return self._answered(work, ask, values=values)

    def _answered(self, work: FormWork, ask: AskData, **answer: Any) -> Plan:
        self._drafts.pop(self._whose(work))
        event = QuestionAnswered(**work.common, question_id=ask.id, **answer)
        callback = told("Thank you.", in_notice=True) if work.in_notice else {"type": DEFERRED_UPDATE}
        return Plan(callback=callback, event=event)

    def _draft(self, work: FormWork) -> modal.Entries:
        return self._drafts.get(self._whose(work)) or {}

    def _whose(self, work: FormWork) -> tuple[str, str]:
        return work.page.question_id, work.author.native_id if work.author is not None else ""
