"""Whatever an app sends, the fake refuses or takes it; it never breaks."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botbridge.testing.teams import FakeTeams, User, cards, pings, plain
from botbridge.testing.teams.outgoing import check_message, size
from botbridge.testing.teams.refusal import Refusal
from botbridge.testing.teams.streams import check_final, check_first, check_update

from .conftest import HandMade

KINDS = ["AdaptiveCard", "TextBlock", "Container", "Table", "TableRow", "TableCell", "ColumnSet", "CodeBlock"]
KINDS += ["ActionSet", "Action.Execute", "Action.ShowCard", "Input.ChoiceSet", "RichTextBlock", "FactSet", "mention"]
FIELDS = ["type", "body", "items", "actions", "rows", "cells", "columns", "text", "card", "choices", "fallback"]
FIELDS += ["version", "id", "language", "inlines", "facts", "entities", "attachments", "content", "contentType"]

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(KINDS)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6))
def test_any_card(card: dict[str, Any]) -> None:
    card = {**card, "type": "AdaptiveCard", "version": "1.5"}
    if not cards.problems(card):
        assert isinstance(plain.card_text(card), str)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, "textFormat", "channelData"]), anything, max_size=6))
def test_any_activity(activity: dict[str, Any]) -> None:
    chat = FakeTeams().user("ada").chat
    with contextlib.suppress(Refusal):
        check_message({**activity, "type": "message"}, chat)
        assert isinstance(plain.activity_text(activity), str)
        assert isinstance(pings.active(activity), list)
    assert size(activity) > 0


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["streamId", "streamType", "streamSequence"]), scalars), anything)
def test_any_stream(info: dict[str, Any], text: Any) -> None:
    for check in (
        lambda: check_update({"type": "typing", "text": text}, info),
        lambda: check_first(info),
        lambda: check_final({"type": "message"}, info),
    ):
        with contextlib.suppress(Refusal):
            check()


@pytest.mark.parametrize("body", [None, [], "x", {"type": 1}, {"type": "message", "entities": [1]}, {"text": "x"}])
async def test_any_body(app: HandMade, ada: User, body: Any) -> None:
    path = f"conversations/{ada.chat.id}/activities"
    assert (await app.call("POST", path, body))[0] == 400
    assert (await app.call("POST", "conversations", body))[0] == 400
