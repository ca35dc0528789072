"""What stands in for a native part that a platform lacks."""

from botbridge.render import markdown


def with_author(text: str, author: str) -> str:
    """The text under its author's name, where a message cannot bear another name."""
    name = markdown.escape(author)
    return f"**{name}**\n\n{text}" if name else text


def as_code(text: str, language: str) -> str:
    """The text as code of a language, where a message has no such property."""
    return markdown.fence(text, language)
