"""chat.*, conversations.*, users.*, reactions.* as the real SDK calls them."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User

from .conftest import env_client


async def error_of(awaitable: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await awaitable
    return str(caught.value.response["error"])


async def test_auth_test_names_the_bot_and_the_scopes(slack: FakeSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0BOT", "T0TEAM")
    assert "assistant:write" in answer.headers["X-OAuth-Scopes"].split(",")
    slack.scopes.discard("assistant:write")
    assert "assistant:write" not in (await client.auth_test()).headers["X-OAuth-Scopes"].split(",")


async def test_tokens_are_checked(slack: FakeSlack) -> None:
    assert await error_of(env_client(slack, "xoxb-wrong").auth_test()) == "invalid_auth"
    assert await error_of(env_client(slack, "xapp-fake-app").auth_test()) == "not_allowed_token_type"
    async with aiohttp.ClientSession() as session, session.post(slack.api_url + "auth.test") as got:
        assert (await got.json())["error"] == "not_authed"


async def test_a_post_is_kept_and_comes_back(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C1", text="*bold* &lt;b&gt; <https://x.test|link>")
    history = await client.conversations_history(channel="C1")
    assert history["messages"][0]["ts"] == posted["ts"]
    assert history["messages"][0]["bot_id"] == "B0BOT"
    message = slack.channel("C1").messages[posted["ts"]]
    assert message.text == "**bold** <b> [link](https://x.test)"
    assert message.by_app


async def test_arguments_arrive_as_form_json_and_query(slack: FakeSlack) -> None:
    token = {"Authorization": f"Bearer {slack.env()['SLACK_BOT_TOKEN']}"}
    blocks = [{"type": "divider"}]
    async with aiohttp.ClientSession(slack.api_url) as session:
        form = {"channel": "C1", "blocks": json.dumps(blocks), "token": slack.env()["SLACK_BOT_TOKEN"]}
        async with session.post("chat.postMessage", data=form) as got:
            assert (await got.json())["ok"]
        async with session.post("chat.postMessage", json={"channel": "C1", "blocks": blocks}, headers=token) as got:
            assert (await got.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.get("conversations.info", params={"channel": "C1"}, headers=token) as got:
            assert (await got.json())["channel"]["id"] == "C1"
        # A token inside a JSON body does not count, and not every method reads JSON.
        async with session.post("chat.postMessage", json={"channel": "C1", "text": "x", "token": "y"}) as got:
            assert (await got.json())["error"] == "not_authed"
        async with session.post("conversations.info", json={"channel": "C1"}, headers=token) as got:
            assert (await got.json())["error"] == "invalid_arguments"
        async with session.post("chat.postMessage", data=b"{", headers={"Content-Type": "application/json"}) as got:
            assert (await got.json())["error"] == "invalid_json"


async def test_unknown_methods_and_arguments_are_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.shout", json={})) == "unknown_method"
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("chat.postMessage", json={"text": "hi", "colour": "red"})
    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] invalid additional property: colour",
    ]


async def test_posts_that_slack_refuses(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.channel("C2", bot=False)
    slack.channel("G2", kind="group", bot=False)
    slack.channel("C3").archived = True
    post = client.chat_postMessage
    assert await error_of(post(channel="C404", text="x")) == "channel_not_found"
    assert await error_of(post(channel="C2", text="x")) == "not_in_channel"
    assert await error_of(post(channel="G2", text="x")) == "channel_not_found"
    assert await error_of(post(channel="C3", text="x")) == "is_archived"
    assert await error_of(client.api_call("chat.postMessage", json={"channel": "C1"})) == "no_text"
    assert await error_of(client.api_call("chat.postMessage", json={"channel": "C1", "text": " "})) == "no_text"
    assert await error_of(post(channel="C1", text="x", markdown_text="y")) == "markdown_text_conflict"
    assert await error_of(post(channel="C1", markdown_text="y" * 12_001)) == "msg_too_long"
    assert await error_of(post(channel="C1", text="x", thread_ts="1.000001")) == "thread_not_found"
    assert await error_of(post(channel="C1", text="x", metadata={"event_type": "e"})) == "invalid_metadata_schema"
    slack.scopes.add("chat:write.public")
    assert (await post(channel="C2", text="x"))["ok"]
    slack.scopes.discard("chat:write")
    assert await error_of(post(channel="C1", text="x")) == "missing_scope"


async def test_replies_form_a_thread(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.say("question", "C1")
    answer = await client.chat_postMessage(channel="C1", text="answer", thread_ts=sent.ts)
    # A reply's own ts leads to its thread's root.
    await client.chat_postMessage(channel="C1", text="more", thread_ts=answer["ts"])
    got = await client.conversations_replies(channel="C1", ts=answer["ts"])
    assert [m["text"] for m in got["messages"]] == ["question", "answer", "more"]
    assert got["messages"][0]["reply_count"] == 2
    assert got["messages"][2]["parent_user_id"] == "U1"
    assert len((await client.conversations_history(channel="C1"))["messages"]) == 1
    assert await error_of(client.conversations_replies(channel="C1", ts="9.9")) == "thread_not_found"
    assert [m.text for m in sent.thread.messages] == ["question", "answer", "more"]


async def test_histories_have_pages_and_metadata_for_who_asks(client: AsyncWebClient) -> None:
    metadata = {"event_type": "step", "event_payload": {"id": "1"}}
    for number in range(5):
        await client.chat_postMessage(channel="C1", text=str(number), metadata=metadata)
    texts, cursor = [], ""
    while True:
        page = await client.conversations_history(channel="C1", limit=2, cursor=cursor)
        texts += [m["text"] for m in page["messages"]]
        assert "metadata" not in page["messages"][0]
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert texts == ["4", "3", "2", "1", "0"]
    whole = await client.conversations_history(channel="C1", limit=1, include_all_metadata=True)
    assert whole["messages"][0]["metadata"] == metadata
    newest = whole["messages"][0]["ts"]
    older = await client.conversations_history(channel="C1", latest=newest)
    assert [m["text"] for m in older["messages"]] == ["3", "2", "1", "0"]
    assert await error_of(client.conversations_history(channel="C1", cursor="nonsense")) == "invalid_cursor"


async def test_updates_and_deletions(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    posted = await client.chat_postMessage(channel="C1", markdown_text="**one**")
    message = slack.channel("C1").messages[posted["ts"]]
    await client.chat_update(channel="C1", ts=posted["ts"], markdown_text="two")
    assert message.text == "two"
    assert message.edited
    assert message.versions == ["**one**", "two"]
    # Blocks that are not mentioned stay, and hide the text beside them.
    await client.chat_update(channel="C1", ts=posted["ts"], text="three")
    assert message.text == "two"
    await client.chat_update(channel="C1", ts=posted["ts"], text="three", blocks=[])
    assert message.text == "three"
    update = client.chat_update
    assert await error_of(update(channel="C1", ts=posted["ts"], text="x" * 4_001)) == "msg_too_long"
    assert await error_of(update(channel="C1", ts="1.1", text="x")) == "message_not_found"
    others = await user.say("mine", "C1")
    assert await error_of(update(channel="C1", ts=others.ts, text="x")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel="C1", ts=others.ts)) == "cant_delete_message"
    await client.chat_delete(channel="C1", ts=posted["ts"])
    assert message.deleted
    assert await error_of(client.chat_delete(channel="C1", ts=posted["ts"])) == "message_not_found"


async def test_ephemeral_messages_are_in_no_history(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    await user.say("hello", "C1")
    await client.chat_postEphemeral(channel="C1", user="U1", text="psst")
    assert [m.text for m in slack.ephemerals] == ["psst"]
    assert slack.ephemerals[0].ephemeral_to == "U1"
    assert len((await client.conversations_history(channel="C1"))["messages"]) == 1
    slack.user("U2")
    assert await error_of(client.chat_postEphemeral(channel="C1", user="U2", text="x")) == "user_not_in_channel"


async def test_direct_messages_open_by_user(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    opened = await client.conversations_open(users="U1")
    assert opened["channel"]["id"] == user.dm_channel.id
    posted = await client.chat_postMessage(channel="U1", text="hi")
    assert posted["channel"] == user.dm_channel.id
    info = await client.conversations_info(channel=user.dm_channel.id)
    assert info["channel"]["is_im"]
    assert info["channel"]["user"] == "U1"
    assert await error_of(client.conversations_open(users="U404")) == "user_not_found"
    slack.user("U2")
    group = await client.conversations_open(users=["U1", "U2"], return_im=True)
    assert group["channel"]["is_mpim"]


async def test_users_have_locale_and_email_for_who_may(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.user("U7", name="ada", email="ada@example.com", locale="de-DE")
    found = (await client.users_info(user="U7", include_locale=True))["user"]
    assert (found["name"], found["locale"], found["profile"]["email"]) == ("ada", "de-DE", "ada@example.com")
    assert "locale" not in (await client.users_info(user="U7"))["user"]
    slack.scopes.discard("users:read.email")
    assert "email" not in (await client.users_info(user="U7"))["user"]["profile"]
    assert await error_of(client.users_info(user="U404")) == "user_not_found"
    assert {m["id"] for m in (await client.users_list())["members"]} == {"U0BOT", "U7"}
    assert (await client.bots_info(bot="B0BOT"))["bot"]["user_id"] == "U0BOT"


async def test_channels_are_listed(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.channel("G1", kind="group")
    slack.channel("G9", kind="group", bot=False)
    both = await client.conversations_list(types="public_channel,private_channel")
    assert [c["id"] for c in both["channels"]] == ["C1", "G1"]
    assert (await client.conversations_members(channel="C1"))["members"] == ["U0BOT"]
    assert await error_of(client.conversations_list(types="public")) == "invalid_types"


async def test_reactions(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    sent = await user.say("hi", "C1")
    await client.reactions_add(channel="C1", timestamp=sent.ts, name="eyes")
    assert sent.reactions == {"eyes": ["U0BOT"]}
    assert await error_of(client.reactions_add(channel="C1", timestamp=sent.ts, name="eyes")) == "already_reacted"
    got = await client.reactions_get(channel="C1", timestamp=sent.ts)
    assert got["message"]["reactions"][0]["count"] == 1
    await client.reactions_remove(channel="C1", timestamp=sent.ts, name="eyes")
    assert sent.reactions == {}
    assert await error_of(client.reactions_remove(channel="C1", timestamp=sent.ts, name="eyes")) == "no_reaction"


async def test_a_name_of_its_own_needs_the_scope(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C1", text="x", username="Ghost")
    assert posted["message"]["username"] == "Ghost"
    slack.faults.missing_scope("chat:write.customize")
    assert await error_of(client.chat_postMessage(channel="C1", text="x", username="Ghost")) == "missing_scope"


async def test_teams_have_tokens_and_channels_of_their_own(slack: FakeSlack, client: AsyncWebClient) -> None:
    other = slack.team("T2")
    slack.channel("C9", team="T2")
    assert await error_of(client.chat_postMessage(channel="C9", text="x")) == "channel_not_found"
    elsewhere = env_client(slack, other.bot_token)
    assert (await elsewhere.chat_postMessage(channel="C9", text="x"))["ok"]
    assert (await elsewhere.auth_test())["team_id"] == "T2"


async def test_every_call_is_remembered(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C1", text="x")
    (call,) = slack.calls_of("chat.postMessage")
    assert call.arguments == {"channel": "C1", "text": "x"}
    assert call.response["ok"]
    assert call.status == 200


async def test_permalinks(client: AsyncWebClient, user: User) -> None:
    sent = await user.say("hi", "C1")
    link = await client.chat_getPermalink(channel="C1", message_ts=sent.ts)
    assert link["permalink"].endswith(f"/archives/C1/p{sent.ts.replace('.', '')}")


@pytest.mark.parametrize(
    ("arguments", "pings"),
    [
        ({"text": "hey <!channel> and <@U1>"}, ["<!channel>", "<@U1>"]),
        ({"text": "`<!here>`"}, ["<!here>"]),
        ({"text": "&lt;!channel&gt; @channel"}, []),
        ({"text": "@channel", "link_names": True}, ["@channel"]),
        ({"markdown_text": "hey <!everyone>\n\n`<!here>`\n\n```\n<!channel>\n```"}, ["<!everyone>"]),
        ({"markdown_text": "\\<!channel>"}, ["<!channel>"]),
        ({"markdown_text": "&lt;!channel&gt; <#C1>"}, ["<#C1>"]),
        ({"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}]}, []),
        (
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!subteam^S1>"}}]},
            ["<!subteam^S1>"],
        ),
    ],
)
async def test_pings_are_noticed(
    slack: FakeSlack, client: AsyncWebClient, arguments: dict[str, Any], pings: list[str]
) -> None:
    await client.chat_postMessage(channel="C1", **arguments)
    assert [ping.what for ping in slack.pings] == pings
