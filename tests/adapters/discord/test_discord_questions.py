"""Presses and forms between Discord and the host: answered in time, refused in words, kept over several pages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from discord_kit import MemoryHost
from outgoing import message

from botbridge.errors import DatabaseError
from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.effect import Notify, Post
from botbridge.model.event import ActionClicked, FeedbackGiven, QuestionAnswered
from botbridge.model.ids import ThreadKey
from botbridge.model.user import Author
from botbridge.testing.discord import FakeDiscord, Interaction, Message, User
from botbridge_discord import address, interactivity
from botbridge_discord.adapter import DiscordAdapter

FIELDS = [{"id": f"f{number}", "label": f"Field {number}", "required": number == 1} for number in range(12)]


class Talk:
    """A direct message that the host knows, with what the app shows in it."""

    def __init__(self, fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter) -> None:
        self.fake, self.user, self.host, self.adapter = fake, user, host, adapter
        self.key = address.thread_key(user.dm_channel.id)

    async def shown(self, **fields: Any) -> Message:
        """A message of the app with these fields, as people see it."""
        await self.adapter.deliver(Post(thread=self.key, message=message("look", **fields), text="look"))
        return self.fake.messages[-1]

    async def asked(self, kind: Any = "element", **fields: Any) -> Message:
        """A question of this kind."""
        identifier = Author(platform="discord", native_id=self.user.id).identifier
        known = {"thread_id": self.key.thread_id, "timeout": 60, "respondents": (identifier,), "text": "Book a table"}
        ask = AskData(**{"id": "q-1", "kind": kind, **known, **fields})
        self.host.asks[ask.id] = ask
        return await self.shown(ask=ask)

    @property
    def notices(self) -> list[Message]:
        return [one for one in self.fake.messages if one.ephemeral_to]


@pytest.fixture
async def talk(fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter) -> Talk:
    await user.dm("go")
    await host.has(1)
    return Talk(fake, user, host, adapter)


def told(begun: Interaction) -> str:
    """What the person alone was answered."""
    assert begun.original is not None
    assert begun.original.ephemeral_to == begun.person.id
    return begun.original.text.replace("\\", "").replace("\u2060", "")


async def test_a_press_is_stored_before_it_is_acknowledged(talk: Talk) -> None:
    shown = await talk.shown(actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    begun = await talk.user.click(shown, "Pick")
    assert begun.answered == 6
    event = talk.host.events[1]
    assert isinstance(event, ActionClicked)
    assert (event.action_id, event.thread) == ("a-1", talk.key)
    assert "token" not in event.raw["data"]


async def test_a_press_is_acknowledged_in_time_however_long_storing_takes(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interactivity, "_STORED_WITHIN", 0.05)
    gate = asyncio.Event()

    async def wait_once() -> None:
        talk.host.before_storing = None
        await gate.wait()

    shown = await talk.shown(actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    talk.host.before_storing = wait_once
    assert (await talk.user.click(shown, "Pick")).answered == 6
    assert len(talk.host.events) == 1
    gate.set()
    await talk.host.has(2)


async def test_a_press_in_a_conversation_that_nobody_knows_is_refused(
    fake: FakeDiscord, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    stranger = fake.user("U9")
    talk = Talk(fake, stranger, host, adapter)
    shown = await talk.shown(actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    await stranger.click(shown, "Pick")
    await fake.until(lambda: talk.notices)
    assert [one.text for one in talk.notices] == [host.config.run.unknown_text]
    assert host.events == []


def notice(talk: Talk, cause: Any, text: str = "Not *yours*.") -> Notify:
    return Notify(
        thread=talk.key, cause=cause, to=Author(platform="discord", native_id=talk.user.id, name="a*da"), text=text
    )


async def test_who_pressed_is_told_alone(talk: Talk) -> None:
    shown = await talk.shown(actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    await talk.user.click(shown, "Pick")
    await talk.host.has(2)
    await talk.adapter.deliver(notice(talk, talk.host.events[1]))
    (only,) = talk.notices
    assert (only.text, only.ephemeral_to) == ("Not *yours*.", talk.user.id)


async def test_after_fifteen_minutes_who_pressed_is_told_by_name(talk: Talk) -> None:
    shown = await talk.shown(actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    await talk.user.click(shown, "Pick")
    await talk.host.has(2)
    talk.fake.clock.advance(901)
    await talk.adapter.deliver(notice(talk, talk.host.events[1]))
    assert talk.notices == []
    assert talk.fake.messages[-1].text == "**a\\*da**: Not *yours*."


async def test_what_is_told_is_one_message_however_long_it_is(talk: Talk) -> None:
    shown = await talk.shown(actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    await talk.user.click(shown, "Pick")
    await talk.host.has(2)
    for cause in (talk.host.events[1], None):
        await talk.adapter.deliver(notice(talk, cause, "word " * 1000))
        assert len(talk.fake.messages[-1].content) == 2000


async def test_who_wrote_is_told_by_name(talk: Talk) -> None:
    await talk.adapter.deliver(notice(talk, talk.host.events[0]))
    await talk.adapter.deliver(Notify(thread=talk.key, to=None, text="anybody?"))
    assert [one.text for one in talk.fake.messages[-2:]] == ["**a\\*da**: Not *yours*.", "anybody?"]


async def test_a_form_has_pages_and_keeps_what_was_filled_in(talk: Talk) -> None:
    shown = await talk.asked(props={"fields": FIELDS})
    await talk.user.click(shown, "Fill in")
    wrong = await talk.user.submit({"Field 0": "zero", "Field 1": " "})
    assert told(wrong) == "- Field 1 is needed"
    assert wrong.original is not None
    await talk.user.click(wrong.original, "Change")
    first = await talk.user.submit({"Field 1": "one"})  # what was there before stands there again
    assert (told(first), first.answered) == ("Page 1 of 3 is filled in.", 7)
    assert first.original is not None
    await talk.user.click(first.original, "Continue")
    second = await talk.user.submit({"Field 9": "nine"})
    assert told(second) == "Page 2 of 3 is filled in."
    assert second.original is not None
    await talk.user.click(second.original, "Continue")
    last = await talk.user.submit({"Field 11": "eleven"})
    assert told(last) == "Thank you."
    assert len(talk.notices) == 1  # it changed in its place
    event = talk.host.events[1]
    assert isinstance(event, QuestionAnswered)
    assert event.values is not None
    assert {name: value for name, value in event.values.items() if value} == {
        "f0": "zero", "f1": "one", "f9": "nine", "f11": "eleven",
    }  # fmt: skip


async def test_a_short_form_is_answered_without_a_word(talk: Talk) -> None:
    shown = await talk.asked(props={"fields": FIELDS[:2]})
    await talk.user.click(shown, "Fill in")
    assert (await talk.user.submit({"Field 1": "x"})).answered == 6
    assert talk.notices == []
    assert len(talk.host.events) == 2


async def test_two_people_fill_in_forms_of_their_own(fake: FakeDiscord, talk: Talk) -> None:
    shown = await talk.asked(props={"fields": FIELDS}, respondents=None)
    other = fake.user("U2")
    await talk.user.click(shown, "Fill in")
    await talk.user.submit({"Field 0": "mine", "Field 1": "x"})
    await other.click(shown, "Fill in")
    assert other.modal is not None
    assert "mine" not in str(other.modal)


async def test_files_are_uploaded_into_a_form(talk: Talk) -> None:
    shown = await talk.asked("file", accept=["text/plain"], max_files=2)
    await talk.user.click(shown, "Upload")
    wrong = await talk.user.submit({"Files": [("a_b.png", b"\x89PNG", "image/png")]})
    assert told(wrong).startswith("a_b.png was not taken: this needs up to 2 files of type text/plain")
    assert wrong.original is not None
    await talk.user.click(wrong.original, "Try again")
    await talk.user.submit({"Files": [("a.txt", b"one", "text/plain"), ("b.txt", b"two!", "text/plain")]})
    event = talk.host.events[1]
    assert isinstance(event, QuestionAnswered)
    assert [(file.name, file.mime, file.size) for file in event.files] == [
        ("a.txt", "text/plain", 3),
        ("b.txt", "text/plain", 4),
    ]


async def test_a_page_is_linked_to_for_one_person(talk: Talk) -> None:
    talk.host.base_url = "https://bot.example"
    shown = await talk.asked(props={"turns": 3}, element_id="e-1")
    begun = await talk.user.click(shown, "Open")
    assert told(begun) == "This is answered on a page, which is for you only."
    assert begun.original is not None
    (button,) = begun.original.components[0]["components"]
    assert button["url"] == f"https://bot.example/element/e-1?for={talk.user.id}"
    talk.host.base_url = "https://bot.example/" + "x" * 512
    assert told(await talk.user.click(shown, "Open")).startswith("[Open the page](https://bot.example/xxx")
    talk.host.base_url = ""
    assert told(await talk.user.click(shown, "Open")) == talk.host.config.run.unknown_text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"respondents": ("discord:77",)}, "foreign_text"),
        ({"outcome": "expired"}, "late_text"),
        ({"thread_id": "another"}, "unknown_text"),
        ({"kind": "text"}, "unknown_text"),
        ({"id": "another"}, "unknown_text"),
    ],
)
@pytest.mark.parametrize("opened", [False, True])
async def test_who_cannot_answer_is_told_why(talk: Talk, changes: dict[str, Any], reason: str, opened: bool) -> None:
    shown = await talk.asked(props={"fields": FIELDS[:1]})
    if opened:
        await talk.user.click(shown, "Fill in")
    ask = talk.host.asks.pop("q-1")
    changed = AskData(**{**{name: getattr(ask, name) for name in ask.__slots__}, **changes})
    talk.host.asks[changed.id] = changed
    begun = await (talk.user.submit({}) if opened else talk.user.click(shown, "Fill in"))
    assert told(begun) == getattr(talk.host.config.run, reason)
    assert len(talk.host.events) == 1


async def test_a_page_that_is_no_more_is_told(talk: Talk) -> None:
    shown = await talk.asked(props={"fields": FIELDS})
    await talk.user.click(shown, "Fill in")
    page = await talk.user.submit({"Field 1": "x"})
    assert page.original is not None
    ask = talk.host.asks["q-1"]
    known = {name: getattr(ask, name) for name in ask.__slots__}
    talk.host.asks["q-1"] = AskData(**{**known, "props": {"fields": FIELDS[:1]}})
    assert told(await talk.user.click(page.original, "Continue")) == talk.host.config.run.unknown_text


async def test_a_form_that_cannot_be_looked_up_is_told(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_question_id: str) -> None:
        raise DatabaseError("the disk is full")

    shown = await talk.asked(props={"fields": FIELDS[:1]})
    talk.host.question = broken  # type: ignore[method-assign,assignment]
    assert told(await talk.user.click(shown, "Fill in")) == talk.host.config.run.error_text
    assert "the disk is full" in caplog.text


async def test_a_verdict_is_thanked_for_and_can_be_explained(talk: Talk) -> None:
    shown = await talk.shown(rated=True)
    assert (await talk.user.click(shown, "👎")).answered == 6
    await talk.fake.until(lambda: talk.notices)
    (thanks,) = talk.notices
    await talk.user.click(thanks, "Add a comment")
    await talk.user.submit({"What was good or bad about it?": "too *long*"})
    first, second = talk.host.events[1:]
    assert isinstance(first, FeedbackGiven)
    assert isinstance(second, FeedbackGiven)
    assert (first.value, first.comment) == (0, None)
    assert (second.value, second.comment, second.message_id) == (0, "too *long*", first.message_id)
    assert (thanks.text, thanks.buttons) == ("Thank you for your comment.", [])


async def test_buttons_that_discord_refuses_do_not_keep_the_message_back(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await talk.shown(actions=(ActionData(id="x" * 200, name="pick", label="Pick"),))
    assert (shown.text, shown.buttons) == ("look", [])
    assert "without its buttons" in caplog.text
    many = tuple(ActionData(id=f"a-{number}", name="pick", label=str(number)) for number in range(130))
    assert len((await talk.shown(actions=many, id="another")).components) == 5
    assert "5 more buttons" in caplog.text


async def test_a_press_of_a_conversation_that_got_no_thread_is_answered_where_it_is(
    fake: FakeDiscord, user: User, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    channel = fake.channel("C1")
    fake.faults.stale_permission("CREATE_PUBLIC_THREADS", channel=channel)
    said = await user.mention("hi")
    (event,) = await host.has(1)
    assert event.thread == ThreadKey("discord", (said.id,))
    offered = message("look", actions=(ActionData(id="a-1", name="pick", label="Pick"),))
    await adapter.deliver(Post(thread=event.thread, cause=event, message=offered, text="look"))
    await user.click(fake.messages[-1], "Pick")
    press = (await host.has(2))[1]
    assert press.thread == event.thread
    await adapter.deliver(Post(thread=press.thread, cause=press, message=message("picked", id="2"), text="picked"))
    assert fake.messages[-1].channel is channel
    assert fake.messages[-1].text == "picked"
