"""Bodies against an OpenAPI document: a small one, always, and Discord's own where it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.schema import Schema
from discord_fake.conftest import SPECS

DOCUMENT = {
    "components": {
        "schemas": {
            "Id": {"type": "string", "pattern": "^[0-9]+$"},
            "Message": {
                "type": "object",
                "required": ["content"],
                "properties": {
                    "content": {"type": ["string", "null"], "maxLength": 5},
                    "to": {"$ref": "#/components/schemas/Id"},
                    "count": {"type": "integer", "minimum": 1, "maximum": 3},
                    "kind": {"enum": ["a", "b"]},
                    "one": {"const": 1},
                    "parts": {
                        "type": "array",
                        "maxItems": 2,
                        "items": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]},
                    },
                    "both": {"allOf": [{"type": "string"}, {"minLength": 2}]},
                },
            },
        }
    },
    "paths": {
        "/rooms/{room}/messages": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}}
            }
        }
    },
}


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT))
    return Schema(path)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"content": "123456"}, "content"),
        ({"content": 1}, "content"),
        ({"count": 1}, "content"),
        ({"content": "x", "to": "x1"}, "to"),
        ({"content": "x", "count": 4}, "count"),
        ({"content": "x", "count": True}, "count"),
        ({"content": "x", "kind": "c"}, "kind"),
        ({"content": "x", "one": 2}, "one"),
        ({"content": "x", "parts": [1, True, 2]}, "parts"),
        ({"content": "x", "parts": ["1"]}, "parts.0"),
        ({"content": "x", "both": "x"}, "both"),
        ({"content": "x", "colour": "red"}, "colour"),
    ],
)
def test_what_the_document_does_not_allow(schema: Schema, body: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        schema.check("POST", "/rooms/1/messages", body)
    at: Any = refused.value.errors
    for part in place.split("."):
        at = at[part]
    assert at["_errors"][0]["code"] == "OPENAPI"


def test_what_it_allows_or_does_not_know(schema: Schema) -> None:
    schema.check("POST", "/rooms/1/messages", {"content": None, "parts": [1, False], "kind": "a", "to": "12"})
    schema.check("PUT", "/rooms/1/messages", {"anything": 1})
    schema.check("POST", "/elsewhere", {"anything": 1})


@pytest.mark.skipif(not SPECS.is_file(), reason="Discord's document is not part of the repository")
def test_discords_own_document_is_understood() -> None:
    schema = Schema(SPECS)
    schema.check("POST", "/channels/1/messages", {"content": "x", "attachments": [{"id": "0", "filename": "a.txt"}]})
    with pytest.raises(Refusal):
        schema.check("POST", "/channels/1/messages", {"content": "x" * 4001})
    with pytest.raises(Refusal):
        schema.check("POST", "/channels/1/messages/2/threads", {"name": ""})
