"""One conversation: start once, remember, restore, end."""

import asyncio
from dataclasses import replace

import botbridge as cl
from botbridge.adapter import Receipt
from botbridge.model.ids import ThreadKey
from botbridge.testing.memory import MemoryPlatform, MemoryUser
from botbridge.types import ThreadDict

from .conftest import Start


def counting() -> None:
    @cl.on_chat_start
    async def start() -> None:
        cl.user_session.set("count", 0)
        await cl.Message("hello").send()

    @cl.on_message
    async def answer(message: cl.Message) -> None:
        cl.user_session.set("count", cl.user_session.get("count") + 1)
        await cl.Message(f"{cl.user_session.get('count')} {message.content}").send()


async def test_chat_starts_once_and_the_session_lives_on(platform: MemoryPlatform, start: Start) -> None:
    async with start(counting):
        ada = platform.user()
        for word in ("a", "b", "c"):
            await ada.say(word)
        await platform.text("3 c")
    assert platform.texts() == ["hello", "1 a", "2 b", "3 c"]


async def test_conversations_do_not_share_their_session(platform: MemoryPlatform, start: Start) -> None:
    async with start(counting):
        await platform.user("ada", "one").say("a")
        await platform.user("ada", "two").say("b")
        await platform.text("1 a", "one")
        await platform.text("1 b", "two")


async def test_the_session_is_restored_after_a_restart_and_resume_gets_the_thread(
    platform: MemoryPlatform, start: Start
) -> None:
    resumed: list[ThreadDict] = []

    def app() -> None:
        counting()

        @cl.on_chat_resume
        async def resume(thread: ThreadDict) -> None:
            resumed.append(thread)

    async with start(app):
        await platform.user().say("a")
        await platform.text("1 a")
    async with start(app):
        await platform.user().say("b")
        await platform.text("2 b")
    assert platform.texts() == ["hello", "1 a", "2 b"]
    assert [step["output"] for step in resumed[0]["steps"]] == ["a", "hello", "1 a"]
    assert len(resumed) == 1


async def test_chat_context_survives_a_restart(platform: MemoryPlatform, start: Start) -> None:
    seen: list[list[dict[str, str]]] = []

    def app() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            seen.append(cl.chat_context.to_openai())
            await cl.Message(f"re: {message.content}").send()

    async with start(app):
        await platform.user().say("a")
        await platform.text("re: a")
    async with start(app):
        await platform.user().say("b")
        await platform.text("re: b")
    assert seen[1] == [
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "re: a"},
        {"role": "user", "content": "b"},
    ]


async def test_a_redelivered_event_is_answered_once_even_after_a_restart(
    platform: MemoryPlatform, start: Start
) -> None:
    async with start(counting):
        assert await platform.user().say("a", key="memory:e1") is Receipt.STORED
        assert await platform.user().say("a", key="memory:e1") is Receipt.DUPLICATE
        await platform.text("1 a")
    async with start(counting):
        assert await platform.user().say("a", key="memory:e1") is Receipt.DUPLICATE
        await platform.user().say("b")
        await platform.text("2 b")
    assert platform.texts() == ["hello", "1 a", "2 b"]


async def test_a_follow_up_counts_only_in_a_known_thread(platform: MemoryPlatform, start: Start) -> None:
    async with start(counting):
        ada = platform.user()
        assert await ada.say("too early", follow_up=True) is Receipt.IGNORED
        await ada.say("a")
        assert await ada.say("b", follow_up=True) is Receipt.STORED
        await platform.text("2 b")
    assert "too early" not in " ".join(platform.texts())


async def test_leaving_ends_the_chat_once_and_a_new_message_begins_anew(platform: MemoryPlatform, start: Start) -> None:
    ended: list[int] = []

    def app() -> None:
        counting()

        @cl.on_chat_end
        async def end() -> None:
            ended.append(cl.user_session.get("count"))

    async with start(app):
        ada = platform.user()
        await ada.say("a")
        await platform.text("1 a")
        await ada.leave()
        await ada.leave()
        await ada.say("b")
        await platform.text("1 b")
    assert ended == [1]
    assert platform.texts().count("hello") == 2


async def test_opening_runs_chat_start_before_the_first_message(platform: MemoryPlatform, start: Start) -> None:
    async with start(counting):
        await platform.user().open()
        await platform.text("hello")
        await platform.user().open()
        await platform.user().say("a")
        await platform.text("1 a")
    assert platform.texts() == ["hello", "1 a"]


async def test_the_user_is_the_author_of_each_event(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            user = cl.user_session.get("user")
            await cl.Message(f"{user.display_name} {cl.user_session.get('memory_event')['text']}").send()

    async with start(app):
        await platform.user("ada").say("a")
        await platform.user("bob").say("b")
        await platform.text("Bob b")
    assert platform.texts() == ["Ada a", "Bob b"]


async def test_a_plain_function_is_a_handler_too(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        def answer(message: cl.Message) -> None:
            cl.run_sync(cl.Message(f"sync {message.content}").send())

    async with start(app):
        await platform.user().say("a")
        await platform.text("sync a")


async def test_what_json_cannot_hold_lives_as_long_as_the_process(platform: MemoryPlatform, start: Start) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            lock = cl.user_session.get("lock")
            await cl.Message(f"{lock is not None} {cl.user_session.get('name')}").send()
            cl.user_session.set("lock", asyncio.Lock())
            cl.user_session.set("name", "kept")

    async with start(app):
        await platform.user().say("a")
        await platform.text("False None")
        await platform.user().say("b")
        await platform.text("True kept")
    async with start(app):
        await platform.user().say("c")
        await platform.text("False kept")


async def test_silent_conversations_leave_memory_and_come_back(platform: MemoryPlatform, start: Start) -> None:
    async with start(counting, config={"run": {"idle_evict": 0.1}}) as run:
        await platform.user().say("a")
        await platform.text("1 a")
        async with asyncio.timeout(5):
            while len(run.dispatcher):
                await asyncio.sleep(0.02)
        await platform.user().say("b")
        await platform.text("2 b")


async def test_ending_a_channel_ends_every_conversation_in_it(platform: MemoryPlatform, start: Start) -> None:
    ended: list[str] = []

    def app() -> None:
        counting()

        @cl.on_chat_end
        async def end() -> None:
            ended.append(cl.context.thread_id)

    inside = [ThreadKey("memory", ("channel", thread)) for thread in ("one", "two")]
    async with start(app) as run:
        for key in inside:
            await MemoryUser(platform, "ada", key).say("a")
        await platform.user(thread="channel2").say("a")
        await platform.until(lambda: sum(one.text == "1 a" for one in platform.shown) == 3)
        await MemoryUser(platform, "ada", ThreadKey("memory", ("channel",))).leave()
        async with asyncio.timeout(5):
            while len(run.dispatcher) > 1:
                await asyncio.sleep(0.01)
    assert sorted(ended) == sorted(key.thread_id for key in inside)


async def test_a_status_is_said_again_before_the_platform_forgets_it(start: Start, platform: MemoryPlatform) -> None:
    platform.capabilities = replace(platform.capabilities, status=True, status_lasts=0.1)

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await platform.until(lambda: platform.working == [True, True, True])
            await cl.Message("ok").send()

    async with start(app):
        await platform.user().say("a")
        await platform.text("ok")
        await platform.until(lambda: platform.working[-1] is False)
    assert platform.working[:3] == [True, True, True]
