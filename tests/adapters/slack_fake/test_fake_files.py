"""Files out by the real SDK's upload, files in by a person, and the hosts between."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

from .test_fake_chat import error_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


async def fetch(url: str, token: str = "") -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as got:
        return got.status, got.content_type, await got.read()


async def test_the_sdk_uploads_into_a_thread(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.mention("draw", "C1")
    await client.files_upload_v2(
        channel="C1",
        thread_ts=sent.ts,
        initial_comment="here",
        file_uploads=[{"content": PNG, "filename": "a.png"}, {"content": "x,y", "filename": "b.csv", "title": "B"}],
    )
    reply = await slack.thread.reply()
    assert reply.text == "here"
    assert [(f["name"], f["mimetype"], f["size"]) for f in reply.files] == [
        ("a.png", "image/png", len(PNG)),
        ("b.csv", "text/csv", 3),
    ]
    assert reply.raw["subtype"] == "file_share"
    shown = (await client.files_info(file=reply.files[0]["id"]))["file"]
    assert shown["channels"] == ["C1"]
    assert (await fetch(shown["url_private"], "xoxb-fake-bot"))[2] == PNG


async def test_what_a_person_uploads_can_be_read(slack: FakeSlack, user: User) -> None:
    sent = await user.dm("look", files=[("a.png", PNG, ""), ("v.webm", b"123", "audio/webm")])
    event = slack.deliveries[0].payload["event"]
    assert (event["subtype"], event["text"]) == ("file_share", "look")
    assert [delivery.type for delivery in slack.deliveries] == ["message", "file_shared", "file_shared"]
    for url in (event["files"][0]["url_private"], event["files"][0]["url_private_download"]):
        assert await fetch(url, "xoxb-fake-bot") == (200, "image/png", PNG)
    assert sent.files[1]["mimetype"] == "audio/webm"


async def test_without_token_or_scope_there_is_a_login_page(slack: FakeSlack, user: User) -> None:
    url = (await user.dm("look", files=[("a.png", PNG, "")])).files[0]["url_private"]
    for token in ("", "xoxb-wrong"):
        status, kind, body = await fetch(url, token)
        assert (status, kind) == (200, "text/html")
        assert PNG not in body
    slack.faults.missing_scope("files:read")
    assert (await fetch(url, "xoxb-fake-bot"))[:2] == (200, "text/html")
    slack.faults.clear()
    slack.faults.redirect_downloads = slack.api_url + "api.test"
    assert (await fetch(url, "xoxb-fake-bot"))[:2] == (200, "application/json")
    slack.faults.clear()
    assert (await fetch(url, "xoxb-fake-bot"))[:2] == (200, "image/png")


async def test_uploads_raw_and_as_a_form(slack: FakeSlack, client: AsyncWebClient) -> None:
    form = aiohttp.FormData()
    form.add_field("file", PNG, filename="a.png")
    async with aiohttp.ClientSession() as session:
        for body in (PNG, form):
            begun = await client.files_getUploadURLExternal(filename="a.png", length=len(PNG))
            early = client.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id="C1")
            assert await error_of(early) == "file_not_found"
            async with session.post(begun["upload_url"], data=body) as got:
                assert (got.status, await got.text()) == (200, f"OK - {len(PNG)}")
            await client.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id="C1")
        begun = await client.files_getUploadURLExternal(filename="a.png", length=len(PNG) + 1)
        async with session.post(begun["upload_url"], data=PNG) as got:
            assert got.status == 400
    assert [m.files[0]["name"] for m in slack.channel("C1").messages.values()] == ["a.png", "a.png"]


async def test_uploads_that_slack_refuses(slack: FakeSlack, client: AsyncWebClient) -> None:
    begin = client.files_getUploadURLExternal
    assert await error_of(begin(filename="a", length=0)) == "invalid_arguments"
    assert await error_of(begin(filename="a", length=2_000_000_000)) == "file_upload_size_restricted"
    assert await error_of(begin(filename="a", length=1_000_001, snippet_type="python")) == "snippet_too_large"
    assert await error_of(begin(filename="a", length=1, alt_txt="x" * 1_001)) == "alt_txt_too_large"
    slack.channel("C2", bot=False)
    with pytest.raises(Exception, match="not_in_channel"):
        await client.files_upload_v2(channel="C2", content="x", filename="a.txt")


async def test_own_files_can_be_deleted(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    own = (await client.files_upload_v2(channel="C1", content="x", filename="a.txt"))["files"][0]["id"]
    await client.files_delete(file=own)
    assert await error_of(client.files_info(file=own)) == "file_deleted"
    others = (await user.dm("", files=[("a.txt", b"x", "")])).files[0]["id"]
    assert await error_of(client.files_delete(file=others)) == "cant_delete_file"
