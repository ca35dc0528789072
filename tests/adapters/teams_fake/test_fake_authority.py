"""Tokens and keys: whom the fake believes, and whom it lets others believe."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from botbridge.testing.teams import FakeTeams, User

from .conftest import HandMade


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({}, 200, ""),
        ({"client_secret": "wrong"}, 401, "AADSTS7000215"),
        ({"client_id": "somebody"}, 400, "AADSTS700016"),
        ({"tenant": "nowhere"}, 400, "AADSTS90002"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "AADSTS70011"),
        ({"grant_type": "password"}, 400, "AADSTS70011"),
    ],
)
async def test_the_authority_gives_tokens_to_the_app_only(
    app: HandMade, changes: dict[str, str], status: int, word: str
) -> None:
    got, answer = await app.token(**changes)
    assert got == status
    assert word in answer.get("error_description", "")
    assert ("access_token" in answer) is (status == 200)
    assert "fake-secret" not in str([call.body for call in app.teams.calls])


async def test_the_connector_asks_for_a_token_that_lives(app: HandMade, ada: User, teams: FakeTeams) -> None:
    assert (await app.send(ada.chat, text="hi"))[0] == 201
    path = f"conversations/{ada.chat.id}/activities"
    for token in ("", "forged"):
        assert (await app.call("POST", path, {"type": "message", "text": "hi"}, token=token))[0] == 401
    teams.authority.revoke()
    assert (await app.send(ada.chat, text="hi"))[0] == 401


async def test_a_token_expires(app: HandMade, ada: User, teams: FakeTeams) -> None:
    assert (await app.send(ada.chat, text="hi"))[0] == 201
    teams.clock.advance(3_601)
    assert (await app.send(ada.chat, text="hi"))[0] == 401


async def _keys(app: HandMade) -> dict[str, Any]:
    async with app.session.get(f"{app.teams.url}/v1/.well-known/openidconfiguration") as got:
        document = await got.json()
    async with app.session.get(document["jwks_uri"]) as got:
        return {"issuer": document["issuer"], **{one["kid"]: one for one in (await got.json())["keys"]}}


async def test_activities_are_signed_with_a_published_key(app: HandMade, ada: User, teams: FakeTeams) -> None:
    await ada.say("one")
    await teams.delivered()
    teams.authority.rotate()
    await ada.say("two")
    await teams.delivered()
    keys = await _keys(app)
    for token, activity in zip(app.tokens, app.heard, strict=True):
        kid = jwt.get_unverified_header(token)["kid"]
        claims = jwt.decode(
            token,
            jwt.PyJWK(keys[kid], algorithm="RS256"),
            algorithms=["RS256"],
            audience=teams.env()["TEAMS_APP_ID"],
            issuer=keys["issuer"],
        )
        assert claims["serviceurl"] == activity["serviceUrl"]
        assert keys[kid]["endorsements"] == ["msteams"]
    assert jwt.get_unverified_header(app.tokens[0])["kid"] != jwt.get_unverified_header(app.tokens[1])["kid"]


async def test_an_old_key_can_be_withdrawn(app: HandMade, teams: FakeTeams) -> None:
    old = teams.authority.key.kid
    teams.authority.rotate(keep=False)
    assert old not in await _keys(app)


async def test_an_anonymous_bot_needs_no_token() -> None:
    async with FakeTeams(anonymous=True) as teams:
        assert teams.env() == {}
        app = HandMade(teams)
        status, _ = await app.call(
            "POST", f"conversations/{teams.user().chat.id}/activities", {"type": "typing"}, token=""
        )
        await app.close()
    assert status == 201
