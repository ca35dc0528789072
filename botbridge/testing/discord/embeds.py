"""What Discord refuses in embeds."""

from __future__ import annotations

from typing import Any

from botbridge.testing.discord import limits
from botbridge.testing.discord.refusal import Problems

JSON = dict[str, Any]


def check(embeds: list[Any], problems: Problems) -> None:
    """Note what is wrong with a message's embeds."""
    if len(embeds) > limits.EMBEDS:
        problems.add("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {limits.EMBEDS} or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        place = f"embeds.{number}"
        if isinstance(embed, dict):
            total += _check_one(place, embed, problems)
        else:
            problems.add(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    if total > limits.EMBED_TOTAL:
        problems.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {limits.EMBED_TOTAL}")


def _check_one(place: str, embed: JSON, problems: Problems) -> int:
    """Note what is wrong with one embed; how many characters it has."""
    texts = [(name, embed.get(name), most) for name, most in limits.EMBED_TEXTS.items()]
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    texts += [("footer.text", footer.get("text"), limits.EMBED_FOOTER)]
    texts += [("author.name", author.get("name"), limits.EMBED_AUTHOR)]
    fields = problems.count(f"{place}.fields", embed.get("fields") or [], 0, limits.EMBED_FIELDS)
    for number, one in enumerate(fields):
        for name, most in limits.EMBED_FIELD_TEXTS.items():
            problems.required(f"{place}.fields.{number}.{name}", one.get(name))
            texts.append((f"fields.{number}.{name}", one.get(name), most))
    for name, value, most in texts:
        problems.length(f"{place}.{name}", value, most)
    said = [value for _, value, _ in texts if isinstance(value, str)]
    if not said and not any(embed.get(name) for name in ("image", "thumbnail", "url")):
        problems.add(f"{place}.description", "BASE_TYPE_REQUIRED", "This field is required")
    return sum(len(value) for value in said)
