"""What stands beside the messages comes back too: buttons, steps, elements, the sidebar, verdicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_client import Client
from web_house import Builder, House, key, open_house, session_id

from botbridge.model.action import ActionData
from botbridge.model.effect import (
    Edit,
    HideElement,
    HideStep,
    Notify,
    ShowElement,
    ShowSidebar,
    ShowStep,
    ShowTasks,
    StepToken,
)
from botbridge.model.element import ElementData
from botbridge.model.ids import new_id
from botbridge.model.message import MessageData
from botbridge.model.step import StepData, StepDict
from botbridge.model.task import TaskData, TaskListData
from botbridge_web.replay import visible


def element(tab: Client, name: str, kind: Any = "custom", **more: Any) -> ElementData:
    return ElementData(id=new_id(), thread_id=tab.thread_id, type=kind, name=name, **more)


def button(label: str) -> ActionData:
    return ActionData(id=new_id(), name="pick", label=label)


def step(tab: Client, name: str, **more: Any) -> StepData:
    given = {"id": new_id(), "created_at": "2026-01-01T00:00:00.000Z", "type": "tool", **more}
    return StepData(thread_id=tab.thread_id, name=name, **given)


async def show(house: House, one: StepData) -> StepData:
    """Show a step, and keep it as the data layer does."""
    steps = house.host.threads[one.thread_id]["steps"]
    steps[:] = [known for known in steps if known["id"] != one.id] + [one.to_step()]
    await house.deliver(ShowStep(thread=key(one.thread_id), step=one))
    return one


async def offer(house: House, tab: Client, *those: ActionData) -> MessageData:
    house.host.buttons += those
    return await house.post(tab.thread_id, "choose", actions=those)


async def take_away(house: House, message: MessageData, *removed: ActionData) -> None:
    house.host.buttons = [one for one in house.host.buttons if one not in removed]
    left = replace(message, actions=tuple(one for one in message.actions if one not in removed))
    thread, ref = key(message.thread_id), house.ref(message)
    await house.deliver(Edit(thread=thread, ref=ref, message=left, text=left.content, removed=removed))


async def back(house: House, http: aiohttp.ClientSession, tab: Client, *, reload: bool = False) -> Client:
    """The same tab after a break; it shows what it showed before, or nothing after a reload."""
    await tab.vanish()
    again = Client(http, house.url, tab.session_id)
    if reload:
        await http.post(f"{house.url}/set-session-cookie", json={"session_id": tab.session_id})
    else:
        again.shown, again.buttons = tab.shown, list(tab.buttons)
        again.elements, again.panel = dict(tab.elements), tab.panel
    await again.connect()
    return again


# Buttons


@pytest.mark.parametrize("reload", [False, True])
async def test_buttons_stand_there_once(house: House, http: aiohttp.ClientSession, tab: Client, reload: bool) -> None:
    one, two = button("one"), button("two")
    await offer(house, tab, one, two)
    await tab.settle()
    assert tab.buttons == [one.id, two.id]
    again = await back(house, http, tab, reload=reload)
    assert again.buttons == [one.id, two.id]
    await again.vanish()


async def test_a_button_that_went_while_a_tab_was_away_is_gone(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    one, two, three = button("one"), button("two"), button("three")
    message = await offer(house, tab, one, two)
    await tab.settle()
    await tab.vanish()
    await take_away(house, message, one)
    await offer(house, tab, three)
    again = await back(house, http, tab)
    assert again.buttons == [two.id, three.id]
    await again.vanish()
    # It was hung on the message once more.
    house.host.buttons.append(one)
    thread, ref = key(message.thread_id), house.ref(message)
    await house.deliver(Edit(thread=thread, ref=ref, message=message, text="choose"))
    again = await back(house, http, again)
    assert sorted(again.buttons) == sorted([one.id, two.id, three.id])
    await again.vanish()


# Steps


async def test_steps_that_were_missed_come_whole(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    begun = await show(house, step(tab, "search", input="q", streaming=True))
    gone = await show(house, step(tab, "gone"))
    await tab.settle()
    await tab.vanish()
    for text, is_input in (("one ", False), ("more", True), ("two", False)):
        token = StepToken(thread=key(tab.thread_id), step_id=begun.id, token=text, is_input=is_input)
        await house.deliver(token)
    await house.deliver(HideStep(thread=key(tab.thread_id), step_id=gone.id))
    new = await show(house, step(tab, "new", parent_id=begun.id))
    again = await back(house, http, tab)
    shown = again.shown
    assert gone.id not in shown
    assert (shown[begun.id]["output"], shown[begun.id]["input"]) == ("one two", "qmore")
    assert shown[begun.id]["streaming"] is True
    assert shown[new.id]["parentId"] == begun.id
    await house.deliver(StepToken(thread=key(tab.thread_id), step_id=begun.id, token=" three"))
    await show(house, replace(begun, output="one two three.", streaming=False, end="2026-01-01T00:00:01.000Z"))
    await again.settle()
    assert again.shown[begun.id]["output"] == "one two three."
    last = await back(house, http, again)
    assert last.shown[begun.id]["output"] == "one two three."
    await last.vanish()


@pytest.mark.parametrize(
    ("cot", "names"),
    [
        ("full", ["run", "model", "tool", "inner", "answer"]),
        ("tool_call", ["tool", "inner", "answer"]),
        ("hidden", ["answer"]),
    ],
)
async def test_people_see_again_what_they_may_see(
    build: Builder, http: aiohttp.ClientSession, cot: str, names: list[str]
) -> None:
    house = await build(config={"ui": {"cot": cot}})
    tab = Client(http, house.url, session_id())
    await tab.connect()
    await house.post(tab.thread_id, "answer", id="answer", parent_id="inner", author="answer")
    run = step(tab, "run", id="run", type="run")
    model = step(tab, "model", id="model", type="llm", parent_id="run")
    tool = step(tab, "tool", id="tool", parent_id="model")
    inner = step(tab, "inner", id="inner", parent_id="tool")
    steps = house.host.threads[tab.thread_id]["steps"]
    steps[:] = [*(one.to_step() for one in (run, model, tool, inner)), *steps]
    again = await back(house, http, tab, reload=True)
    assert [one["name"] for one in again.shown.values()] == names
    parents = {name: one["parentId"] for name, one in again.shown.items()}
    known = set(parents)
    assert all(parent is None or parent in known for parent in parents.values())
    assert parents["answer"] == (None if cot == "hidden" else "inner")
    assert parents.get("tool") == {"full": "model"}.get(cot)
    await again.vanish()


def stored(name: str, kind: Any, parent: str | None) -> StepDict:
    return {"id": name, "name": name, "type": kind, "parentId": parent}


ids = st.sampled_from("abcdefg")
kinds = st.sampled_from(["run", "tool", "llm", "user_message", "assistant_message"])
kept_steps = st.lists(st.builds(stored, ids, kinds, st.none() | ids), max_size=7, unique_by=lambda one: one["id"])


@given(kept_steps, st.sampled_from(["full", "tool_call", "hidden"]))
def test_whatever_is_kept_hangs_on_something_that_was_told_before(steps: list[StepDict], cot: Any) -> None:
    """The npm client drops a step whose parent it does not know: no message may be lost like that."""
    told: set[str] = set()
    for one in visible(steps, cot):
        assert one["parentId"] is None or one["parentId"] in told
        told.add(one["id"])
    assert {one["id"] for one in steps if one["type"].endswith("_message")} <= told
    assert (cot == "full") <= (told == {one["id"] for one in steps})


def test_what_is_hidden_gives_its_place_to_what_it_holds() -> None:
    steps = [
        stored("tool", "tool", None),
        stored("model", "llm", "tool"),
        stored("deep", "tool", "model"),
        stored("lost", "tool", "nobody"),
        stored("self", "tool", "self"),
        stored("child", "tool", "late"),
        stored("late", "tool", None),
    ]
    seen = {one["id"]: one["parentId"] for one in visible(steps, "tool_call")}
    assert seen == {"tool": None, "deep": "tool", "lost": None, "self": None, "child": None, "late": None}


# Elements


async def test_elements_that_came_changed_and_went_meanwhile(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    stays, goes = element(tab, "stays", props={"n": 1}), element(tab, "goes")
    await house.post(tab.thread_id, "see", elements=(stays, goes))
    await tab.settle()
    assert tab.elements.keys() == {stays.id, goes.id}
    await tab.vanish()
    changed = replace(stays, props={"n": 2})
    alone = element(tab, "alone")
    for one in (changed, alone):
        house.host.keep_element(one)
        await house.deliver(ShowElement(thread=key(tab.thread_id), element=one))
    house.host.forget_element(tab.thread_id, goes.id)
    await house.deliver(HideElement(thread=key(tab.thread_id), element_id=goes.id))
    again = await back(house, http, tab)
    assert {one["name"]: one["props"] for one in again.elements.values()} == {"stays": {"n": 2}, "alone": {}}
    await again.vanish()


async def test_a_task_list_that_went_on_meanwhile(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    tasks = TaskListData(id=new_id(), thread_id=tab.thread_id, title="Sailing", tasks=(TaskData(id="1", title="a"),))
    await house.deliver(ShowTasks(thread=key(tab.thread_id), list=tasks))
    await tab.settle()
    [told] = tab.of("element")
    assert (told["type"], told["props"]) == (
        "tasklist",
        {"status": "Sailing", "tasks": [{"title": "a", "status": "ready", "forId": None}]},
    )
    await tab.vanish()
    done = replace(tasks, title="There", tasks=(TaskData(id="1", title="a", state="done"),))
    props = {"status": done.title, "tasks": [task.to_dict() for task in done.tasks]}
    house.host.keep_element(replace(element(tab, "tasklist", "tasklist", props=props), id=tasks.id))
    await house.deliver(ShowTasks(thread=key(tab.thread_id), list=done))
    again = await back(house, http, tab)
    assert again.elements[tasks.id]["props"]["status"] == "There"
    await again.vanish()


async def test_a_verdict_is_told_again_with_a_message_of_just_now(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    answer = await house.post(tab.thread_id, "the answer")
    verdict: Any = {"id": "f", "forId": answer.id, "value": 1, "comment": "yes"}
    house.host.threads[tab.thread_id]["steps"][-1]["feedback"] = verdict
    again = await back(house, http, tab, reload=True)
    assert again.shown[answer.id]["feedback"] == verdict
    await again.vanish()


# The sidebar


async def test_the_sidebar_comes_back(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    thread, one, two = key(tab.thread_id), element(tab, "one"), element(tab, "two")
    await house.deliver(ShowSidebar(thread=thread, title="Notes", elements=(one,)))
    await tab.settle()
    assert tab.panel is not None
    assert (tab.panel["title"], [item["name"] for item in tab.panel["elements"]]) == ("Notes", ["one"])
    # Without a key of the app's the npm client would keep what it shows: it never sees the same one twice.
    await house.deliver(ShowSidebar(thread=thread, title=None, elements=(two,)))
    await tab.settle()
    assert [item["name"] for item in tab.panel["elements"]] == ["two"]
    await tab.vanish()
    await house.deliver(ShowSidebar(thread=thread, title="Other", elements=(one, two), key="k"))
    again = await back(house, http, tab)
    assert again.panel is not None
    assert (again.panel["title"], again.panel["key"], len(again.panel["elements"])) == ("Other", "k", 2)
    await house.deliver(ShowSidebar(thread=thread, title=None, elements=()))
    await again.settle()
    assert again.panel is None
    last = await back(house, http, again, reload=True)
    assert last.panel is None
    await last.vanish()


async def test_a_sidebar_that_stayed_the_same_is_not_opened_anew(
    house: House, http: aiohttp.ClientSession, tab: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botbridge_web.sessions.BLIND_SECONDS", 0.0)
    await house.deliver(ShowSidebar(thread=key(tab.thread_id), title="Notes", elements=(element(tab, "one"),)))
    await tab.vanish()
    await house.post(tab.thread_id, "news")
    again = await back(house, http, tab)
    assert "news" in again.texts()
    assert again.of("set_sidebar_elements") == []
    await again.vanish()
    after_a_reload = await back(house, http, again, reload=True)
    assert len(after_a_reload.of("set_sidebar_elements")) == 1
    await after_a_reload.vanish()


# A restart


async def test_after_a_restart_everything_is_told_from_the_store(
    house: House, http: aiohttp.ClientSession, tab: Client
) -> None:
    one, counter = button("one"), element(tab, "Counter")
    await offer(house, tab, one)
    await house.post(tab.thread_id, "see", elements=(counter,))
    await show(house, step(tab, "search"))
    await tab.settle()
    await tab.vanish()
    async with open_house(house.host.folder, host=house.host) as restarted:
        again = await back(restarted, http, tab)
        assert again.texts() == ["hi", "choose", "see", ""]
        assert again.buttons == [one.id]
        assert [item["name"] for item in again.elements.values()] == ["Counter"]
        assert again.asked is None
        await again.vanish()


# Notices


async def test_a_notice_is_for_those_who_are_there(house: House, http: aiohttp.ClientSession, tab: Client) -> None:
    text = "Not yours, <b>\ue0b0x\ue0b1"
    await house.deliver(Notify(thread=key(tab.thread_id), to=None, text=text))
    await tab.until(lambda: tab.of("toast"))
    [toast] = tab.of("toast")
    assert toast["type"] == "warning"
    assert toast["message"].startswith("Not yours, <b>")
    again = await back(house, http, tab)
    assert again.of("toast") == []
    await again.vanish()
