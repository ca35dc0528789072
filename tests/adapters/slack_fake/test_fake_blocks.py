"""Blocks that Slack takes and blocks that it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack

from .test_fake_chat import error_of


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def button(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": f"go{number}", **more}


def select(options: int) -> dict[str, Any]:
    made = [{"text": plain(str(n)), "value": str(n)} for n in range(options)]
    return {"type": "static_select", "action_id": "pick", "options": made}


def section(text: str, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": text}}


def verdict(text: str = "Good", **more: Any) -> dict[str, Any]:
    side = {"text": plain(text), "value": "1", **more}
    return {"type": "feedback_buttons", "action_id": "judge", "positive_button": side, "negative_button": side}


OPTIONS = {"options": select(1)["options"]}
CARD = {"type": "task_card", "task_id": "1", "title": "T", "status": "complete"}
CELL = {"type": "raw_text", "text": "x"}

GOOD = [
    section("x" * 3_000),
    {"type": "section", "fields": [plain("a")] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "actions", "elements": [button(n) for n in range(25)]},
    {"type": "actions", "elements": [select(100)]},
    {"type": "actions", "elements": [{**select(2), "initial_option": select(2)["options"][1]}]},
    {
        "type": "actions",
        "elements": [button(text=plain("x" * 75), value="x" * 2_000, url="https://a.test/" + "x" * 2_900)],
    },
    {"type": "context_actions", "elements": [verdict("x" * 75, accessibility_label="x" * 75)]},
    {"type": "context", "elements": [plain("x")] * 10},
    {"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}},
    {"type": "table", "rows": [[CELL] * 20] * 100},
    {"type": "plan", "title": "P", "tasks": [CARD]},
    {"type": "container", "title": plain("T"), "child_blocks": [section("x")], "is_collapsible": True},
    {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input", "action_id": "i"}},
    {"type": "markdown", "text": "\n\n".join(["paragraph"] * 50)},
    {"type": "carousel", "elements": [{"type": "card", "title": plain("x")}] * 10},
]

BAD = [
    (section("x" * 3_001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters"),
    ({"type": "section"}, "must provide one of text, fields"),
    ({"type": "section", "fields": [plain("a")] * 11}, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    ({"type": "actions", "elements": [button(n) for n in range(26)]}, "no more than 25 items"),
    ({"type": "actions", "elements": []}, "must have at least 1 items"),
    ({"type": "actions", "elements": [button(text=plain("x" * 76))]}, "must be less than 76 characters"),
    ({"type": "actions", "elements": [button(value="x" * 2_001)]}, "must be less than 2001"),
    ({"type": "actions", "elements": [button(style="loud")]}, "must be one of primary, danger"),
    ({"type": "actions", "elements": [button(colour="red")]}, "invalid additional property: colour"),
    ({"type": "actions", "elements": [select(101)]}, "no more than 100 items"),
    (
        {"type": "actions", "elements": [{**select(2), "type": "overflow", "options": select(6)["options"]}]},
        "no more than 5",
    ),
    (
        {"type": "actions", "elements": [{**select(2), "type": "checkboxes", "options": select(11)["options"]}]},
        "no more than 10",
    ),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
    ({"type": "image", "alt_text": "a"}, "must provide one of image_url, slack_file"),
    ({"type": "table", "rows": [[CELL] * 21]}, "no more than 20 items"),
    ({"type": "table", "rows": [[CELL]] * 101}, "no more than 100 items"),
    ({"type": "task_card", "task_id": "1", "title": "T", "status": "done"}, "must be one of pending"),
    ({"type": "container", "child_blocks": [section("x")]}, "must provide one of title"),
    ({"type": "container", "title": plain("T"), "child_blocks": [section("x")] * 11}, "no more than 10 items"),
    ({"type": "alert", "text": plain("x")}, "unsupported type: alert"),
    ({"type": "input", "label": plain("L"), "element": {"type": "file_input"}}, "unsupported type: file_input"),
    ({"type": "markdown", "text": "\n\n".join(["paragraph"] * 51)}, "markdown expands to 51"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "carousel", "elements": [{"type": "card", "title": plain("x")}] * 11}, "no more than 10 items"),
    (
        {"type": "actions", "elements": [button(1), button(1)]},
        "action_id 'go1' already exists [json-pointer:/blocks/0]",
    ),
    ({"type": "actions", "elements": [button(url="example.com")]}, "must be a valid URL"),
    ({"type": "actions", "elements": [{**select(2), "initial_option": select(3)["options"][2]}]}, "not in options"),
    (
        {"type": "actions", "elements": [{**select(2), "option_groups": [{"label": plain("g"), **OPTIONS}]}]},
        "must not have both options and option_groups",
    ),
    ({"type": "actions", "elements": [{"type": "datepicker", "initial_date": "tomorrow"}]}, "must be a valid date"),
    ({"type": "actions", "elements": [{"type": "timepicker", "initial_time": "24:00"}]}, "must be a valid time"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "must be more than 0 characters"),
    ({"type": "context_actions", "elements": [verdict(text="x" * 76)]}, "must be less than 76 characters"),
    ({"type": "context_actions", "elements": [verdict(accessibility_label="x" * 76)]}, "must be less than 76"),
    ({"type": "context_actions", "elements": [verdict()] * 6}, "no more than 5 items"),
    ({"type": "context_actions", "elements": [button()]}, "unsupported type: button"),
    ({"type": "task_card", "task_id": "", "title": "T", "status": "complete"}, "must be more than 0 characters"),
    ({**CARD, "output": "words"}, "must be an object"),
    ({"type": "plan", "title": "", "tasks": [CARD]}, "must be more than 0 characters"),
    ({"type": "sparkle"}, "unsupported type: sparkle [json-pointer:/blocks/0/type]"),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
async def test_blocks_at_the_limit_are_taken(client: AsyncWebClient, block: dict[str, Any]) -> None:
    assert (await client.chat_postMessage(channel="C1", text="x", blocks=[block]))["ok"]
    assert (await client.blocks_validate(blocks=[block]))["ok"]


@pytest.mark.parametrize(("block", "message"), BAD, ids=lambda value: value["type"] if isinstance(value, dict) else "")
async def test_blocks_over_the_limit_are_refused(
    slack: FakeSlack, client: AsyncWebClient, block: dict[str, Any], message: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x", blocks=[block])
    assert caught.value.response["error"] == "invalid_blocks"
    assert message in "\n".join(caught.value.response["response_metadata"]["messages"])
    assert slack.channel("C1").messages == {}
    assert await error_of(client.blocks_validate(blocks=[block])) == "invalid_blocks"


async def test_messages_as_a_whole_have_limits(client: AsyncWebClient) -> None:
    post = client.chat_postMessage
    assert (await post(channel="C1", text="x", blocks=[{"type": "divider"}] * 50))["ok"]
    assert await error_of(post(channel="C1", text="x", blocks=[{"type": "divider"}] * 51)) == "invalid_blocks"
    assert await error_of(post(channel="C1", text="x", blocks=[section("x" * 2_999)] * 5)) == "msg_blocks_too_long"
    halves = [{"type": "markdown", "text": "x" * 6_001}] * 2
    assert await error_of(post(channel="C1", text="x", blocks=halves)) == "invalid_blocks"
    twins = [{"type": "divider", "block_id": "same"}] * 2
    assert await error_of(post(channel="C1", text="x", blocks=twins)) == "invalid_blocks"
    table = {"type": "table", "rows": [[CELL]]}
    assert await error_of(post(channel="C1", text="x", blocks=[table, table])) == "invalid_attachments"
    assert await error_of(post(channel="C1", text="x", blocks="no json")) == "invalid_blocks_format"
    assert await error_of(post(channel="C1", markdown_text="a\n\n" * 51)) == "invalid_blocks"


async def test_ids_are_added_where_the_app_gave_none(client: AsyncWebClient) -> None:
    blocks = [{"type": "actions", "elements": [{"type": "button", "text": plain("Go")}]}]
    shown = (await client.chat_postMessage(channel="C1", text="x", blocks=blocks))["message"]["blocks"][0]
    assert shown["block_id"]
    assert shown["elements"][0]["action_id"]


async def test_validate_wants_exactly_one_thing(client: AsyncWebClient) -> None:
    assert await error_of(client.blocks_validate()) == "invalid_arguments"
    modal = {"type": "modal", "title": plain("x" * 25), "blocks": []}
    assert await error_of(client.blocks_validate(view=modal)) == "invalid_view"


async def test_a_person_reads_blocks_as_markdown(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.user("U1", name="alice")
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "hi ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U1"},
                ],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
        ],
    }
    blocks = [
        {"type": "header", "text": plain("Title")},
        section("*bold* ~gone~ `a < b` <@U1> &amp; <https://x.test|x>"),
        {"type": "markdown", "text": "1 &lt; 2 and `&lt;`"},
        {"type": "divider"},
        {"type": "table", "rows": [[CELL, CELL], [CELL, CELL]]},
        rich,
        {"type": "actions", "elements": [button(), select(2)]},
    ]
    posted = await client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    message = slack.channel("C1").messages[posted["ts"]]
    assert message.text == (
        "# Title\n\n**bold** ~~gone~~ `a < b` @alice & [x](https://x.test)\n\n1 < 2 and `&lt;`\n\n---\n\n"
        "| x | x |\n| --- | --- |\n| x | x |\n\n**hi **@alice\n```\nx = 1\n```"
    )
    assert message.buttons == ["Go", "pick"]
