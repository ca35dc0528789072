"""Where conversations are: as the last activity said it, also when the process is new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from outgoing import message
from teams_kit import MemoryHost

from botbridge.errors import Refused
from botbridge.model.effect import Edit, Post
from botbridge.model.event import MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_teams import address, places
from botbridge_teams.config import TeamsSettings
from botbridge_teams.place import Place
from botbridge_teams.places import GLOBAL_SERVICE_URL, Places

KEY = address.thread_key("19:x@thread.tacv2;messageid=17")
REGION = "https://smba.example/emea/"
PUBLIC = TeamsSettings(app_id="app", password="secret")


def raw(service_url: str = REGION) -> dict[str, Any]:
    return {
        "serviceUrl": service_url,
        "from": {"id": "29:ada"},
        "recipient": {"id": "28:app", "name": "Bot"},
        "conversation": {"id": "19:x@thread.tacv2;messageid=17", "conversationType": "channel", "tenantId": "t"},
    }


def heard(service_url: str = REGION, thread: ThreadKey = KEY) -> MessageReceived:
    return MessageReceived(key=service_url, thread=thread, raw=raw(service_url), text="hi", author=None)


def posting(cause: MessageReceived | None = None) -> Post:
    return Post(thread=KEY, cause=cause, message=message("x"), text="x")


def ref(service_url: str = REGION) -> MessageRef:
    return address.message_ref(KEY.parts[0] + ";messageid=17", "1", service_url, "t", "")


@pytest.fixture
def host(tmp_path: Path) -> MemoryHost:
    return MemoryHost({}, tmp_path)


@pytest.fixture
def known(host: MemoryHost) -> Places:
    return Places(host, PUBLIC)  # type: ignore[arg-type]


async def test_the_last_activity_counts(known: Places) -> None:
    known.saw(heard("https://old.example/"))
    known.saw(heard())
    place = await known.of(posting(heard("https://older.example/")))
    assert (place.service_url, place.tenant, place.kind, place.bot["name"]) == (REGION, "t", "channel", "Bot")


async def test_an_answer_goes_where_its_question_came_from(known: Places) -> None:
    assert (await known.of(posting(heard()))).service_url == REGION
    assert (await known.of(posting())).service_url == REGION  # and that is remembered


async def test_a_question_from_elsewhere_tells_nothing(known: Places) -> None:
    elsewhere = heard("https://other.example/", address.thread_key("a:1"))
    assert (await known.of(posting(elsewhere))).service_url == GLOBAL_SERVICE_URL


async def test_an_edit_goes_where_its_message_is(known: Places) -> None:
    edit = Edit(thread=KEY, ref=ref(), message=message("x"), text="x")
    place = await known.of(edit, edit.ref)
    assert (place.service_url, place.tenant, place.kind, place.bot) == (REGION, "t", "channel", {"id": "28:app"})


async def test_what_people_wrote_before_tells_it(known: Places, host: MemoryHost) -> None:
    newest = [
        {"type": "user_message", "metadata": {"ref": str(ref("https://old.example/"))}},
        {"type": "user_message", "metadata": {"ref": str(ref())}},
        {"type": "user_message", "metadata": {"ref": "slack:C1:1"}},
        {"type": "user_message", "metadata": {"ref": 7}},
        {"type": "user_message"},
        {"type": "assistant_message", "metadata": {"ref": str(ref("https://never.example/"))}},
    ]
    host.threads[KEY.thread_id] = {"steps": newest}
    assert (await known.of(posting())).service_url == REGION


async def test_else_the_public_cloud_is_asked_at_its_global_address(known: Places, host: MemoryHost) -> None:
    host.threads[KEY.thread_id] = {"steps": []}
    assert (await known.of(posting())).service_url == GLOBAL_SERVICE_URL


@pytest.mark.parametrize(
    "settings",
    [TeamsSettings(app_id="app", password="x", metadata_url="https://cloud.example/keys"), TeamsSettings()],
)
async def test_other_clouds_have_no_global_address(host: MemoryHost, settings: TeamsSettings) -> None:
    with pytest.raises(Refused, match="nobody wrote there yet"):
        await Places(host, settings).of(posting())  # type: ignore[arg-type]


async def test_what_is_remembered_is_bounded(known: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_MOST", 2)
    for number in range(3):
        known.saw(heard(thread=address.thread_key(f"a:{number}")))
    assert [key.parts[0] for key in known._known] == ["a:1", "a:2"]


def test_an_envelope_says_only_what_is_known() -> None:
    bare = Place(service_url=REGION, kind="channel", user={"id": "29:ada"})
    assert bare.envelope("19:x") == {"conversation": {"id": "19:x", "conversationType": "channel"}}
    whole = Place(service_url=REGION, tenant="t", bot={"id": "28:app"}, user={"id": "29:ada"})
    assert whole.envelope("a:1") == {
        "from": {"id": "28:app"},
        "recipient": {"id": "29:ada"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "t"},
    }
