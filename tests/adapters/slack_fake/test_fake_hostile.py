"""Whatever an app sends, the fake refuses or takes it; it never breaks."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botbridge.testing.slack import FakeSlack, User, markdown, plain
from botbridge.testing.slack.blocks import check_message, check_view
from botbridge.testing.slack.call import Call
from botbridge.testing.slack.elements import ACTIONS, INPUTS
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.signatures import SIGNATURES
from botbridge.testing.slack.streams import check_chunks

KINDS = [*ACTIONS, *INPUTS, "section", "actions", "context", "markdown", "table", "plan", "container", "image", "input"]
KINDS += ["plain_text", "mrkdwn", "rich_text", "task_card", "modal", "home", "markdown_text", "task_update", "blocks"]
FIELDS = ["text", "elements", "element", "accessory", "fields", "options", "rows", "tasks", "child_blocks", "blocks"]
FIELDS += ["title", "label", "action_id", "block_id", "value", "status", "task_id", "id", "alt_text", "image_url"]

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(KINDS)
typed = st.fixed_dictionaries({"type": st.sampled_from(KINDS)})


def nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = st.dictionaries(st.sampled_from(FIELDS), children, max_size=4)
    return st.lists(children, max_size=3) | fields | st.builds(lambda a, b: {**a, **b}, typed, fields)


anything = st.recursive(scalars, nested, max_leaves=12)
objects = st.builds(lambda a, b: {**a, **b}, typed, st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4))


@settings(max_examples=300, deadline=None)
@given(st.lists(objects, max_size=3) | anything)
def test_any_blocks(value: Any) -> None:
    for check in (check_message, check_view, check_chunks):
        with contextlib.suppress(Refusal):
            check(value)
    try:
        check_message(value)
    except Refusal:
        return
    assert isinstance(plain.blocks_text(value, {}), str)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="`~ \n<>!@ab\\", max_size=40))
def test_any_markdown(text: str) -> None:
    assert markdown.outside_code(text, lambda part: part) == text
    assert len(markdown.without_code(text)) <= len(text)
    assert markdown.expanded(text) >= 0


@pytest.mark.parametrize("method", sorted(SIGNATURES))
@pytest.mark.parametrize("value", [1, [], {}, "x", [None], {"type": "modal", "blocks": 3}, True])
async def test_any_argument(slack: FakeSlack, user: User, method: str, value: Any) -> None:
    signature = SIGNATURES[method]
    sent = await user.dm("hi")
    usual = {"channel": sent.channel.id, "channel_id": sent.channel.id, "ts": sent.ts, "thread_ts": sent.ts}
    token = "xapp-fake-app" if method == "apps.connections.open" else "xoxb-fake-bot"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        for strange in sorted(signature.arguments):
            given_ = {name: usual.get(name, value) for name in signature.arguments} | {strange: value}
            form = {name: json.dumps(entry) for name, entry in given_.items()}
            body = {"json": given_} if signature.takes_json else {"data": form}
            async with session.post(slack.api_url + method, **body) as got:
                assert got.status in (200, 429), strange
                assert "ok" in await got.json()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null", b'"x"'])
async def test_any_body(slack: FakeSlack, body: bytes) -> None:
    headers = {"Authorization": "Bearer xoxb-fake-bot", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(slack.api_url + "chat.postMessage", data=body) as got:
            assert (got.status, (await got.json())["ok"]) == (200, False)
        async with session.post(slack.response_urls.new(slack.channel("C1"), "U1", None), data=body) as got:
            assert got.status in (200, 400)


def test_a_token_is_not_shown() -> None:
    assert "xoxb-secret" not in repr(Call("auth.test", {}, 0.0, token="xoxb-secret"))
