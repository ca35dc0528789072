"""What platforms in memory can do: little, streams, or everything."""

from __future__ import annotations

from dataclasses import replace

from botbridge.capability import Capabilities, StreamLimits, TableLimits, TextLimits

EDITS = Capabilities(
    text=TextLimits(chars=2000), stream=StreamLimits(kind="edit", edit_interval=0.01), empty_messages=False
)
DELTAS = replace(
    EDITS,
    stream=StreamLimits(kind="delta", interval=0.01, edit_interval=0.01, tasks=10),
    status=True,
    task_lists=True,
    notices=True,
    rating=True,
    tables=TableLimits(rows=100, columns=20),
)
CUMULATIVE = replace(
    EDITS, stream=StreamLimits(kind="cumulative", interval=0.01, edit_interval=0.01, beat=0.05), status=True
)
# Everything natively, and texts of any length.
RICH = Capabilities(
    text=TextLimits(chars=None),
    stream=StreamLimits(kind="delta"),
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
