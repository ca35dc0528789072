"""Text keeps what it says and pings nobody by accident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.mention import mention
from botbridge.testing.slack.pings import active
from botbridge_slack import outbound, text, widgets

PINGS = [
    "<!channel>",
    "<!here>",
    "<!everyone|all>",
    "<!subteam^S1|team>",
    "<!date^1^{date}|d>",
    "<@U1>",
    "<@W1|x>",
    "<#C1>",
    "<!HERE>",
]


def _shown(said: str) -> dict[str, object]:
    return {"text": text.fallback(said, 4000), "blocks": widgets.markdown_blocks(said)}


@pytest.mark.parametrize("ping", PINGS)
@pytest.mark.parametrize("frame", ["{}", "a {} b", "`{}`", "```\n{}\n```", "\\{}", "| a |\n| - |\n| {} |"])
def test_nothing_in_the_apps_text_pings(ping: str, frame: str) -> None:
    said = frame.format(ping)
    assert active(_shown(said)) == []
    assert ping not in text.dialect(said)
    assert active({"text": text.literal(said), "blocks": widgets.plain_blocks(said)}) == []


@given(
    st.lists(st.sampled_from([*PINGS, "<", ">", "&", "&lt;", "!", "@", "#C1", "\\", "`", "|", "\n", "x"])).map("".join)
)
def test_no_text_pings_however_it_is_put_together(said: str) -> None:
    assert active(_shown(said)) == []
    assert active({"text": text.literal(said)}) == []


def test_a_mention_that_the_app_asked_for_is_real_everywhere() -> None:
    said = f"hello {mention('U1', 'alice')}"
    assert text.dialect(said) == "hello <@U1>"
    assert text.fallback(said, 100) == "hello <@U1>"
    assert text.literal(said) == "hello <@U1>"


@pytest.mark.parametrize("native_id", ["!channel", "U1> <!here", "", "u1", "U1|x"])
def test_a_marker_with_a_strange_id_is_a_name_only(native_id: str) -> None:
    said = mention(native_id, "eve")
    assert text.dialect(said) == "@eve"
    assert active(_shown(said)) == []


@pytest.mark.parametrize(
    "said", ["# a\n\n| b |\n| - |\n| **c** |", "<!-- x -->", "<https://a.b>", "List<@NonNull T>", "a < b"]
)
def test_markdown_that_is_no_mention_goes_out_as_it_is(said: str) -> None:
    assert text.dialect(said) == said


def test_measure_counts_the_dialect_in_utf16_units() -> None:
    assert text.measure("abc") == 3
    assert text.measure("<!here>") == len("<!here>") + 1
    assert text.measure("😀") == 2
    assert text.measure(mention("U1", "a very long name")) == len("<@U1>")


@given(st.text(), st.text())
def test_measure_of_two_texts_together_is_no_more_than_of_each(one: str, two: str) -> None:
    # The core cuts where nothing that looks like a mention is open; elsewhere one space may come in.
    assert text.measure(one + two) <= text.measure(one) + text.measure(two) + 1


def test_the_fallback_is_words_without_markup() -> None:
    assert text.fallback("**a** & [b](https://c.d)\n\n- `e`", 100) == "a &amp; b\n• e"


@given(st.text(alphabet="a&<>*_\n \ue0b0\ue0b1\ue0b2U1", max_size=300), st.integers(20, 60))
def test_the_fallback_is_never_longer_than_its_limit(said: str, limit: int) -> None:
    short = text.fallback(said, limit)
    assert len(short) <= limit
    assert active({"text": short}) == [] or mention("U1", "")[0] in said


def test_a_cut_fallback_says_so_and_cuts_no_entity() -> None:
    short = text.fallback("&" * 100, 23)
    assert short == "&amp;" * 4 + "…"


def test_the_plain_form_loses_nothing() -> None:
    said = "x" * 7000
    blocks = widgets.plain_blocks(said)
    assert "".join(block["text"]["text"] for block in blocks) == said
    assert all(len(block["text"]["text"]) <= 3000 for block in blocks)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<@B0T> hello", "hello"),
        ("<@B0T>, hello", "hello"),
        ("<@B0T|bot>: hello", "hello"),
        ("hello <@B0T>", "hello"),
        ("hello <@B0T>, how are you?", "hello, how are you?"),
        ("<@B0T>", ""),
        ("ask <@U2> and <@U3|bob>", "ask @U2 and @bob"),
        ("in <#C1|general> or <#C2>", "in #general or #C2"),
        ("<!here> <!channel> <!subteam^S1|@team> <!subteam^S2>", "@here @channel @team @subteam"),
        ("<!date^1^{date}|today>", "today"),
        ("<https://a.b/c|see [this]>", "[see \\[this\\]](https://a.b/c)"),
        ("<https://a.b/?x=1&amp;y=2>", "https://a.b/?x=1&y=2"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("&lt;@U2&gt;", "<@U2>"),
        ("*bold* and ~gone~ and _it_", "**bold** and ~~gone~~ and _it_"),
        ("2*3*4", "2*3*4"),
        ("`*a* &lt; <https://x.y|z>`", "`*a* < https://x.y`"),
        ("```\n*a* ~b~\n```", "```\n*a* ~b~\n```"),
        ("a\ue0b0U9\ue0b1x\ue0b2b", "aU9xb"),
    ],
)
def test_mrkdwn_comes_in_as_markdown(raw: str, shown: str) -> None:
    assert text.to_markdown(raw, "B0T") == shown


@given(st.text(alphabet="<>@!#|&;*~`\n ab^UB0T:"))
def test_anything_can_come_in(raw: str) -> None:
    assert isinstance(text.to_markdown(raw, "B0T"), str)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="*~`<>\ue0b0\ue0b1\ue0b2")).map(str.strip))
def test_escaped_words_come_in_as_they_were_typed(typed: str) -> None:
    assert text.to_markdown(text.literal(typed), "B0T") == typed


def test_metadata_is_what_the_trace_looks_for() -> None:
    assert outbound.metadata("m", 1) == {"event_type": "botbridge_message", "event_payload": {"id": "m", "part": 1}}
