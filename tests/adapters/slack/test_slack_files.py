"""Files come in through the token and go out beside the message; neither can be turned against us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from outgoing import element, message
from slack_kit import MemoryHost

from botbridge.adapter import Placed
from botbridge.errors import FileRefused, RateLimited, Unavailable
from botbridge.model.clock import utc_now
from botbridge.model.effect import Edit, HideElement, Post, StreamClose, StreamOpen
from botbridge.model.element import ElementData, IncomingFile
from botbridge.model.event import MessageReceived
from botbridge.model.message import MessageData
from botbridge.render.markdown import plain
from botbridge.testing.slack import FakeSlack, User
from botbridge_slack import address
from botbridge_slack.adapter import SlackAdapter
from botbridge_slack.files import is_shared

LIMIT = 1_000_000


@pytest.fixture
async def heard(slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter) -> MessageReceived:
    """A mention with a file that has come in."""
    await user.mention("look", files=[("a.txt", b"hello", "text/plain")])
    await slack.delivered()
    return host.messages[0]


def answer(heard: MessageReceived, text: str, *elements: ElementData) -> Post:
    made = message(text, *elements, created_at=utc_now())
    return Post(thread=heard.thread, cause=heard, message=made, text=text)


async def test_a_file_is_fetched(heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path) -> None:
    (file,) = heard.files
    fetched = await adapter.fetch(file, tmp_path / "x", limit=LIMIT)
    assert (tmp_path / "x").read_bytes() == b"hello"
    assert (fetched.name, fetched.size, fetched.mime) == ("a.txt", 5, "text/plain")


async def test_a_file_of_which_only_the_id_is_known_is_looked_up(
    heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path
) -> None:
    unknown = IncomingFile(id=heard.files[0].id, name=heard.files[0].id)
    fetched = await adapter.fetch(unknown, tmp_path / "x", limit=LIMIT)
    assert (tmp_path / "x").read_bytes() == b"hello"
    assert (fetched.name, fetched.size, fetched.mime) == ("a.txt", 5, "text/plain")
    with pytest.raises(FileRefused):
        await adapter.fetch(IncomingFile(id="F404", name="x"), tmp_path / "y", limit=LIMIT)


async def test_a_file_that_somebody_only_names_must_have_been_shared_there(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path
) -> None:
    named = IncomingFile(id=heard.files[0].id, name="x", url=address.shared_file("C1", "1.0"))
    with pytest.raises(FileRefused, match="does not belong"):
        await adapter.fetch(named, tmp_path / "x", limit=LIMIT)


def test_where_a_file_was_shared_is_told_by_its_shares() -> None:
    details = {"shares": {"public": {"C1": [{"ts": "1.0"}]}, "private": {"G1": [{"ts": "2.0"}]}}}
    assert is_shared(details, "C1", "1.0")
    assert is_shared(details, "G1", "2.0")
    assert not is_shared(details, "C1", "2.0")
    assert not is_shared({}, "C1", "1.0")
    assert not is_shared({"shares": {"public": ["C1"], "private": {"C1": {"ts": "1.0"}}}}, "C1", "1.0")


async def test_the_login_page_is_no_file(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path
) -> None:
    slack.faults.missing_scope("files:read")
    for mime in ("text/plain", "text/html", "application/octet-stream"):
        with pytest.raises(FileRefused, match="files:read"):
            await adapter.fetch(replace(heard.files[0], mime=mime), tmp_path / "x", limit=LIMIT)
    assert not (tmp_path / "x").exists()


async def test_a_page_that_was_sent_is_a_file(
    slack: FakeSlack, user: User, host: MemoryHost, adapter: SlackAdapter, tmp_path: Path
) -> None:
    await user.dm("page", files=[("a.html", b"<p>hi</p>", "text/html")])
    await slack.delivered()
    await adapter.fetch(host.messages[0].files[0], tmp_path / "x", limit=LIMIT)
    assert (tmp_path / "x").read_bytes() == b"<p>hi</p>"


@pytest.mark.parametrize("size", [5, None, 1])
async def test_what_is_too_large_is_refused_whatever_it_claims(
    heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path, size: int | None
) -> None:
    with pytest.raises(FileRefused, match="larger"):
        await adapter.fetch(replace(heard.files[0], size=size), tmp_path / "x", limit=4)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/a",
        "https://files.slack.com@evil.example.com/a",
        "https://files.slack.com.evil.example.com/a",
        "http://files.slack.com/a",
        "file:///etc/passwd",
        "//files.slack.com/a",
        "https://127.0.0.2/a",
        "https://[::1]/a",
    ],
)
async def test_the_token_goes_to_no_other_host(
    heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path, url: str
) -> None:
    with pytest.raises(FileRefused, match="no file host of Slack"):
        await adapter.fetch(replace(heard.files[0], url=url), tmp_path / "x", limit=LIMIT)
    assert not (tmp_path / "x").exists()


class Elsewhere:
    """A server on the host of the fake, at another port, that answers as told."""

    def __init__(self) -> None:
        self.status = 200
        self.location = ""
        self.asked: list[str] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Authorization", ""))
        return web.Response(status=self.status, headers={"Location": self.location} if self.location else {})


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    other = Elsewhere()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", other.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    other.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield other
    await runner.cleanup()


@pytest.mark.parametrize("target", ["http://localhost:1/x", "https://evil.example.com/", "ftp://127.0.0.1/x"])
async def test_every_redirect_is_checked_anew(
    heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path, elsewhere: Elsewhere, target: str
) -> None:
    elsewhere.status, elsewhere.location = 302, target
    with pytest.raises(FileRefused, match="no file host of Slack"):
        await adapter.fetch(replace(heard.files[0], url=f"{elsewhere.url}/a"), tmp_path / "x", limit=LIMIT)
    assert len(elsewhere.asked) == 1


async def test_a_redirect_within_slack_is_followed_but_not_for_ever(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    (file,) = heard.files
    assert file.url is not None
    elsewhere.status, elsewhere.location = 307, file.url
    await adapter.fetch(replace(file, url=f"{elsewhere.url}/a"), tmp_path / "x", limit=LIMIT)
    assert (tmp_path / "x").read_bytes() == b"hello"
    elsewhere.status, elsewhere.location = 302, "/again"
    with pytest.raises(FileRefused, match="too often"):
        await adapter.fetch(replace(file, url=f"{elsewhere.url}/a"), tmp_path / "y", limit=LIMIT)


@pytest.mark.parametrize(
    ("status", "error"), [(404, FileRefused), (403, FileRefused), (429, Unavailable), (503, Unavailable)]
)
async def test_a_host_that_does_not_give_it_is_told_apart(
    heard: MessageReceived,
    adapter: SlackAdapter,
    tmp_path: Path,
    elsewhere: Elsewhere,
    status: int,
    error: type[Exception],
) -> None:
    elsewhere.status = status
    with pytest.raises(error):
        await adapter.fetch(replace(heard.files[0], url=f"{elsewhere.url}/a"), tmp_path / "x", limit=LIMIT)


async def test_a_host_that_is_not_there_is_unavailable(
    heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable):
        await adapter.fetch(replace(heard.files[0], url="http://127.0.0.1:9/a"), tmp_path / "x", limit=LIMIT)


async def test_files_go_out_into_the_thread(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, tmp_path: Path
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"a,b\n1,2\n")
    picture = element("A plot", b"PNG", type="image", mime="image/png")
    ref = await adapter.deliver(answer(heard, "see", element("data.csv", path=path), picture))
    words, files = [await slack.thread.reply(), await slack.thread.reply()]
    assert ref is not None
    assert words.text == "see"
    assert files.thread_ts == words.thread_ts
    assert [(file["name"], file["title"]) for file in files.files] == [
        ("data.csv", "data.csv"),
        ("A plot.png", "A plot"),
    ]
    assert files.files[1]["alt_txt"] == "A plot"
    stored = [file.content for file in slack.workspace.files.values() if file.completed and file.user == "U0BOT"]
    assert stored == [b"a,b\n1,2\n", b"PNG"]


async def test_only_the_last_part_bears_the_files(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    await adapter.deliver(replace(answer(heard, "one", element("a.txt", b"x")), last=False))
    assert not slack.calls_of("files.getUploadURLExternal")


async def test_files_without_words_are_named(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    await adapter.deliver(answer(heard, "", element("a.txt", b"x"), element("b.txt", b"y")))
    assert plain((await slack.thread.reply()).text) == "a.\u2060txt, b.\u2060txt"
    assert len((await slack.thread.reply()).files) == 2


async def test_what_is_elsewhere_is_a_link(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    await adapter.deliver(answer(heard, "see", element("Docs", url="https://example.com/d")))
    assert (await slack.thread.reply()).text == "see\n\n[Docs](https://example.com/d)"
    assert not slack.calls_of("files.getUploadURLExternal")


REASONS = {
    "empty": "it is empty",
    "missing": "cannot be read: No such file or directory",
    "refused": "Slack refused it",
    "unreachable": "Slack could not be reached",
    "not_shared": "Slack refused it",
}


@pytest.mark.parametrize("broken", REASONS)
async def test_a_file_that_cannot_be_sent_is_said_and_the_message_goes_out(
    slack: FakeSlack,
    heard: MessageReceived,
    adapter: SlackAdapter,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    monkeypatch.setattr("botbridge_slack.attachments._PAUSE", 0.0)
    file = {"empty": element("a.txt", b""), "missing": element("a.txt", path=Path("/nowhere/a.txt"))}
    if broken == "refused":
        slack.faults.error("files.getUploadURLExternal", "file_uploads_disabled")
    if broken == "unreachable":
        slack.faults.status(503, "files.getUploadURLExternal", times=3)
    if broken == "not_shared":
        slack.faults.error("files.completeUploadExternal", "file_update_failed")
    await adapter.deliver(answer(heard, "see", file.get(broken, element("a.txt", b"x"))))
    shown = "\n\n".join(said.text for said in slack.thread.answers)
    assert plain(shown).split() == f"see a.\u2060txt could not be sent ({REASONS[broken]})".split()
    assert "is not sent" in caplog.text


async def test_a_short_failure_costs_no_file(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botbridge_slack.attachments._PAUSE", 0.0)
    slack.faults.status(503, "files.getUploadURLExternal")
    slack.faults.status(503, "files.completeUploadExternal")
    slack.faults.rate_limit("files.completeUploadExternal", retry_after=0)
    await adapter.deliver(answer(heard, "see", element("a.txt", b"x")))
    assert [len(said.files) for said in slack.thread.answers] == [0, 1]


async def test_a_rate_limit_before_the_message_is_waited_out(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    slack.faults.rate_limit("files.getUploadURLExternal", retry_after=2)
    with pytest.raises(RateLimited):
        await adapter.deliver(answer(heard, "see", element("a.txt", b"x")))
    assert slack.thread.answers == []


async def test_an_edit_shows_only_what_is_not_shown_yet_and_each_file_can_be_taken_away(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    effect = answer(heard, "see", element("a.txt", b"x"))
    placed = await adapter.deliver(effect)
    assert isinstance(placed, Placed)
    assert placed.ref is not None
    more: MessageData = replace(effect.message, elements=(*effect.message.elements, element("b.txt", b"y")))
    edit = Edit(thread=heard.thread, ref=placed.ref, message=more, text="look", shown=placed.elements)
    added = await adapter.deliver(edit)
    assert isinstance(added, Placed)
    assert set(added.elements) == {"el-b.txt"}
    shown = {**placed.elements, **added.elements}
    assert await adapter.deliver(replace(edit, shown=shown)) is None
    assert [file["name"] for said in slack.thread.answers for file in said.files] == ["a.txt", "b.txt"]
    for name, ref in shown.items():
        for _ in range(2):
            await adapter.deliver(HideElement(thread=heard.thread, element_id=name, ref=ref))
    assert {call["file"] for call in slack.calls_of("files.delete")} == {
        file.id for file in slack.workspace.files.values() if file.user == "U0BOT"
    }


async def test_a_stream_ends_with_its_files(slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter) -> None:
    made = message("one two", element("a.txt", b"x"), element("b.txt", b""))
    ref = await adapter.deliver(StreamOpen(thread=heard.thread, cause=heard, message=made, text="one "))
    assert ref is not None
    await adapter.deliver(StreamClose(thread=heard.thread, ref=ref, message=made, text="two"))
    words, files = slack.thread.answers
    assert words.text.startswith("one two\n\n_b")
    assert [file["name"] for file in files.files] == ["a.txt"]


async def test_files_of_a_message_whose_answer_was_lost_follow_it(
    slack: FakeSlack, heard: MessageReceived, adapter: SlackAdapter
) -> None:
    effect = answer(heard, "see", element("a.txt", b"x"))
    slack.faults.drop("chat.postMessage", after=True)
    with pytest.raises(Unavailable):
        await adapter.deliver(effect)
    assert await adapter.find(effect) is not None
    assert [len(said.files) for said in slack.thread.answers] == [0, 1]
