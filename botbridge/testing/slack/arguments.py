"""Reading and checking a call's arguments."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.signatures import SIGNATURES

JSON = dict[str, Any]

# Where the published specification and Slack itself differ: the official SDKs send chunks alone.
_NOT_REQUIRED: Final = {"chat.appendStream": {"markdown_text"}}
# Org-wide installations name the team on any method; Bolt does so on auth.test.
_EVERYWHERE: Final = frozenset({"team_id"})
_JSON: Final = "application/json"


async def read(request: web.Request) -> tuple[JSON, str]:
    """Return the arguments and the token of a call.

    A JSON body carries no token: that must be in the Authorization header. Raises Refusal.
    """
    body = await _body(request)
    arguments: JSON = {**request.query, **body}
    in_body = str(arguments.pop("token", ""))
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer" and token:
        return arguments, token.strip()
    return arguments, "" if request.content_type == _JSON else in_body


async def _body(request: web.Request) -> JSON:
    if request.content_type == _JSON:
        return _json_object(await request.read())
    if not request.can_read_body:
        return {}
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _json_object(body: bytes) -> JSON:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(value, dict):
        raise Refusal("json_not_object")
    return value


def check(method: str, arguments: JSON, specs: Path | None, *, as_json: bool) -> JSON:
    """Return the arguments that count. Raises Refusal(invalid_arguments) for missing and unknown ones.

    `specs`: a folder of Slack's published method descriptions, one JSON file each, checked as well.
    Methods that do not take JSON see nothing of a JSON body.
    """
    signature = SIGNATURES[method]
    if as_json and not signature.takes_json:
        arguments = {}
    known, required = set(signature.arguments), set(signature.required)
    if specs and (published := _published(specs, method)):
        known &= published[0] | {"foo"}
        required |= published[1] - _NOT_REQUIRED.get(method, set())
    missing = sorted(name for name in required if arguments.get(name) in (None, ""))
    unknown = sorted(set(arguments) - known - _EVERYWHERE) if method != "api.test" else []
    lines = [f"[ERROR] missing required field: {name}" for name in _unless_clearing(missing, arguments)]
    lines += [f"[ERROR] invalid additional property: {name}" for name in unknown]
    if lines:
        raise Refusal("invalid_arguments", lines)
    return arguments


def _unless_clearing(missing: list[str], arguments: JSON) -> list[str]:
    # assistant.threads.setStatus clears the status with an empty one.
    return [name for name in missing if not (name == "status" and arguments.get(name) == "")]


@cache
def _published(specs: Path, method: str) -> tuple[frozenset[str], frozenset[str]] | None:
    path = specs / f"{method}.json"
    if not path.is_file():
        return None
    described = json.loads(path.read_text(encoding="utf-8"))["args"]
    required = frozenset(described.get("required", ())) - {"token"}
    return frozenset(described["properties"]) - {"token"}, required
