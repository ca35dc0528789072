"""Files that the app sends: pictures in the message, others offered and put into the person's drive."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from outgoing import element
from teams_kit import MemoryHost, Sender, running

from botbridge.model.element import IncomingFile
from botbridge.testing.teams import FakeTeams, Message, User
from botbridge_teams import address, capabilities, offers
from botbridge_teams.adapter import TeamsAdapter

PICTURE = element("dot.png", b"png", mime="image/png")
BROKEN = (element("empty", b""), element("gone", path=Path("/no/such/file")), element("none"))
REPORT = element("report.pdf", b"%PDF-1", mime="application/pdf")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_PAUSES", (0.0, 0.0, 0.0))


async def handled(adapter: TeamsAdapter) -> None:
    """Wait until what was taken is in the drive."""
    while adapter._behind:
        await asyncio.wait(set(adapter._behind))


def read(text: str) -> str:
    """A text as it is read: without what keeps names of files from being links or markup."""
    return text.replace("\\", "").replace("\u2060", "")


async def offered(chat: Sender) -> Message:
    await chat.post("Here:", REPORT)
    return chat.where.answers[1]


async def test_pictures_stand_below_the_text(thread: Sender, chat: Sender) -> None:
    for sender in (thread, chat):
        await sender.post("Look:", PICTURE, element("two.gif", b"g", mime="image/gif"), id=sender.where.id)
        assert [(one.text, one.files) for one in sender.where.answers] == [
            ("Look:", []),
            ("", ["dot.png"]),
            ("", ["two.gif"]),
        ]


async def test_a_message_that_is_only_a_picture_has_a_reference(chat: Sender) -> None:
    ref = await chat.post("", PICTURE)
    (shown,) = chat.where.answers
    assert address.activity_id(ref) == shown.id


async def test_what_lies_elsewhere_is_shown_or_linked(thread: Sender) -> None:
    picture = element("chart", url="https://pictures.example/1.png", type="image", mime="image/png")
    page = element("the [page]", url="https://example.com/a b(c)")
    await thread.post("See:", picture, page)
    text, shown = thread.where.answers
    assert text.text == r"See:" + "\n\n" + r"[the \[page\]](https://example.com/a%20b%28c%29)"
    assert shown.raw["attachments"][0]["contentUrl"] == "https://pictures.example/1.png"


async def test_in_channels_a_link_or_a_note_stands_for_other_files(thread: Sender, host: MemoryHost) -> None:
    ref = await thread.post("Here:", REPORT)
    (shown,) = thread.where.answers
    assert "report.pdf could not be sent" in read(shown.text)
    assert "personal chats only" in shown.text
    host.public = "https://bot.example.com"
    await thread.edit(ref, "Here:", REPORT)
    assert read(shown.text) == "Here:\n\n[report.pdf](https://bot.example.com/files/el-report.pdf)"


async def test_a_data_layer_that_fails_is_told(
    thread: Sender, host: MemoryHost, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_element: object) -> str:
        raise RuntimeError("no disk")

    monkeypatch.setattr(host, "file_link", broken)
    await thread.post("Here:", REPORT)
    assert "report.pdf could not be sent (it could not be kept)" in read(thread.where.text)
    assert "no disk" in caplog.text


@pytest.mark.parametrize(
    "broken", [element("empty", b""), element("gone", path=Path("/no/such/file")), element("none")]
)
async def test_a_note_stands_for_what_cannot_be_read(chat: Sender, broken: object) -> None:
    await chat.post("Here:", broken)  # type: ignore[arg-type]
    (shown,) = chat.where.answers
    assert "could not be sent" in read(shown.text)


async def test_a_picture_that_is_too_large_is_offered(chat: Sender) -> None:
    large = element("big.png", b"x" * (capabilities.IMAGE_BYTES + 1), mime="image/png")
    await chat.post("", large)
    (shown,) = chat.where.answers
    assert (shown.files, bool(shown.raw["attachments"][0]["content"]["sizeInBytes"])) == (["big.png"], True)


async def test_an_edit_shows_no_file_twice_and_a_deletion_takes_them_along(chat: Sender) -> None:
    ref = await chat.post("one", PICTURE)
    await chat.edit(ref, "two", PICTURE, element("new.png", b"png", mime="image/png"))
    assert [one.files for one in chat.where.answers] == [[], ["dot.png"], ["new.png"]]
    await chat.delete(ref)
    assert chat.where.answers == []


async def test_a_picture_that_is_refused_is_told(chat: Sender, teams: FakeTeams) -> None:
    ref = await chat.post("one")
    teams.faults.error(400, "BadArgument", "send")
    await chat.edit(ref, "one", PICTURE)
    assert "dot.png could not be sent" in read(chat.where.answers[1].text)


async def test_a_picture_waits_as_long_as_it_is_told(chat: Sender, teams: FakeTeams) -> None:
    ref = await chat.post("one")
    teams.faults.rate_limit("send", retry_after=0, times=2)
    await chat.edit(ref, "one", PICTURE)
    assert chat.where.answers[1].files == ["dot.png"]


# files that are offered


async def test_a_file_that_is_taken_lies_in_the_drive(chat: Sender, ada: User, host: MemoryHost) -> None:
    offer = await offered(chat)
    upload = await ada.accept(offer)
    await handled(chat.adapter)
    assert (bytes(upload.received), upload.name) == (b"%PDF-1", "report.pdf")
    text, card = chat.where.answers
    assert (text.text, card.files, offer.deleted) == ("Here:", ["report.pdf"], True)
    assert card.raw["attachments"][0]["content"] == {"uniqueId": upload.key.upper(), "fileType": "pdf"}
    assert host.uploads == {}


async def test_the_window_is_answered_before_the_bytes_go(chat: Sender, ada: User, teams: FakeTeams) -> None:
    offer = await offered(chat)
    teams.faults.slow(0.5, "upload")
    await ada.accept(offer)
    assert teams.deliveries[-1].latency < 0.4
    await handled(chat.adapter)
    assert offer.deleted


async def test_a_file_that_is_refused_is_forgotten(chat: Sender, ada: User, host: MemoryHost) -> None:
    offer = await offered(chat)
    await ada.decline(offer)
    await handled(chat.adapter)
    assert (host.uploads, [one.files for one in chat.where.answers]) == ({}, [[], ["report.pdf"]])


async def test_large_files_go_in_ranges(chat: Sender, ada: User, tmp_path: Path) -> None:
    size = capabilities.UPLOAD_RANGE * 2 + 7
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * size)
    await chat.post("", element("large.bin", path=path))
    path.unlink()  # what was offered does not depend on it
    upload = await ada.accept(chat.where.answers[0])
    await handled(chat.adapter)
    assert (len(upload.received), len(upload.ranges)) == (size, 3)


async def test_a_file_can_be_taken_after_a_restart(chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost) -> None:
    offer = await offered(chat)
    async with running(teams, host) as again:
        upload = await ada.accept(offer)
        await handled(again)
        assert (bytes(upload.received), offer.deleted) == (b"%PDF-1", True)


async def test_what_uploads_do_not_let_in_lasts_until_the_end(
    chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost
) -> None:
    host.takes_uploads = False
    offer = await offered(chat)
    upload = await ada.accept(offer)
    await handled(chat.adapter)
    assert bytes(upload.received) == b"%PDF-1"
    await chat.post("", REPORT, id="late")
    late = chat.where.answers[-1]
    async with running(teams, host) as again:
        await ada.accept(late)
        await handled(again)
    assert "not here any more" in chat.where.text


async def test_a_file_is_taken_once(chat: Sender, ada: User, teams: FakeTeams) -> None:
    offer = await offered(chat)
    teams.faults.slow(0.2, "upload")
    teams.faults.duplicate_deliveries = 1
    upload = await ada.accept(offer)
    await teams.delivered()
    await handled(chat.adapter)
    assert (len(upload.ranges), len(chat.where.answers)) == (1, 2)


async def test_a_busy_drive_is_asked_again(chat: Sender, ada: User, teams: FakeTeams) -> None:
    offer = await offered(chat)
    teams.faults.status(503, "upload")
    teams.faults.drop("upload")
    upload = await ada.accept(offer)
    await handled(chat.adapter)
    assert upload.complete


@pytest.mark.parametrize("status", [404, 503])
async def test_a_drive_that_fails_is_told_to_the_person(chat: Sender, ada: User, teams: FakeTeams, status: int) -> None:
    offer = await offered(chat)
    teams.faults.status(status, "upload", times=None)
    await ada.accept(offer)
    await handled(chat.adapter)
    assert f"report.pdf could not be sent (the drive answers with status {status})" in read(chat.where.text)


async def test_a_file_is_not_put_anywhere(chat: Sender, ada: User, teams: FakeTeams) -> None:
    offer = await offered(chat)
    told = offer.attachments[0]["content"]["acceptContext"]
    value = {"action": "accept", "context": told, "uploadInfo": {"uploadUrl": "https://10.0.0.1/secret"}}
    await ada._invoke(ada.chat, "fileConsent/invoke", value, replyToId=offer.id)
    await handled(chat.adapter)
    assert "no public host" in chat.where.text
    assert teams.calls_of("upload") == []


async def test_nobody_takes_a_file_of_another_conversation(
    chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost
) -> None:
    offer = await offered(chat)
    told = offer.attachments[0]["content"]["acceptContext"]
    eve = teams.user("eve")
    upload = teams.world.drive.open("report.pdf", 6)
    value = {"action": "accept", "context": told, "uploadInfo": upload.info(teams.world.host)}
    await eve._invoke(eve.chat, "fileConsent/invoke", value)
    await handled(chat.adapter)
    assert "not here any more" in eve.chat.text
    assert not upload.received
    assert len(host.uploads) == 1


@pytest.mark.parametrize("value", [{}, {"action": "accept"}, {"action": "accept", "context": {"botbridge": 7}}, None])
async def test_answers_to_nothing_are_nothing(chat: Sender, ada: User, value: object) -> None:
    delivery = await ada._invoke(ada.chat, "fileConsent/invoke", value)  # type: ignore[arg-type]
    await handled(chat.adapter)
    assert (delivery.status, chat.where.answers) == (200, [])


async def test_a_deletion_takes_the_taken_file_along(chat: Sender, ada: User) -> None:
    ref = await chat.post("Here:", REPORT)
    await ada.accept(chat.where.answers[1])
    await handled(chat.adapter)
    await chat.delete(ref)
    assert chat.where.answers == []


async def test_what_is_held_in_memory_is_bounded(
    chat: Sender, host: MemoryHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "_HELD", 2)
    host.takes_uploads = False
    held = chat.adapter._running().offers
    for _ in range(3):
        await held.make(chat.key, REPORT, 6)
    assert len(held._memory) == 2


async def test_a_defect_while_a_file_is_taken_is_logged(
    chat: Sender, ada: User, host: MemoryHost, caplog: pytest.LogCaptureFixture
) -> None:
    offer = await offered(chat)

    async def broken(_owner: str, _file_id: str) -> IncomingFile | None:
        raise RuntimeError("a defect")

    host.uploaded = broken  # type: ignore[method-assign]
    await ada.accept(offer)
    await handled(chat.adapter)
    await asyncio.sleep(0)
    assert "an offered file was not handled" in caplog.text


async def test_the_end_does_not_wait_for_a_drive(teams: FakeTeams, host: MemoryHost, ada: User) -> None:
    async with running(teams, host) as adapter:
        await ada.say("hi")
        await teams.delivered()
        offer = await offered(Sender(adapter, ada.chat, host.events[-1]))
        teams.faults.slow(60, "upload")
        await ada.accept(offer)
        behind = set(adapter._behind)
    assert all(one.cancelled() for one in behind)
