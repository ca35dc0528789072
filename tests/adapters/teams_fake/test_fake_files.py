"""Files: who may read them, how they are uploaded, and how much may be asked for at once."""

from __future__ import annotations

from typing import Any

import pytest

from botbridge.testing.teams import FakeTeams, User
from botbridge.testing.teams.limits import UPLOAD_UNIT

from .conftest import HandMade

PNG = b"\x89PNG"


async def test_a_sent_file_is_read_without_the_apps_token(app: HandMade, ada: User, teams: FakeTeams) -> None:
    await ada.say("look", files=[("a.txt", b"hello", "text/plain")])
    await teams.delivered()
    attachment = app.heard[-1]["attachments"][0]
    url = attachment["content"]["downloadUrl"]
    async with app.session.get(url) as got:
        assert (got.status, await got.read()) == (200, b"hello")
    async with app.session.get(url, headers={"Authorization": "Bearer x"}) as got:
        assert got.status == 401
    async with app.session.get(url.partition("?")[0]) as got:
        assert got.status == 401


async def test_a_pasted_picture_is_read_with_it(app: HandMade, ada: User, teams: FakeTeams) -> None:
    await ada.mention("look", teams.channel(), images=[PNG])
    await teams.delivered()
    url = app.heard[-1]["attachments"][0]["contentUrl"]
    token = (await app.token())[1]["access_token"]
    async with app.session.get(url, headers={"Authorization": f"Bearer {token}"}) as got:
        assert (got.status, got.content_type, await got.read()) == (200, "image/png", PNG)
    async with app.session.get(url) as got:
        assert got.status == 401


async def offered(app: HandMade, ada: User, size: int) -> Any:
    content = {"sizeInBytes": size, "acceptContext": {"a": 1}, "declineContext": {"a": 2}}
    consent = {"contentType": "application/vnd.microsoft.teams.card.file.consent", "name": "a.bin", "content": content}
    _, answer = await app.send(ada.chat, attachments=[consent])
    return ada.chat.messages[answer["id"]]


async def test_a_file_is_taken_range_by_range(app: HandMade, ada: User) -> None:
    data = bytes(UPLOAD_UNIT + 5)
    message = await offered(app, ada, len(data))
    assert message.files == ["a.bin"]
    upload = await ada.accept(message)
    value = app.heard[-1]["value"]
    assert (value["action"], value["context"]) == ("accept", {"a": 1})
    url = value["uploadInfo"]["uploadUrl"]
    for first, last, status in ((5, 9, 416), (0, 9, 400), (0, UPLOAD_UNIT - 1, 202), (UPLOAD_UNIT, len(data) - 1, 201)):
        headers = {"Content-Range": f"bytes {first}-{last}/{len(data)}"}
        async with app.session.put(url, data=data[first : last + 1], headers=headers) as got:
            assert got.status == status
    assert (bytes(upload.received), upload.complete) == (data, True)
    with pytest.raises(LookupError):
        await ada.accept(message)


@pytest.mark.parametrize("header", ["", "bytes 0-9/11", "bytes 0-8/10", "bytes=0-9", "bytes 0-9/*"])
async def test_a_range_that_does_not_fit_is_refused(app: HandMade, ada: User, header: str) -> None:
    upload = await ada.accept(await offered(app, ada, 10))
    url = app.heard[-1]["value"]["uploadInfo"]["uploadUrl"]
    async with app.session.put(url, data=bytes(10), headers={"Content-Range": header}) as got:
        assert got.status == 400
    assert not upload.received


async def test_a_file_can_be_declined(app: HandMade, ada: User) -> None:
    message = await offered(app, ada, 1)
    await ada.decline(message)
    assert app.heard[-1]["value"] == {"type": "fileUpload", "action": "decline", "context": {"a": 2}}
    assert message.answered == "decline"


async def test_calls_are_counted_in_every_window(app: HandMade, ada: User, teams: FakeTeams) -> None:
    teams.authority.token_seconds = 1_000_000
    for number in range(8):
        await app.send(ada.chat, text=str(number))
    assert [call.over_rate for call in teams.calls_of("send")] == [False] * 7 + [True]
    teams.clock.advance(1.1)
    await app.send(ada.chat, text="more")
    assert teams.over_rate[-1] is teams.calls[-1]  # eight in two seconds
    teams.clock.advance(3_600)
    teams.faults.enforce_rates = True
    for _ in range(60):
        assert (await app.send(ada.chat, text="x"))[0] == 201
        teams.clock.advance(0.4)
    assert (await app.send(ada.chat, text="x"))[0] == 429


@pytest.mark.parametrize("after", [False, True])
async def test_faults(app: HandMade, ada: User, teams: FakeTeams, after: bool) -> None:
    teams.faults.status(503, "send", after=after)
    assert (await app.send(ada.chat, text="x"))[0] == 503
    assert len(ada.chat.shown) == after
    teams.faults.rate_limit("send", retry_after=7, after=after)
    assert (await app.send(ada.chat, text="x"))[0] == 429
    assert app.headers["Retry-After"] == "7"
    teams.faults.error(403, "BotDisabledByAdmin", "send,typing", times=2)
    assert (await app.send(ada.chat, type="typing"))[1]["error"]["code"] == "BotDisabledByAdmin"
    assert (await app.send(ada.chat, text="x"))[0] == 403
    assert (await app.send(ada.chat, text="x"))[0] == 201
    teams.faults.no_token = True
    assert (await app.token())[0] == 401
    teams.faults.clear()
    assert (await app.token())[0] == 200
