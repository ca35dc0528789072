"""What a client says, checked, as neutral data. Nothing here trusts its input; nothing here does I/O."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from botbridge.model.ids import is_uuid, new_id
from botbridge.model.mention import strip
from botbridge_web.address import thread_for

_CLIENT_TYPES = frozenset({"webapp", "copilot"})
_MAX_ENV_BYTES = 64_000  # the keys of a person's own services; a few hundred bytes in practice
_MAX_NAME = 200  # characters of a chat profile, a command, a language list
_MAX_DEPTH = 20  # of JSON; deeper is nothing that a page would send
_MAX_COMMENT = 4000  # characters
_MAX_REFERENCES = 1000  # of a message, before `max_files` is looked at


class Invalid(ValueError):
    """What a client sent cannot be taken; the text may be shown to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """Who connects: a session (whose id is its secret), the thread it wants, and what it brings.

    `named` tells whether the client named the thread; `thread_id` is None where it may not enter that one.
    """

    session_id: str
    thread_id: str | None
    named: bool
    client_type: str
    chat_profile: str
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message of a client, before its files are looked up."""

    id: str
    text: str
    file_ids: tuple[str, ...] = ()
    command: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A button that was pressed (`id`), or an action that an element called by its name."""

    id: str | None = None
    name: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What somebody thinks of a message: 1 is good, 0 is bad."""

    message_id: str
    value: Literal[0, 1]
    comment: str | None = None


def read_hello(auth: object, required_env: Sequence[str]) -> Hello:
    """The `auth` of a connection. Raises Invalid with what is wrong."""
    if not isinstance(auth, dict):
        raise Invalid("connect with auth {clientType, sessionId, threadId, userEnv, chatProfile}")
    session_id, asked = _optional_text(auth, "sessionId"), _optional_text(auth, "threadId")
    if not is_uuid(session_id):
        raise Invalid("sessionId must be a UUID in lower case")
    client_type = _optional_text(auth, "clientType")
    return Hello(
        session_id=session_id,
        thread_id=thread_for(session_id, asked),
        named=bool(asked),
        client_type=client_type if client_type in _CLIENT_TYPES else "webapp",
        chat_profile=clean_text(unquote(_optional_text(auth, "chatProfile")))[:_MAX_NAME],
        env=_read_env(_optional_text(auth, "userEnv"), required_env),
    )


def read_message(payload: object, *, max_bytes: int, max_files: int) -> Said:
    """The argument of `client_message`. Raises Invalid with what is wrong."""
    message = payload.get("message") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(message, dict):
        raise Invalid("client_message takes {message, fileReferences}")
    output = message.get("output")
    if not isinstance(output, str):
        raise Invalid("message.output must be a text")
    metadata = message.get("metadata")
    said = Said(
        id=_message_id(message.get("id")),
        text=clean_text(output),
        file_ids=_file_ids(payload.get("fileReferences"), max_files),
        command=_command(message.get("command")),
        metadata=_clean(metadata, _MAX_DEPTH) if isinstance(metadata, dict) else {},
    )
    if len(said.text.encode()) + len(json.dumps(said.metadata)) > max_bytes:
        raise Invalid(f"The message is longer than {max_bytes} bytes")
    return said


def clean_text(text: str) -> str:
    """Text without what no store takes (lone surrogates, NUL) and without reserved characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return strip(whole.replace("\x00", ""))


def read_values(value: object) -> Mapping[str, Any] | None:
    """What a form or an element of the app's own was answered with; None if it was cancelled. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid("an answer is a JSON object")
    if value.get("submitted") is False:
        return None
    clean: dict[str, Any] = _clean({name: one for name, one in value.items() if name != "submitted"}, _MAX_DEPTH)
    return clean


def read_click(value: object) -> Click:
    """The action of a request: a button by its id, or an action that an element calls by its name. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid("action must be a JSON object")
    action_id, name, payload = value.get("id"), value.get("name"), value.get("payload")
    if isinstance(action_id, str) and action_id:
        return Click(id=clean_text(action_id))
    if not isinstance(name, str) or not name:
        raise Invalid("action needs an id, or a name")
    return Click(
        name=clean_text(name)[:_MAX_NAME], payload=_clean(payload, _MAX_DEPTH) if isinstance(payload, dict) else {}
    )


def read_files(value: object, max_files: int) -> tuple[str, ...]:
    """The ids of the files that answer a question. Raises Invalid."""
    ids = _file_ids(value, max_files)
    if not ids:
        raise Invalid("An answer needs at least one file")
    return ids


def read_props(value: object) -> Mapping[str, Any]:
    """The properties that an element of the app's own is to have. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid("props must be a JSON object")
    clean: dict[str, Any] = _clean(value, _MAX_DEPTH)
    return clean


def read_verdict(value: object) -> Verdict:
    """What somebody thinks of a message. Raises Invalid."""
    told = value if isinstance(value, dict) else {}
    message_id, good, comment = told.get("forId"), told.get("value"), told.get("comment")
    if not isinstance(message_id, str) or isinstance(good, bool) or good not in (0, 1):
        raise Invalid("feedback needs forId, and a value of 0 or 1")
    text = clean_text(comment)[:_MAX_COMMENT] if isinstance(comment, str) and comment else None
    return Verdict(message_id=clean_text(message_id), value=1 if good else 0, comment=text)


def _optional_text(auth: Mapping[Any, Any], name: str) -> str:
    value = auth.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(f"{name} must be a text")
    return value


def _read_env(text: str, required: Sequence[str]) -> Mapping[str, str]:
    if len(text) > _MAX_ENV_BYTES:
        raise Invalid(f"userEnv is longer than {_MAX_ENV_BYTES} characters")
    try:
        env = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise Invalid("userEnv must be JSON") from None
    if not isinstance(env, dict) or not all(isinstance(value, str) for value in env.values()):
        raise Invalid("userEnv must be a JSON object of texts")
    missing = [name for name in required if name not in env]
    if missing:
        raise Invalid(f"userEnv lacks {', '.join(missing)}")
    return env


def _message_id(value: object) -> str:
    return value if isinstance(value, str) and is_uuid(value) else new_id()


def _command(value: object) -> str | None:
    return clean_text(value)[:_MAX_NAME] if isinstance(value, str) and value else None


def _file_ids(value: object, max_files: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > _MAX_REFERENCES:
        raise Invalid("files must be a list of {id}")
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    texts = tuple(dict.fromkeys(clean_text(item) for item in ids if isinstance(item, str)))
    if not all(isinstance(item, str) for item in ids):
        raise Invalid("files must be a list of {id}")
    if len(texts) > max_files:
        raise Invalid(f"At most {max_files} files can be sent at once")
    return texts


def _clean(value: Any, depth: int) -> Any:
    """JSON that every store takes: clean texts, finite numbers, bounded depth."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (dict, list)) and depth == 0:
        raise Invalid(f"JSON must not be nested deeper than {_MAX_DEPTH} levels")
    if isinstance(value, dict):
        return {clean_text(str(name)): _clean(item, depth - 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth - 1) for item in value]
    return value
