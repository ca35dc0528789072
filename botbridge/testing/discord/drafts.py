"""What Discord refuses in the body of a message, new or edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from botbridge.testing.discord import components, embeds, limits, pings
from botbridge.testing.discord.attachments import Upload
from botbridge.testing.discord.message import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS, VOICE_MESSAGE, Message
from botbridge.testing.discord.refusal import Problems, Refusal

JSON = dict[str, Any]

_SUPPRESS_NOTIFICATIONS: Final = 1 << 12
_SETTABLE: Final = SUPPRESS_EMBEDS | _SUPPRESS_NOTIFICATIONS | VOICE_MESSAGE | COMPONENTS_V2
_NOT_WITH_V2: Final = ("content", "embeds", "sticker_ids", "poll")


def check_new(body: JSON, uploads: Mapping[int, Upload], *, ephemeral: bool = False) -> JSON:
    """Return a new message's body as it is kept. Raises Refusal."""
    flags = int(body.get("flags") or 0)
    problems = Problems()
    _check(body, uploads, problems, v2=bool(flags & COMPONENTS_V2), files=set(_names(body, uploads)))
    _check_nonce(body, problems)
    problems.check()
    if not (_has_words(body) or uploads or body.get("sticker_ids") or body.get("poll")):
        raise Refusal(50006)
    kept = {**body, "flags": flags & (_SETTABLE | (EPHEMERAL if ephemeral else 0))}
    return _numbered(kept, v2=bool(flags & COMPONENTS_V2))


def check_edit(message: Message, body: JSON, uploads: Mapping[int, Upload]) -> JSON:
    """Return an edit's body as it is kept. Raises Refusal."""
    was_v2 = bool(message.raw["flags"] & COMPONENTS_V2)
    flags = int(body["flags"]) if body.get("flags") is not None else message.raw["flags"]
    is_v2 = was_v2 or bool(flags & COMPONENTS_V2)
    problems = Problems()
    files = set(_names(body, uploads)) | set(message.files)
    _check(body, uploads, problems, v2=is_v2, files=files)
    if is_v2 and not was_v2 and message.content and body.get("content", "") is not None:
        problems.add(
            "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field must be set to null"
        )
    problems.check()
    kept = {name: value for name, value in body.items() if name != "flags"}
    if body.get("flags") is not None:
        settable = SUPPRESS_EMBEDS | COMPONENTS_V2
        kept["flags"] = message.raw["flags"] & ~SUPPRESS_EMBEDS | flags & settable
    shown = {"content": message.raw["content"], "embeds": message.raw["embeds"], "components": message.components}
    if not (_has_words({**shown, **kept}) or uploads or _keeps_files(message, body)):
        raise Refusal(50006)
    return _numbered(kept, v2=is_v2)


def _check(body: JSON, uploads: Mapping[int, Upload], problems: Problems, *, v2: bool, files: set[str]) -> None:
    if not isinstance(body, dict):
        raise Refusal(50109)
    problems.length("content", body.get("content"), limits.CONTENT)
    embeds.check(body.get("embeds") or [], problems)
    pings.check(body.get("allowed_mentions"), problems)
    components.check_message(body.get("components") or [], problems, v2=v2, files=files)
    _check_attachments(body, uploads, problems)
    problems.count("sticker_ids", body.get("sticker_ids") or [], 0, limits.STICKERS)
    for name in _NOT_WITH_V2 if v2 else ():
        if body.get(name):
            problems.add(
                name,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def _check_nonce(body: JSON, problems: Problems) -> None:
    nonce = body.get("nonce")
    if nonce is not None and len(str(nonce)) > limits.NONCE:
        problems.add("nonce", "NONCE_TYPE_TOO_LONG", f"Must be {limits.NONCE} or fewer in length.")


def _check_attachments(body: JSON, uploads: Mapping[int, Upload], problems: Problems) -> None:
    told = body.get("attachments") or []
    if max(len(told), len(uploads)) > limits.ATTACHMENTS:
        raise Refusal(30015)
    if any(len(content) > limits.FILE_BYTES for _, content, _ in uploads.values()):
        raise Refusal(40005)
    for number, one in enumerate(told):
        if problems.required(f"attachments.{number}.id", one.get("id")):
            problems.length(f"attachments.{number}.description", one.get("description"), limits.ALT_TEXT)


def _names(body: JSON, uploads: Mapping[int, Upload]) -> list[str]:
    told = {str(one.get("id")): one.get("filename") for one in body.get("attachments") or [] if isinstance(one, dict)}
    return [str(told.get(str(number)) or name) for number, (name, _, _) in uploads.items()]


def _has_words(body: JSON) -> bool:
    content = body.get("content")
    return bool(isinstance(content, str) and content.strip()) or bool(body.get("embeds") or body.get("components"))


def _keeps_files(message: Message, body: JSON) -> bool:
    if "attachments" not in body:
        return bool(message.stored)
    kept = {str(one.get("id")) for one in body["attachments"] or []}
    return any(file.id in kept for file in message.stored)


def _numbered(body: JSON, *, v2: bool) -> JSON:
    """The body with ids on its components; content of white space is trimmed as Discord does."""
    kept = dict(body)
    if kept.get("components"):
        kept["components"] = components.with_ids(kept["components"])
    if isinstance(kept.get("content"), str) and not v2:
        kept["content"] = kept["content"].strip()
    return kept
