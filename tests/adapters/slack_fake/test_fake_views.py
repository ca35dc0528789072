"""Modals that Slack takes and modals that it refuses; what a person at the prompt sees of them."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User
from botbridge.testing.slack.shell import Shell

from .test_fake_people import field, plain

INPUT = {"type": "plain_text_input", "action_id": "a"}
CHOICES = [{"text": plain(name), "value": name.lower()} for name in ("Red", "Blue")]


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [field("a", "A", INPUT)]
    return {"type": "modal", "title": plain("T"), "submit": plain("Send"), "blocks": shown, **more}


def fields(count: int) -> list[dict[str, Any]]:
    return [field(f"b{number}", "A", INPUT) for number in range(count)]


GOOD = [
    modal(*fields(100)),
    modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24)),
    modal(private_metadata="x" * 3_000, callback_id="x" * 255),
    modal(field("a", "x" * 2_000, INPUT, hint=plain("x" * 2_000))),
    modal(field("a", "A", {**INPUT, "initial_value": "x" * 3_000, "placeholder": plain("x" * 150)})),
    modal({"type": "section", "text": plain("x")}, submit=None),
    modal(field("a", "A", {"type": "number_input", "is_decimal_allowed": True, "initial_value": "-1.5"})),
    modal(field("a", "A", {"type": "file_input", "filetypes": ["txt"], "max_files": 10})),
    modal({"type": "alert", "text": plain("x")}),
]

BAD = [
    (modal(*fields(101)), "no more than 100 items"),
    (modal(blocks=[]), "must have at least 1 items"),
    (modal(submit=None), "missing required field: submit"),
    (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(close=plain("x" * 25)), "must be less than 25 characters"),
    (modal(submit=plain("")), "must be more than 0 characters"),
    (modal(private_metadata="x" * 3_001), "must be less than 3001"),
    (modal(callback_id="x" * 256), "must be less than 256"),
    (modal(*[field("same", "A", INPUT)] * 2), "block_id 'same' already exists"),
    (modal(field("x" * 256, "A", INPUT)), "must be less than 256"),
    (modal(field("a", "x" * 2_001, INPUT)), "must be less than 2001"),
    (modal(field("a", "A", {**INPUT, "initial_value": "x" * 3_001})), "must be less than 3001"),
    (modal(field("a", "A", {**INPUT, "placeholder": plain("x" * 151)})), "must be less than 151"),
    (modal(field("a", "A", {"type": "button", "text": plain("x")})), "unsupported type: button"),
    (modal(field("a", "A", {"type": "file_input", "max_files": 11})), "must be between 1 and 10"),
    (modal(field("a", "A", {"type": "file_input", "filetypes": []})), "must have at least 1 items"),
    (
        modal(field("a", "A", {"type": "number_input", "is_decimal_allowed": True, "min_value": "many"})),
        "must be a valid number",
    ),
    (modal(field("a", "A", {"type": "radio_buttons", "options": CHOICES * 6})), "no more than 10 items"),
    (
        modal(field("a", "A", {"type": "checkboxes", "options": CHOICES[:1], "initial_options": CHOICES})),
        "initial_option is not in options",
    ),
]


def name_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize("view", GOOD)
async def test_modals_at_the_limit_are_taken(
    slack: FakeSlack, client: AsyncWebClient, user: User, view: dict[str, Any]
) -> None:
    opened = await client.views_open(trigger_id=slack.views.new_trigger(user.id), view=view)
    assert user.view is not None
    assert await client.views_update(view_id=opened["view"]["id"], view=view)


@pytest.mark.parametrize(("view", "message"), BAD, ids=name_of)
async def test_modals_over_the_limit_are_refused(
    slack: FakeSlack, client: AsyncWebClient, user: User, view: dict[str, Any], message: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=slack.views.new_trigger(user.id), view=view)
    assert caught.value.response["error"] == "invalid_arguments"
    assert message in "\n".join(caught.value.response["response_metadata"]["messages"])
    assert user.view is None
    opened = await client.views_open(trigger_id=slack.views.new_trigger(user.id), view=modal())
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_update(view_id=opened["view"]["id"], view=view)


async def test_the_prompt_shows_a_modal_with_all_that_can_be_filled_in(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    written: list[str] = []
    prompt = Shell(slack, written.append)
    view = modal(
        {"type": "section", "text": plain("Please")},
        field("name", "Name", {**INPUT, "placeholder": plain("Ada")}, hint=plain("yours")),
        field("colour", "Colour", {"type": "radio_buttons", "options": CHOICES, "initial_option": CHOICES[1]}),
        field("many", "Many", {"type": "multi_static_select", "action_id": "m", "options": CHOICES}, optional=True),
        field("day", "Day", {"type": "datepicker", "initial_date": "2026-12-24"}),
        field("file", "File", {"type": "file_input", "filetypes": ["txt", "md"]}, optional=True),
        {"type": "actions", "elements": [{"type": "button", "text": plain("More"), "url": "https://a.test/x"}]},
        close=plain("Close"),
    )
    await client.views_open(trigger_id=slack.views.new_trigger("U1"), view=view)
    assert "\n".join(written).split("\n") == [
        "  │ T",
        "  │ Please",
        "  │ Name: <Ada>",
        "  │   yours",
        "  │ Colour: Red | Blue*",
        "  │ Many (optional): Red | Blue",
        "  │ Day: 2026-12-24",
        "  │ File (optional): <txt, md>",
        "  │ [More] → https://a.test/x",
        "  │ [Send] [Close]",
    ]
    await prompt.run("click More")
    assert "  opens https://a.test/x" in written


async def test_the_prompt_fills_in_files_and_several_choices(
    slack: FakeSlack, client: AsyncWebClient, tmp_path: Any
) -> None:
    (tmp_path / "a.txt").write_bytes(b"hello")
    prompt = Shell(slack, lambda _line: None)
    view = modal(
        field("many", "Many", {"type": "multi_static_select", "action_id": "m", "options": CHOICES}),
        field("file", "File", {"type": "file_input", "action_id": "f"}),
    )
    await client.views_open(trigger_id=slack.views.new_trigger("U1"), view=view)
    slack.deliver_to = "http://127.0.0.1:9/"  # nobody takes it: what was sent is what counts
    await prompt.run(f"submit Many = Red, blue; File = {tmp_path}/a.txt")
    values = slack.deliveries[-1].payload["view"]["state"]["values"]
    assert [option["value"] for option in values["many"]["m"]["selected_options"]] == ["red", "blue"]
    (file,) = values["file"]["f"]["files"]
    assert (file["name"], file["size"]) == ("a.txt", 5)
