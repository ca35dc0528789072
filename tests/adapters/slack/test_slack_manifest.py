"""The manifest: what is checked in is what would be generated, and what Slack's schema takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slack_kit import SHARED

from botbridge_slack.manifest import Command, Prompt, manifest

ROOT = Path(__file__).parents[3]
SCHEMA = SHARED / "specs" / "slack" / "manifest" / "manifest.schema.2.0.0.json"
HELLO = manifest("hello", "Says hello, and says again what you say.")
FULL = manifest(
    "x" * 50,
    "y" * 400,
    url="https://bot.example.com/",
    prompts=[Prompt(str(n), "m") for n in range(6)],
    commands=[Command("ask", "Ask")],
)


def test_the_checked_in_manifest_is_the_generated_one() -> None:
    text = json.dumps(HELLO, indent=2, ensure_ascii=False) + "\n"
    assert (ROOT / "manifests" / "slack" / "hello.json").read_text(encoding="utf-8") == text


def test_without_a_url_events_come_through_socket_mode() -> None:
    assert HELLO["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(HELLO)


def test_with_a_url_everything_comes_to_one_address() -> None:
    assert FULL["settings"]["socket_mode_enabled"] is False
    assert FULL["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.com/slack/events"
    assert FULL["settings"]["interactivity"]["request_url"] == "https://bot.example.com/slack/events"
    assert FULL["features"]["slash_commands"][0]["url"] == "https://bot.example.com/slack/events"


def test_an_app_is_an_agent_in_the_newer_form_only() -> None:
    assert "agent_view" in HELLO["features"]
    assert "assistant_view" not in HELLO["features"]
    assert "assistant:write" in HELLO["oauth_config"]["scopes"]["bot"]


def test_only_commands_need_their_scope() -> None:
    assert "commands" in FULL["oauth_config"]["scopes"]["bot"]
    assert "commands" not in HELLO["oauth_config"]["scopes"]["bot"]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Slack's schema is not part of the repository")
@pytest.mark.parametrize("made", [HELLO, FULL])
def test_slacks_schema_takes_it(made: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(_problems(made, schema, schema, "")) == []


def _problems(value: Any, rule: dict[str, Any], schema: dict[str, Any], at: str) -> Any:
    """What of the JSON Schema words that the manifest's schema uses for these parts is not kept."""
    rule = schema["definitions"][rule["$ref"].rpartition("/")[2]] if "$ref" in rule else rule
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    if "type" in rule and not isinstance(value, kinds[rule["type"]]):
        yield f"{at}: no {rule['type']}"
        return
    size = len(value) if isinstance(value, str | list) else 0
    if size > rule.get("maxLength", rule.get("maxItems", size)) or size < rule.get(
        "minLength", rule.get("minItems", 0)
    ):
        yield f"{at}: of length {size}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{at}: {value!r} is not among {rule['enum']}"
    if isinstance(value, dict):
        known = rule.get("properties", {})
        yield from (f"{at}: lacks {name}" for name in rule.get("required", []) if name not in value)
        if rule.get("additionalProperties") is False:
            yield from (f"{at}: unknown {name}" for name in value if name not in known)
        for name, child in value.items():
            yield from _problems(child, known.get(name, {}), schema, f"{at}/{name}")
    if isinstance(value, list):
        for number, child in enumerate(value):
            yield from _problems(child, rule.get("items", {}), schema, f"{at}/{number}")
