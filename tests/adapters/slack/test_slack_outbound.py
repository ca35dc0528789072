"""What goes to Slack, effect by effect, without a network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from outgoing import element, message

from botbridge.model.effect import Delete, Edit, Post, StreamAppend, StreamClose, StreamOpen, Working
from botbridge.model.event import ChatOpened
from botbridge.model.user import Author
from botbridge_slack import address, capabilities, outbound, widgets

THREAD = address.thread_key("T1", "C1", "1.0")
DM = address.thread_key("T1", "D1")
REF = address.message_ref("T1", "C1", "2.0")
CAUSE = ChatOpened(
    key="k", thread=THREAD, author=Author(platform="slack", native_id="U1", scope="T1", metadata={"team_id": "T9"})
)


def test_a_post_is_one_markdown_block_in_its_thread() -> None:
    post = Post(thread=THREAD, message=message("**hi** <!here>"), text="**hi** <!here>", part=2)
    method, arguments, *_ = outbound.post(post, post.text, named=True)
    assert method == "chat.postMessage"
    assert (arguments["channel"], arguments["thread_ts"]) == ("C1", "1.0")
    assert arguments["blocks"] == [{"type": "markdown", "text": "**hi** <\u200b!here>"}]
    assert arguments["text"] == "hi &lt;!here&gt;"
    assert (arguments["parse"], arguments["link_names"]) == ("none", False)
    assert (arguments["unfurl_links"], arguments["unfurl_media"]) == (False, False)
    assert arguments["metadata"]["event_payload"] == {"id": post.message.id, "part": 2}
    assert "username" not in arguments


def test_a_post_in_a_flat_dm_is_in_no_thread() -> None:
    post = Post(thread=DM, message=message("hi"), text="hi")
    assert "thread_ts" not in outbound.post(post, "hi", named=True).arguments


def test_another_author_is_a_name_or_else_a_bold_line_on_the_first_part() -> None:
    named = message("hi", author="Ada", is_default_author=False)
    post = Post(thread=THREAD, message=named, text="hi")
    assert outbound.post(post, "hi", named=True).arguments["username"] == "Ada"
    bold = outbound.post(post, "hi", named=False)
    assert "username" not in bold.arguments
    assert bold.arguments["blocks"][0]["text"] == "**Ada**\n\nhi"
    assert outbound.post(replace(post, part=1), "hi", named=False).arguments["blocks"][0]["text"] == "hi"
    edit = Edit(thread=THREAD, ref=REF, message=named, text="hi")
    assert outbound.edit(edit, "hi", named=False).arguments["blocks"][0]["text"] == "**Ada**\n\nhi"


def test_an_edit_and_a_delete_name_their_message() -> None:
    edit = outbound.edit(Edit(thread=THREAD, ref=REF, message=message("b"), text="b"), "b", named=True)
    assert (edit.method, edit.arguments["channel"], edit.arguments["ts"]) == ("chat.update", "C1", "2.0")
    assert edit.arguments["parse"] == "none"
    delete = outbound.delete(REF)
    assert delete[:2] == ("chat.delete", {"channel": "C1", "ts": "2.0"})
    assert outbound.delete(address.file_ref("T1", "F1"))[:2] == ("files.delete", {"file": "F1"})


def test_a_stream_names_its_reader_and_only_ever_adds() -> None:
    opened = StreamOpen(thread=THREAD, cause=CAUSE, message=message(), text="a <!here>")
    assert outbound.open_stream(opened, named=True)[:2] == (
        "chat.startStream",
        {
            "channel": "C1",
            "thread_ts": "1.0",
            "recipient_user_id": "U1",
            "recipient_team_id": "T9",
            "markdown_text": "a <\u200b!here>",
        },
    )
    append = outbound.append(StreamAppend(thread=THREAD, ref=REF, message=message(), text="b"))
    assert append[:2] == ("chat.appendStream", {"channel": "C1", "ts": "2.0", "markdown_text": "b"})
    close = StreamClose(thread=THREAD, ref=REF, message=message(), text="")
    assert "markdown_text" not in outbound.close_stream(close, "").arguments
    assert outbound.close_stream(close, "c").arguments["markdown_text"] == "c"


def test_a_stream_that_nobody_caused_names_no_reader() -> None:
    opened = outbound.open_stream(StreamOpen(thread=DM, message=message(), text="a"), named=True)
    assert opened.arguments == {"channel": "D1", "markdown_text": "a"}


def test_a_status_is_set_and_taken_back() -> None:
    on, off = Working(thread=THREAD, on=True), Working(thread=THREAD, on=False)
    assert [outbound.agent_status(e).arguments["status"] for e in (on, off)] == ["processing", "active"]
    assert [outbound.thread_status(e).arguments["status"] for e in (on, off)] == ["is thinking…", ""]
    assert outbound.thread_status(on).arguments["thread_ts"] == "1.0"


def test_without_markdown_a_post_says_all_in_its_text() -> None:
    long = "# <x>\n" + "word " * 1000
    post = outbound.post(Post(thread=THREAD, message=message(long), text=long), long, named=True)
    plain = outbound.without_markdown(post)
    assert "blocks" not in plain.arguments
    assert plain.arguments["text"] == long.replace("<", "&lt;").replace(">", "&gt;")
    assert plain.arguments["metadata"] == post.arguments["metadata"]


def test_without_markdown_an_edit_fits_into_what_an_edit_takes() -> None:
    for long in ("short", "word " * 2000):
        edit = outbound.edit(Edit(thread=THREAD, ref=REF, message=message(long), text=long), long, named=True)
        plain = outbound.without_markdown(edit).arguments
        assert len(plain["text"]) <= 4000
        assert "".join(block["text"]["text"] for block in plain["blocks"]) in (long, "")
        assert plain["blocks"] or plain["text"] == long


def test_every_effect_counts_against_a_budget_of_its_workspace() -> None:
    other = address.thread_key("T2", "C1", "1.0")
    edits = [Edit(thread=key, ref=REF, message=message(), text="x") for key in (THREAD, other)]
    assert len({capabilities.rates(edit)[0].key for edit in edits}) == 2
    posts = [Post(thread=key, message=message(), text="x") for key in (THREAD, DM)]
    assert len({capabilities.rates(post)[0].key for post in posts}) == 2
    assert capabilities.rates(StreamOpen(thread=THREAD, message=message(), text="x")) == ()
    assert capabilities.rates(Working(thread=THREAD, on=True)) == ()


@pytest.mark.parametrize(
    ("effect", "budget"),
    [
        (Edit(thread=THREAD, ref=REF, message=message(), text="x"), 50),
        (Delete(thread=THREAD, ref=REF, message_id="m"), 50),
        (StreamAppend(thread=THREAD, ref=REF, message=message(), text="x"), 100),
        (StreamClose(thread=THREAD, ref=REF, message=message(), text="x"), 20),
    ],
)
def test_no_minute_holds_more_than_its_budget(effect: Edit, budget: int) -> None:
    (rate,) = capabilities.rates(effect)
    assert rate.burst + 60 * rate.per_second <= budget


def test_images_are_described() -> None:
    assert widgets.alt_text(element("A plot", b"x", type="image")) == "A plot"
    assert widgets.alt_text(element("a.txt", b"x")) is None
