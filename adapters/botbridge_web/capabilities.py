"""What the web can do: everything, since page and protocol are ours; there are no limits to quote."""

from __future__ import annotations

from botbridge.capability import Capabilities, StreamLimits, TableLimits, TextLimits

CAPABILITIES = Capabilities(
    text=TextLimits(chars=None),
    stream=StreamLimits(kind="delta", interval=0),
    empty_messages=True,
    native_author=True,
    native_language=True,
    status=True,
    native_questions=True,
    step_tree=True,
    task_lists=True,
    loose_elements=True,
    custom_elements=True,
    text_elements=True,
    plots=True,
    tables=TableLimits(),
    sidebar=True,
    notices=True,
    rating=True,
)
