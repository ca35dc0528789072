"""The door: whatever a forged, stolen, old or foreign token tries, nothing of it is believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from teams_kit import MemoryHost, running

from botbridge.errors import AdapterError
from botbridge.testing.teams import FakeTeams, User
from botbridge.testing.teams.server import TENANT
from botbridge_teams.adapter import TeamsAdapter
from botbridge_teams.config import TeamsSettings
from botbridge_teams.gate import ISSUER, Gate, Turned
from botbridge_teams.keys import Keys

STRANGER = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def body(teams: FakeTeams, **fields: Any) -> dict[str, Any]:
    chat = teams.user("ada").chat
    return {
        "type": "message",
        "id": "1",
        "text": "hi",
        "channelId": "msteams",
        "serviceUrl": teams.world.service_url(TENANT),
        "from": teams.user("ada").person.account(),
        "recipient": teams.world.bot.account(),
        "conversation": chat.account(),
        "channelData": {"tenant": {"id": TENANT}},
        **fields,
    }


async def knock(teams: FakeTeams, token: str = "", **fields: Any) -> int:
    attempt = await teams.post_raw(json.dumps(body(teams, **fields)).encode(), token=token)
    return attempt.status


async def test_a_good_token_comes_in(adapter: TeamsAdapter, teams: FakeTeams, host: MemoryHost) -> None:
    assert await knock(teams) == 200
    assert [one.text for one in host.messages] == ["hi"]


def wrong(teams: FakeTeams) -> dict[str, tuple[str, int]]:
    """Tokens that are wrong in one way each, and the status they get."""
    sign, url = teams.authority.sign, teams.world.service_url(TENANT)
    claims = {"aud": teams.env()["TEAMS_APP_ID"], "iss": "https://api.botframework.com"}
    public = teams.authority.key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    good = sign(url)
    head, payload, signature = good.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","kid":"key-1"}').decode().rstrip("=")
    tampered = json.loads(base64.urlsafe_b64decode(payload + "=="))
    tampered["serviceurl"] = "https://evil.example/"
    forged = base64.urlsafe_b64encode(json.dumps(tampered).encode()).decode().rstrip("=")
    return {
        "no token": ("x", 401),
        "not a token": ("a.b.c", 401),
        "another key": (sign(url, key=STRANGER), 401),
        "an unknown key id": (sign(url, kid="key-99"), 401),
        "no key id": (sign(url, kid=""), 401),
        "no signature": (f"{head}.{payload}.", 401),
        "algorithm none": (f"{unsigned}.{payload}.", 401),
        "the public key as a secret": (_hmac(claims, url, public), 401),
        "a changed payload": (f"{head}.{forged}.{signature}", 401),
        "another audience": (sign(url, claims={"aud": "another-app"}), 401),
        "no audience": (sign(url, without=("aud",)), 401),
        "another issuer": (sign(url, claims={"iss": "https://evil.example"}), 401),
        "no issuer": (sign(url, without=("iss",)), 401),
        "expired": (sign(url, age=7_300), 401),
        "no expiry": (sign(url, without=("exp",)), 401),
        "not yet valid": (sign(url, age=-1_000), 401),
        "no beginning": (sign(url, without=("nbf",)), 401),
        "another serviceUrl": (sign("https://evil.example/"), 403),
        "no serviceUrl": (sign(url, without=("serviceurl",)), 403),
    }


def _hmac(claims: dict[str, str], url: str, secret: bytes) -> str:
    """HS256 with the public key as its secret, put together by hand: libraries refuse to make it."""

    def part(value: dict[str, Any]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    told = {**claims, "serviceurl": url, "nbf": int(time.time()), "exp": int(time.time()) + 600}
    signed = part({"alg": "HS256", "typ": "JWT", "kid": "key-1"}) + b"." + part(told)
    mac = base64.urlsafe_b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).rstrip(b"=")
    return (signed + b"." + mac).decode()


WRONG = [
    *("no token", "not a token", "another key", "an unknown key id", "no key id", "no signature", "algorithm none"),
    *("the public key as a secret", "a changed payload", "another audience", "no audience", "another issuer"),
    *("no issuer", "expired", "no expiry", "not yet valid", "no beginning", "another serviceUrl", "no serviceUrl"),
]


@pytest.mark.parametrize("how", WRONG)
async def test_a_wrong_token_is_turned_away(
    adapter: TeamsAdapter, teams: FakeTeams, host: MemoryHost, how: str
) -> None:
    token, status = wrong(teams)[how]
    assert await knock(teams, token) == status
    assert host.events == []


async def test_none_at_all_is_turned_away(adapter: TeamsAdapter, teams: FakeTeams, host: MemoryHost) -> None:
    told = json.dumps(body(teams)).encode()
    assert (await teams.post_raw(told, signed=False)).status == 401
    token = teams.authority.sign(teams.world.service_url(TENANT))
    for header in (f"Basic {token}", token, "Bearer ", f"Bearer  {token}"):
        assert (await teams.post_raw(told, signed=False, headers={"Authorization": header})).status == 401
    assert host.events == []


@pytest.mark.parametrize("prefix", ["", "api://", "api://botid-"])
async def test_the_audience_has_three_forms(adapter: TeamsAdapter, teams: FakeTeams, prefix: str) -> None:
    audience = {"aud": prefix + teams.env()["TEAMS_APP_ID"]}
    assert await knock(teams, teams.authority.sign(teams.world.service_url(TENANT), claims=audience)) == 200


async def test_clocks_may_be_five_minutes_apart(adapter: TeamsAdapter, teams: FakeTeams) -> None:
    url = teams.world.service_url(TENANT)
    assert await knock(teams, teams.authority.sign(url, age=-250)) == 200
    assert await knock(teams, teams.authority.sign(url, age=3_800)) == 200


async def test_a_slash_at_the_end_is_no_difference(adapter: TeamsAdapter, teams: FakeTeams) -> None:
    assert await knock(teams, teams.authority.sign(teams.world.service_url(TENANT).rstrip("/"))) == 200


async def test_a_key_vouches_for_its_channel_only(adapter: TeamsAdapter, teams: FakeTeams, host: MemoryHost) -> None:
    assert await knock(teams, channelId="webchat") == 403
    assert host.events == []


async def test_new_keys_are_read_and_old_ones_stay_good(adapter: TeamsAdapter, teams: FakeTeams) -> None:
    url, old = teams.world.service_url(TENANT), teams.authority.key
    adapter._running().gate._keys._tried_at = float("-inf")
    teams.authority.rotate()
    assert await knock(teams) == 200
    assert await knock(teams, teams.authority.sign(url, key=old)) == 200
    assert len(teams.calls_of("keys")) == 2


async def test_unknown_keys_are_not_looked_for_again_and_again(adapter: TeamsAdapter, teams: FakeTeams) -> None:
    for number in range(10):
        assert (
            await knock(teams, teams.authority.sign(teams.world.service_url(TENANT), kid=f"key-{number + 50}")) == 401
        )
    assert len(teams.calls_of("keys")) == 1


async def test_keys_that_cannot_be_read_let_teams_come_back(
    adapter: TeamsAdapter, teams: FakeTeams, host: MemoryHost
) -> None:
    adapter._running().gate._keys._tried_at = float("-inf")
    teams.authority.rotate()
    teams.faults.status(503, "metadata")
    assert await knock(teams) == 503
    assert host.events == []


async def test_a_tenant_that_is_not_allowed_is_turned_away(
    teams: FakeTeams, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    host = MemoryHost(teams.env(), tmp_path, teams={"tenants": [TENANT]})
    eve = teams.user("eve", tenant="11111111-0000-0000-0000-000000000000")
    async with running(teams, host):
        await eve.say("secret words")
        await teams.delivered()
        await teams.user("ada").say("hi")
        await teams.delivered()
    assert [one.status for one in teams.deliveries] == [403, 200]
    assert [one.text for one in host.messages] == ["hi"]
    assert "11111111-0000-0000-0000-000000000000" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(("tenants", "status"), [([], 403), (["*"], 200)])
async def test_a_single_tenant_bot_speaks_with_its_tenant(
    teams: FakeTeams, tmp_path: Any, tenants: list[str], status: int
) -> None:
    host = MemoryHost(teams.env(single_tenant=True), tmp_path, teams={"tenants": tenants})
    async with running(teams, host):
        await teams.user("eve", tenant="11111111-0000-0000-0000-000000000000").say("hi")
        await teams.user("ada").say("hi")
        await teams.delivered()
    assert sorted(one.status for one in teams.deliveries) == sorted([status, 200])
    assert teams.calls_of("token")[0].conversation == TENANT


async def test_without_a_registration_nobody_is_asked(tmp_path: Any, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeTeams(anonymous=True) as teams:
        host = MemoryHost(teams.env(), tmp_path)
        async with running(teams, host) as adapter:
            await teams.user("ada").say("hi")
            await teams.delivered()
            assert adapter.ready
    assert "TEAMS_APP_ID is not set" in caplog.text
    assert [one.text for one in host.messages] == ["hi"]
    assert teams.calls_of("token") == teams.calls_of("keys") == []


@pytest.mark.parametrize(
    ("fault", "word"),
    [("no_token", "refuses TEAMS_APP_PASSWORD"), ("token", "no token can be had"), ("metadata", "no keys can be had")],
)
async def test_a_start_that_cannot_work_says_why(teams: FakeTeams, host: MemoryHost, fault: str, word: str) -> None:
    if fault == "no_token":
        teams.faults.no_token = True
    else:
        teams.faults.status(503, fault, times=None)
    with pytest.raises(AdapterError, match=word) as caught:
        async with running(teams, host):
            pass
    assert "\n" not in str(caught.value)
    assert "fake-secret" not in str(caught.value)


async def test_a_wrong_password_stops_the_start(teams: FakeTeams, tmp_path: Any) -> None:
    host = MemoryHost({**teams.env(), "TEAMS_APP_PASSWORD": "wrong"}, tmp_path)
    with pytest.raises(AdapterError, match="AADSTS7000215"):
        async with running(teams, host):
            pass


async def test_the_public_cloud_has_one_issuer_only(teams: FakeTeams) -> None:
    keys = Keys(None, "x")  # type: ignore[arg-type]
    keys.issuer = "https://evil.example"
    gate = Gate(TeamsSettings(app_id="a", password="b"), keys, frozenset())
    assert (gate._issuer, gate.scope) == (ISSUER, f"{ISSUER}/.default")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"type": 1}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"type": "message", "text": "' + b"x" * 1_000_001 + b'"}', 413),
    ],
)
async def test_bodies_that_cannot_be_read(
    adapter: TeamsAdapter, teams: FakeTeams, host: MemoryHost, raw: bytes, status: int
) -> None:
    assert (await teams.post_raw(raw)).status == status
    assert host.events == []


async def test_a_form_of_a_page_in_the_browser_is_turned_away(adapter: TeamsAdapter, teams: FakeTeams) -> None:
    told = json.dumps(body(teams)).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert (await teams.post_raw(told, headers={"Content-Type": kind})).status == 415


async def test_a_service_without_tls_is_turned_away_outside_of_emulators(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User
) -> None:
    gate = Gate(TeamsSettings(app_id="a", password="b"), adapter._running().gate._keys, frozenset())
    for url in ("http://smba.example/", "ftp://smba.example/", "https://", "https://[x"):
        with pytest.raises(Turned):
            gate._check_service(url)
    gate._check_service("https://smba.example/")
