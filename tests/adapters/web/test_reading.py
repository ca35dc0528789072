"""What a client sends for buttons, questions, elements and verdicts is refused, or clean enough to be kept."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_client import Client
from web_house import House, key

from botbridge.errors import Refused
from botbridge.model.effect import ShowSidebar
from botbridge.model.element import ElementData
from botbridge.model.event import Event, dump, load
from botbridge.model.ids import new_id
from botbridge_web import inbound, reading
from botbridge_web.address import thread_key
from botbridge_web.outbound import encode
from botbridge_web.reading import Invalid

THREAD = new_id()
any_text = st.text(st.characters(exclude_categories=()), max_size=20)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=10,
)
objects = st.dictionaries(any_text, anything, max_size=4)
clicks = st.fixed_dictionaries({}, optional={"id": anything, "name": anything, "payload": anything})
verdicts = st.fixed_dictionaries(
    {"forId": any_text, "value": st.sampled_from([0, 1, 0.0, 1.0])}, optional={"comment": anything}
)
files = st.lists(st.fixed_dictionaries({}, optional={"id": anything}), max_size=3)


def kept(event: Event) -> Any:
    """The event as the store has it; every store takes this text."""
    text = json.dumps(dump(event), allow_nan=False)
    assert "\\u0000" not in text
    assert load(json.loads(text)) == event
    text.encode()
    json.dumps(dump(event), ensure_ascii=False).encode()  # no half of a pair is in it
    return event


@settings(deadline=None)
@given(anything | clicks)
def test_any_click_is_refused_or_can_be_kept(value: Any) -> None:
    with suppress(Invalid):
        click = reading.read_click(value)
        assert bool(click.id) is not bool(click.name)
        kept(inbound.action_clicked(thread_key(THREAD), click))


@settings(deadline=None)
@given(anything | objects)
def test_any_form_and_any_props_are_refused_or_can_be_kept(value: Any) -> None:
    with suppress(Invalid):
        kept(inbound.form_answer(thread_key(THREAD), "q", reading.read_values(value)))
    with suppress(Invalid):
        kept(inbound.element_changed(thread_key(THREAD), "e", reading.read_props(value)))


@settings(deadline=None)
@given(anything | verdicts)
def test_any_verdict_is_refused_or_can_be_kept(value: Any) -> None:
    with suppress(Invalid):
        verdict = reading.read_verdict(value)
        assert verdict.value in (0, 1)
        assert len(verdict.comment or "") <= 4000
        kept(inbound.judged(THREAD, verdict.message_id, verdict.value, verdict.comment))


@settings(deadline=None)
@given(anything | files)
def test_any_files_are_refused_or_some(value: Any) -> None:
    with suppress(Invalid):
        assert 1 <= len(reading.read_files(value, 2)) <= 2


def test_what_was_submitted_is_no_value() -> None:
    assert reading.read_values({"submitted": True, "a": 1}) == {"a": 1}
    assert reading.read_values({"submitted": False, "a": 1}) is None
    assert reading.read_values({}) == {}
    # Only a plain no cancels.
    assert reading.read_values({"submitted": 0, "a": 1}) == {"a": 1}


def test_the_same_file_twice_is_one() -> None:
    assert reading.read_files([{"id": "a"}, {"id": "a"}], 1) == ("a",)


def test_names_and_comments_are_not_endless() -> None:
    click = reading.read_click({"name": "n" * 1000})
    assert click.name is not None
    assert len(click.name) == 200
    verdict = reading.read_verdict({"forId": "m", "value": 1, "comment": "c" * 9000})
    assert verdict.comment is not None
    assert len(verdict.comment) == 4000
    assert reading.read_verdict({"forId": "m", "value": 0, "comment": ""}).comment is None


def test_depth_is_bounded() -> None:
    deep: Any = 1
    for _ in range(19):
        deep = {"a": deep}
    assert reading.read_props({"a": deep})["a"] == deep
    with pytest.raises(Invalid, match="deeper than 20"):
        reading.read_props({"a": {"a": deep}})


CIRCLE: dict[str, Any] = {}
CIRCLE["self"] = CIRCLE
DEEP: dict[str, Any] = {}
for _ in range(100_000):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1, 2}, object(), CIRCLE, DEEP], ids=["nan", "inf", "set", "object", "o", "v"]
)
async def test_what_is_no_json_is_the_apps_mistake_and_breaks_no_client(
    house: House, http: aiohttp.ClientSession, tab: Client, value: Any
) -> None:
    """A client cannot read `NaN`: it would hang up, come back, be told the same, and hang up again."""
    odd = ElementData(id=new_id(), thread_id=tab.thread_id, type="custom", name="Odd", props={"value": value})
    for there in (True, False):
        if not there:
            await tab.vanish()
        with pytest.raises(Refused, match="not JSON"):
            await house.deliver(ShowSidebar(thread=key(tab.thread_id), title="Odd", elements=(odd,)))
    again = Client(http, house.url, tab.session_id)
    await again.connect()
    assert again.panel is None
    assert again.loading is False
    await again.vanish()


@given(anything)
def test_what_goes_out_any_client_can_read(value: Any) -> None:
    with suppress(ValueError):  # for what is not finite
        packet = encode(("element", value))
        assert packet.isascii()
        assert json.loads(packet[1:], parse_constant=pytest.fail) == ["element", value]
