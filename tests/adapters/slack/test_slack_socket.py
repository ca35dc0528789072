"""Events come in over a real WebSocket; the connection ends without a trace."""

from __future__ import annotations

import asyncio
import logging

import pytest
from slack_kit import MemoryHost, Talk, form, running

from botbridge.errors import AdapterError
from botbridge.model.event import QuestionAnswered
from botbridge.testing.slack import FakeSlack, User
from botbridge_slack.api import vendor_logger


@pytest.fixture
def host(slack: FakeSlack) -> MemoryHost:
    return MemoryHost(slack.env(socket_mode=True))


async def test_events_come_in_and_are_acknowledged(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
        assert adapter.routes() == ()
        await user.mention("hi")
        await slack.delivered()
        assert [event.text for event in host.messages] == ["hi"]
        assert all(delivery.acknowledged for delivery in slack.deliveries)


async def test_the_acknowledgement_waits_for_the_store(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    stored = asyncio.Event()
    host.before_storing = stored.wait
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
        await user.dm("hi")
        await asyncio.sleep(0.1)
        assert not slack.deliveries[0].acknowledged
        stored.set()
        await slack.delivered()
        assert slack.deliveries[0].acknowledged


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(
    user: User, host: MemoryHost, slack: FakeSlack
) -> None:
    host.full = True
    slack.courier.deadline = 0.2
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
        await user.dm("hi")
        await slack.until(lambda: slack.deliveries[0].attempts)
        host.full = False
        await slack.delivered()
    assert [event.text for event in host.messages] == ["hi"]
    assert len(slack.deliveries[0].attempts) > 1


async def test_a_form_is_filled_in_and_corrected_through_the_socket(
    slack: FakeSlack, user: User, host: MemoryHost
) -> None:
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
        await user.mention("hi")
        await slack.delivered()
        talk = Talk(slack, user, host, adapter)
        await user.click(await talk.ask(form({"id": "seats", "label": "Seats", "type": "number", "max": 8})), "Fill in")
        wrong = await user.submit({"Seats": "9"})
        assert wrong.answer()["errors"] == {"seats": "Seats has to be at most 8"}
        assert user.view is not None
        await user.submit({"Seats": "4"})
        (event,) = talk.done
        assert isinstance(event, QuestionAnswered)
        assert event.values == {"seats": 4}


async def test_an_envelope_that_is_being_stored_at_the_end_is_still_acknowledged(
    slack: FakeSlack, user: User, host: MemoryHost
) -> None:
    storing = asyncio.Event()

    async def slowly() -> None:
        storing.set()
        await asyncio.sleep(0.2)

    host.before_storing = slowly
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
        await user.dm("hi")
        await storing.wait()
    await slack.delivered()
    assert slack.deliveries[0].acknowledged
    assert len(slack.deliveries[0].attempts) == 1


async def test_a_closed_connection_is_renewed(slack: FakeSlack, user: User, host: MemoryHost) -> None:
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
        await slack.sockets.disconnect()
        await slack.until(lambda: len(slack.calls_of("apps.connections.open")) > 1 and slack.sockets.connected)
        await slack.until(lambda: adapter.ready)
        await user.dm("hi")
        await slack.delivered()
    assert [event.text for event in host.messages] == ["hi"]


async def test_nothing_is_left_behind(slack: FakeSlack, host: MemoryHost) -> None:
    before = asyncio.all_tasks()
    async with running(slack, host) as adapter:
        await slack.until(lambda: adapter.ready)
    await slack.until(lambda: not slack.sockets.connected)
    left = [task for task in asyncio.all_tasks() - before if "Sockets" not in repr(task) and "web" not in repr(task)]
    assert left == []
    assert not adapter.ready


async def test_a_refused_app_token_stops_the_start_in_one_line(slack: FakeSlack) -> None:
    host = MemoryHost({**slack.env(), "SLACK_APP_TOKEN": "xapp-wrong"})
    with pytest.raises(AdapterError, match=r"SLACK_APP_TOKEN \(apps\.connections\.open: invalid_auth\)") as caught:
        async with running(slack, host):
            pytest.fail("it must not run")
    assert "\n" not in str(caught.value)
    assert "xapp-wrong" not in str(caught.value)


async def test_a_socket_that_does_not_open_stops_the_start_without_a_traceback(
    slack: FakeSlack, host: MemoryHost, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botbridge_slack.socket_mode._OPENS_WITHIN", 0.3)
    monkeypatch.setattr(slack.sockets, "new_ticket", lambda: "bad-ticket")
    with pytest.raises(AdapterError, match="Socket Mode connection could not be opened"):
        async with running(slack, host):
            pytest.fail("it must not run")
    assert "Failed to connect" in caplog.text
    assert "Traceback" not in caplog.text
    assert "bad-ticket" not in caplog.text


async def test_a_cancelled_start_leaves_nothing(slack: FakeSlack, host: MemoryHost) -> None:
    slack.faults.slow(5, "apps.connections.open")

    async def start() -> None:
        async with running(slack, host):
            pytest.fail("it must not run")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await start()


async def test_the_ticket_of_a_connection_is_not_logged(
    slack: FakeSlack, host: MemoryHost, caplog: pytest.LogCaptureFixture
) -> None:
    vendor_logger("socket").warning("Failed to connect: url='%s'", "wss://x.y/link/?ticket=abc")
    assert "abc" not in caplog.text
    assert logging.getLogger("botbridge.slack.socket").level == logging.WARNING
