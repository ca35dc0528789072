"""The HTTP side: settings, texts, files, pictures, the page."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from web_client import Client
from web_house import Builder, House, session_id

import botbridge_webui
from botbridge.model.element import ElementData, IncomingFile
from botbridge.model.event import MessageReceived
from botbridge.serving import file_name, mime_type
from botbridge_web.translations import load_texts, pick

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / ".chainlit" / "translations" / "en-US.json"


async def get(http: aiohttp.ClientSession, url: str, **options: Any) -> Any:
    async with http.get(url, **options) as response:
        assert response.status == 200
        return await response.json()


async def test_nobody_has_to_sign_in(house: House, http: aiohttp.ClientSession) -> None:
    config = await get(http, house.url + "/auth/config")
    assert config["requireLogin"] is False
    assert config["oauthProviders"] == []
    assert await get(http, house.url + "/user") is None
    async with http.get(house.url + "/project/thread/x") as response:
        assert (response.status, "detail" in await response.json()) == (401, True)
    async with http.post(house.url + "/logout") as response:
        assert await response.json() == {"success": True}


async def test_settings_are_complete_and_hold_no_secret(build: Builder, http: aiohttp.ClientSession) -> None:
    servers = [{"name": "files", "type": "stdio", "command": "run --token s3cret", "env": {"TOKEN": "s3cret"}}]
    config = {"ui": {"name": "Ada"}, "project": {"user_env": ["KEY"]}, "features": {"mcp": {"servers": servers}}}
    house = await build(config=config)
    settings = await get(http, house.url + "/project/settings?language=en-US&chat_profile=")
    assert "s3cret" not in json.dumps(settings)
    assert settings["ui"]["name"] == "Ada"
    assert settings["userEnv"] == ["KEY"]
    assert settings["features"]["spontaneous_file_upload"]["max_files"] == 20
    assert settings["features"]["mcp"]["servers"] == [{"name": "files", "type": "stdio"}]
    for name in ("dataPersistence", "threadResumable", "chatProfiles", "translation", "markdown"):
        assert name in settings


async def test_an_app_brings_its_own_texts(
    house: House, build: Builder, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    folder = tmp_path / ".botbridge" / "translations"
    folder.mkdir(parents=True)
    (folder / "de-DE.json").write_text('{"chat": {"input": {"placeholder": "Schreib…"}}}', encoding="utf-8")
    (folder / "fr-FR.json").write_text("{broken", encoding="utf-8")
    house = await build()
    for language, placeholder in (("de-DE", "Schreib…"), ("de-AT", "Schreib…"), ("fr-FR", "Write a message…")):
        answer = await get(http, house.url + f"/project/translations?language={language}")
        texts = answer["translation"]
        assert texts["chat"]["input"]["placeholder"] == placeholder
        assert texts["common"]["actions"]["cancel"] == "Cancel"
    async with http.get(house.url + "/project/translations", params={"language": "../../etc/passwd"}) as response:
        assert response.status == 400


def test_our_texts_have_the_keys_that_front_ends_ask_for(tmp_path: Path) -> None:
    ours = pick(load_texts(tmp_path), "en-US")
    assert {"common", "auth", "chat", "threadHistory", "navigation", "apiKeys", "alerts", "components"} <= ours.keys()
    if REFERENCE.is_file():
        assert paths(json.loads(REFERENCE.read_text(encoding="utf-8"))) <= paths(ours)


def paths(tree: Any, above: str = "") -> set[str]:
    if not isinstance(tree, dict):
        return {above}
    return set().union(*(paths(value, f"{above}.{name}") for name, value in tree.items()))


async def upload(http: aiohttp.ClientSession, url: str, owner: str, data: bytes, name: str, mime: str) -> Any:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", data, filename=name, content_type=mime)
    async with http.post(f"{url}/project/file?session_id={owner}", data=form) as response:
        return response.status, await response.json()


async def test_a_file_goes_up_with_a_message_and_comes_down_for_its_owner_only(
    house: House, http: aiohttp.ClientSession
) -> None:
    client, other = Client(http, house.url, session_id()), Client(http, house.url, session_id())
    await client.connect()
    await other.connect()
    status, answer = await upload(http, house.url, client.session_id, b"0123456789", "a b.txt", "text/plain")
    assert status == 200
    references = [{"id": answer["id"]}]
    await client.call("client_message", {"message": {"output": "see"}, "fileReferences": references})
    [event] = house.host.events
    assert isinstance(event, MessageReceived)
    assert [(file.name, file.mime, file.size) for file in event.files] == [("a b.txt", "text/plain", 10)]
    url = f"{house.url}/project/file/{answer['id']}?session_id="
    async with http.get(url + client.session_id, headers={"Range": "bytes=2-4"}) as response:
        assert (response.status, await response.read()) == (206, b"234")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"] == "inline; filename*=UTF-8''a%20b.txt"
    for stranger, status in ((other.session_id, 404), ("", 401), ("x", 401)):
        async with http.get(url + stranger) as response:
            assert response.status == status
    assert (await other.call("client_message", {"message": {"output": "x"}, "fileReferences": references}))[
        "ok"
    ] is False
    await client.leave()
    await house.host.heard(2)
    assert house.host.uploads == {}
    await other.vanish()


@pytest.mark.parametrize(
    ("mime", "place", "sandboxed"),
    [
        ("text/html", "attachment", True),
        ("image/svg+xml", "inline", True),
        ("image/png", "inline", True),
        ("application/pdf", "inline", False),
        ("application/javascript", "attachment", True),
        ("nonsense\r\nX-Evil: 1", "attachment", True),
    ],
)
async def test_no_file_can_act_as_a_page(
    house: House, http: aiohttp.ClientSession, tmp_path: Path, mime: str, place: str, sandboxed: bool
) -> None:
    owner = session_id()
    path = tmp_path / "bytes"
    path.write_bytes(b"<script>alert(1)</script>")
    house.host.uploads[owner, "f"] = IncomingFile(id="f", name='x"\r\n.html', mime=mime, path=str(path))
    async with http.get(f"{house.url}/project/file/f?session_id={owner}") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"].startswith(place)
        assert ("sandbox" in response.headers["Content-Security-Policy"]) is sandboxed
        assert "X-Evil" not in response.headers


async def test_bad_uploads_are_refused_with_a_reason(build: Builder, http: aiohttp.ClientSession) -> None:
    house = await build(config={"features": {"spontaneous_file_upload": {"max_size_mb": 0.001}}})
    client = Client(http, house.url, session_id())
    await client.connect()
    url = f"{house.url}/project/file?session_id={client.session_id}"
    assert (await upload(http, house.url, session_id(), b"x", "x", "text/plain"))[0] == 401
    status, answer = await upload(http, house.url, client.session_id, b"x" * 2000, "x", "text/plain")
    assert (status, "larger" in answer["detail"]) == (400, True)
    assert (await upload(http, house.url, client.session_id, b"x" * 200_000, "x", "text/plain"))[0] == 400
    multipart = {"Content-Type": "multipart/form-data; boundary=b"}
    cut = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf'
    for headers, body in (
        ({}, b"plain"),
        ({"Content-Type": "multipart/form-data"}, b"--b--"),
        (multipart, b"no boundary"),
        (multipart, b"--b--\r\n"),
        (multipart, cut),
        (multipart, b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n'),
    ):
        async with http.post(url, headers=headers, data=body) as response:
            assert response.status == 400
            assert "detail" in await response.json()
    await client.vanish()
    off = await build(config={"features": {"spontaneous_file_upload": {"enabled": False}}})
    again = Client(http, off.url, session_id())
    await again.connect()
    assert (await upload(http, off.url, again.session_id, b"x", "x", "text/plain"))[0] == 403
    await again.vanish()


def test_names_and_types_of_files_are_made_harmless() -> None:
    names = {"../../etc/passwd": "passwd", "C:\\x\\y.txt": "y.txt", "..": "file", "": "file", "a\r\nb": "ab"}
    assert {name: file_name(name) for name in names} == names
    assert len(file_name("ä" * 500).encode()) <= 255
    assert mime_type("text/plain; charset=utf-8") == "text/plain"
    assert mime_type("nonsense") == mime_type("") == mime_type("a/b\r\nx") == "application/octet-stream"


async def test_elements_come_with_the_key_that_fetches_them(house: House, http: aiohttp.ClientSession) -> None:
    client = Client(http, house.url, session_id())
    await client.connect()
    from_disk = ElementData(id="e1", thread_id="t", type="image", name="p.png", content=b"png", for_id="m")
    elsewhere = ElementData(id="e2", thread_id="t", type="image", name="p.png", url="https://example.org/p.png")
    thread_id = await house_thread(client)
    await house.post(thread_id, "look", elements=(from_disk, elsewhere))
    await client.settle()
    keys = [(item["id"], item["chainlitKey"], item["url"]) for item in client.of("element")]
    assert keys == [("e1", "e1", None), ("e2", None, "https://example.org/p.png")]
    await client.vanish()


async def house_thread(client: Client) -> str:
    await client.say("hi")
    thread_id: str = client.of("first_interaction")[0]["thread_id"]
    return thread_id


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"session_id": 1}', b'{"session_id": "x"}', b"[" * 60_000])
async def test_bad_json_gets_a_reason(house: House, http: aiohttp.ClientSession, body: bytes) -> None:
    async with http.post(house.url + "/set-session-cookie", data=body) as response:
        assert response.status == 400
        assert "detail" in await response.json()


async def test_a_large_body_is_refused(house: House, http: aiohttp.ClientSession) -> None:
    async with http.post(house.url + "/set-session-cookie", data=io.BytesIO(b"x" * 1_100_000)) as response:
        assert response.status == 413


async def test_pictures_cannot_act(house: House, http: aiohttp.ClientSession) -> None:
    for path in ("/favicon", "/logo?theme=dark", "/avatars/%3Cscript%3E", "/avatars/%F0%9F%98%80"):
        async with http.get(house.url + path) as response:
            text = await response.text()
            assert response.content_type == "image/svg+xml"
            assert "<script" not in text
            assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_public_files_are_served_and_nothing_else(
    house: House, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    public = tmp_path / "public"
    public.mkdir()
    (public / "style.css").write_text("a{}", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (public / "link.txt").symlink_to(tmp_path / "secret.txt")
    async with http.get(house.url + "/public/style.css") as response:
        assert (response.status, response.content_type) == (200, "text/css")
    for path in ("%2e%2e/secret.txt", "..%2fsecret.txt", "link.txt", "nothing", "%00", "x" * 5000):
        async with http.get(f"{house.url}/public/{path}") as response:
            assert response.status == 404


async def test_other_origins_may_speak_only_if_they_are_listed(build: Builder, http: aiohttp.ClientSession) -> None:
    free, closed = await build(), await build(config={"project": {"allow_origins": ["https://good.example"]}})
    for house, origin, admitted in (
        (free, "https://any.example", True),
        (closed, "https://good.example", True),
        (closed, "https://evil.example", False),
        (closed, closed.url, True),
        (closed, "null", False),
        (closed, "http://[", False),
    ):
        headers = {"Origin": origin}
        async with http.get(house.url + "/user", headers=headers) as response:
            assert (response.headers.get("Access-Control-Allow-Origin") == origin) is admitted
        async with http.options(house.url + "/project/file", headers=headers) as response:
            assert response.status == 204
            assert ("Access-Control-Allow-Credentials" in response.headers) is admitted
        async with http.get(house.url + "/ws/socket.io/?EIO=4&transport=polling", headers=headers) as response:
            assert (response.status == 200) is admitted


async def test_without_a_built_page_the_address_says_how_to_build_it(
    build: Builder, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(botbridge_webui, "__file__", str(tmp_path / "__init__.py"))
    house = await build()
    async with http.get(house.url + "/") as response:
        assert (response.status, "npm run build" in await response.text()) == (503, True)
    assert await get(http, house.url + "/user") is None


async def test_the_page_is_served_at_all_of_its_addresses(
    build: Builder, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><html><head></head></html>", encoding="utf-8")
    (static / "theme.js").write_text("1", encoding="utf-8")
    (static / "assets" / "index-abc.js").write_text("2", encoding="utf-8")
    monkeypatch.setattr(botbridge_webui, "__file__", str(tmp_path / "__init__.py"))
    house = await build(root_path='/chat"')
    for path in ("/", "/thread/x", "/share/x", "/login"):
        async with http.get(house.url + path) as response:
            assert '<base href="/chat&quot;/">' in await response.text()
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            assert response.headers["Cache-Control"] == "no-cache"
    async with http.get(house.url + "/assets/index-abc.js") as response:
        assert "immutable" in response.headers["Cache-Control"]
        assert response.content_type.endswith("/javascript")
    async with http.get(house.url + "/theme.js") as response:
        assert response.status == 200
    for path in ("/assets/..%2findex.html", "/assets/none.js", "/other"):
        async with http.get(house.url + path) as response:
            assert response.status == 404
