"""What is said of a file where people read: its name, a link to it, why it is not there."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from botbridge.model.element import ElementData
from botbridge.render.escape import escape

# What an address may hold as it is; `%` because it may be quoted already, parentheses would end the link.
_URL_SAFE: Final = "%:/?#[]@!$&'*+,;=~-._"


def is_link(element: ElementData) -> bool:
    """Whether an element's bytes are elsewhere, so that people get a link to them."""
    return element.path is None and element.content is None and element.url is not None


def link(name: str, url: str) -> str:
    """The Markdown for a file that is elsewhere.

    Without `<…>` around the address: platforms give those a meaning of their own.
    """
    return f"[{escape(name) or 'link'}]({quote(url, safe=_URL_SAFE)})"


def not_sent(name: str, reason: str) -> str:
    """The note that stands for a file that could not be sent."""
    return f"_{escape(name)} could not be sent ({escape(reason)})_"


def file_name(element: ElementData) -> str:
    """A name that lets clients show the file: with the ending of its type where it has none."""
    name = " ".join(element.name.split()) or "file"
    return name if PurePath(name).suffix else name + (mimetypes.guess_extension(element.mime) or "")
