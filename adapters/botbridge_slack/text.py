"""Markdown ↔ Slack's dialects.

Out: the `markdown` block and `markdown_text` take CommonMark with GFM tables as it is; only what would notify
somebody is changed. Whether that block decodes entities such as `&lt;` is not documented, so a zero-width space
after the `<` makes a mention inert there, also inside code. In mrkdwn (the `text` beside the blocks) escaping
`& < >` is documented to do it. Bare `@channel` pings only with `link_names` or `parse`, which are always off.

In: mrkdwn with its `<…>` entities becomes Markdown.
"""

from __future__ import annotations

import re
from functools import partial

from botbridge.model import mention
from botbridge.render import markdown

_ZERO_WIDTH = "\u200b"
# User, bot, group, channel and date entities. Not `<!-- -->`, `<!DOCTYPE`, `<https://…>`: those are no mentions.
_PINGS = re.compile(r"<(?=[@#][A-Z][A-Z0-9]*(?![a-z])|!(?i:channel|here|everyone|group|subteam|date))")
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_MARKUP = re.compile(r"[\\`*_~\[\]#|\n]")
_CUT_ENTITY = re.compile(r"(?:&\w*|<[^>]*)$")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def dialect(text: str) -> str:
    """Neutral Markdown for a markdown block: mentions that the app asked for are real, all others inert."""
    return mention.replace(inert(text), _native)


def inert(text: str) -> str:
    """Words that are shown as they are, so that they notify nobody."""
    return _PINGS.sub("<" + _ZERO_WIDTH, text)


def measure(text: str) -> int:
    """The length of the dialect, in UTF-16 units: whether Slack counts those or characters is not documented."""
    written = dialect(text)
    return len(written) if written.isascii() else len(written.encode("utf-16-le", "surrogatepass")) // 2


def fallback(text: str, limit: int) -> str:
    """What a notification shows, as mrkdwn: words without markup, cut to `limit` characters with a `…`."""
    cut = text[: limit + limit // 8]  # parsing more than can be shown would cost time only
    words = literal(markdown.plain(cut) if _MARKUP.search(cut) else cut)
    if len(words) <= limit and len(cut) == len(text):
        return words
    return _CUT_ENTITY.sub("", words[: limit - 1]) + "…"


def literal(text: str) -> str:
    """The whole Markdown source as mrkdwn that shows every character of it."""
    return mention.replace(text.translate(_ESCAPES), _native)


def _native(native_id: str, name: str) -> str:
    return f"<@{native_id}>" if _USER_ID.fullmatch(native_id) else f"@{name}"


_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_ENTITY = re.compile(r"<([^<>\n]+)>")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?)(?<=[^\s*])\*(?![\w*])"), r"**\1**"),
    (re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*?)(?<=[^\s~])~(?![\w~])"), r"~~\1~~"),
)


def to_markdown(text: str, bot_user_id: str) -> str:
    """mrkdwn that came in as Markdown, without the bot's own mention; other mentions as `@name`."""
    addressed = _without_bot(text, bot_user_id)
    parts = _CODE.split(addressed)
    return mention.strip("".join(_part(part, code=number % 2 == 1) for number, part in enumerate(parts))).strip()


def mentions(text: str, user_id: str) -> bool:
    """Whether the text mentions this user."""
    return f"<@{user_id}>" in text or f"<@{user_id}|" in text


def _without_bot(text: str, bot_user_id: str) -> str:
    if not mentions(text, bot_user_id):
        return text
    own = rf"<@{re.escape(bot_user_id)}(?:\|[^<>]*)?>"
    return re.sub(rf"[ \t]*{own}", "", re.sub(rf"^\s*{own}[ \t]*[,:]?", "", text))


def _part(text: str, *, code: bool) -> str:
    shown = _ENTITY.sub(partial(_readable, code=code), text)
    if not code:
        for pattern, replacement in _STYLES:
            shown = pattern.sub(replacement, shown)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _readable(found: re.Match[str], *, code: bool) -> str:
    target, _, label = found[1].partition("|")
    kind = target[0]
    if kind in "@#":
        return kind + (label.removeprefix(kind) or target[1:])
    if kind == "!":
        return label or "@" + target[1:].partition("^")[0]
    return _link(target, "" if code else label)


def _link(url: str, label: str) -> str:
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in (url, bare):
        return bare if label else url
    escaped = label.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"[{escaped}]({url})"
