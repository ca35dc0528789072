"""What goes out, with plausible defaults, for the tests of every adapter."""

from __future__ import annotations

from typing import Any

from botbridge.model.element import ElementData
from botbridge.model.message import MessageData


def message(content: str = "", *elements: ElementData, **fields: Any) -> MessageData:
    """A message on its way out, with plausible defaults."""
    known = {
        "id": "6d4f2a1c-0000-4000-8000-000000000001",
        "thread_id": "6d4f2a1c-0000-4000-8000-000000000002",
        "author": "Assistant",
        "created_at": "2026-01-01T00:00:00.000Z",
    }
    return MessageData(**{**known, "content": content, "elements": elements, **fields})


def element(name: str, content: bytes | None = None, **fields: Any) -> ElementData:
    """A file on its way out."""
    known = {"id": f"el-{name}", "thread_id": "t", "type": "file", "name": name, "content": content}
    return ElementData(**{**known, **fields})
