"""Text keeps what it says, pings nobody by accident, and never takes back what a stream has shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outgoing import message

from botbridge.model.effect import Post
from botbridge.model.mention import mention
from botbridge.render import markdown
from botbridge.render.hold import hold_back
from botbridge.testing.teams import cards, pings, plain
from botbridge_teams import address, outbound, text, widgets
from botbridge_teams.place import Place

PLACE = Place(service_url="https://s/", tenant="t", bot={"id": "28:1"}, user={"id": "29:1"})
ACCOUNT = {"id": "29:1ada", "name": "Ada"}
PIECES = [
    "<at>Ada</at>",
    "<",
    ">",
    "&",
    "a",
    "b c",
    "\n",
    "\n\n",
    "```",
    "```py\n",
    "`",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
]
PIECES += [
    "# ",
    "> ",
    "- ",
    "1. ",
    "**",
    "*",
    "_",
    "~~",
    "[x](y)",
    "\\",
    "{{DATE(2020-01-01,SHORT)}}",
    "é😀",
    "---\n",
    "    code\n",
]
documents = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def known(native_id: str) -> dict[str, Any] | None:
    return ACCOUNT if native_id == "ada" else None


def said(words: str, **options: Any) -> dict[str, Any]:
    effect = Post(thread=address.thread_key("a:1"), message=message(words), text=words)
    return outbound.said(effect, PLACE, words, known, outbound.Manner(**options))


def size(activity: dict[str, Any]) -> int:
    """What the text takes of an activity, in UTF-16 units."""
    cards_ = [one["content"]["body"] for one in activity.get("attachments", [])]
    entities = [one for one in activity.get("entities", []) if one["type"] == "mention"]
    told = [activity.get("text", ""), *cards_, *entities]
    told += [
        entity for one in activity.get("attachments", []) for entity in one["content"]["msteams"].get("entities", [])
    ]
    return sum(len(json.dumps(one, ensure_ascii=False).encode("utf-16-le")) // 2 for one in told)


@settings(max_examples=300)
@given(documents)
def test_no_text_pings_and_nothing_but_whitespace_and_markup_is_lost(words: str) -> None:
    activity = said(words)
    assert pings.active(activity) == []
    read = plain.activity_text(activity).replace("\u200b", "")
    for letters in ("Ada", "é😀", "DATE"):
        assert read.count(letters) >= words.count(letters)


@settings(max_examples=300)
@given(documents)
def test_every_card_can_be_shown(words: str) -> None:
    for attachment in said(words).get("attachments", []):
        assert cards.problems(attachment["content"]) == []


@settings(max_examples=300)
@given(documents | st.text(max_size=60))
def test_measure_is_never_less_than_what_goes_out(words: str) -> None:
    skeleton = 60  # what a card has around its body
    assert size(said(words)) <= text.measure(words) + skeleton


@given(documents | st.text(), documents | st.text())
def test_measure_of_two_texts_together_is_no_more_than_of_each(one: str, two: str) -> None:
    assert text.measure(one + two) <= text.measure(one) + text.measure(two)


@settings(max_examples=300)
@given(documents, st.data())
def test_what_a_stream_said_stays_the_beginning_of_what_it_says(words: str, data: st.DataObject) -> None:
    whole = text.dialect(words, outbound.Mentions(known).native)
    cut = words[: data.draw(st.integers(0, len(words)))]
    shown = cut[: len(cut) - hold_back(cut)]
    assert whole.startswith(text.dialect(shown, outbound.Mentions(known).native))


@pytest.mark.parametrize(
    "words", ["plain", "**b** *i* `c` [l](https://x.y)", "- a\n- b", "> q", "```\nx <b>\n```", "a < b & c > d"]
)
def test_what_messages_can_show_goes_out_as_it_is(words: str) -> None:
    activity = said(words)
    assert (activity["text"], activity["textFormat"]) == (words, "markdown")
    assert "attachments" not in activity


@pytest.mark.parametrize("words", ["# h", "h\n===", "| a |\n| - |\n| b |", "```python\nx\n```", "text\n\n## h\n\ntext"])
def test_what_they_cannot_show_is_a_card_and_no_text_beside_it(words: str) -> None:
    activity = said(words)
    assert "text" not in activity
    assert [one["contentType"] for one in activity["attachments"]] == [widgets.CARD]
    assert activity["summary"] == " ".join(markdown.plain(words).split())


def test_tags_are_inert_but_not_in_fences() -> None:
    native = outbound.Mentions(known).native
    assert text.dialect("<at>x</at> <b> 1 < 2", native) == "<\u200bat>x<\u200b/at> <\u200bb> 1 < 2"
    assert text.dialect("```\n<b>\n```\n<b>", native) == "```\n<b>\n```\n<\u200bb>"


def test_a_mention_on_purpose_is_real_in_text_and_in_cards() -> None:
    marker = mention("ada", "Ada <Lovelace> & Co")
    for words in (f"hey {marker}!", f"# hey {marker}"):
        activity = said(words)
        assert pings.active(activity) == ["29:1ada"]
        assert plain.activity_text(activity).removeprefix("# ").startswith("hey @Ada <Lovelace> & Co")
    assert said(f"hey {mention('eve', 'Eve')}")["text"] == "hey @Eve"


def test_labels_and_signs_of_growth() -> None:
    assert said("x", label=True)["entities"][0]["additionalType"] == ["AIGeneratedContent"]
    assert said("x", growing=True)["text"] == "x …"
    card = said("# x", growing=True)["attachments"][0]["content"]
    assert card["body"][-1]["text"] == "…"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("# One\n\n###### Six", "# One\n\n#### Six"),
        ("Two\n---", "## Two"),
        ("# Closed ##", "# Closed"),
        (
            "| a | b |\n| :- | -: |\n| x \\| y | **z** |\n| only |",
            "| a | b |\n| --- | --- |\n| x \\| y | **z** |\n| only |  |",
        ),
        ("```py\nx = 1\n```", "```python\nx = 1\n```"),
        ("# x\n\n```rust\nfn x() {}\n```", "# x\n\nrust\n\n```\nfn x() {}\n```"),
        ("# x\n\n    indented\n      more", "# x\n\n```\nindented\n  more\n```"),
        ("# x\n\n~~~~\n~~~\n~~~~", "# x\n\n```\n~~~\n```"),
        ("# x\n\n> a\n> b\n>\n> > c", "# x\n\n> a\n> b\n>\n> > c"),
        ("# x\n\n- a\n  - b", "# x\n\n- a\n  - b"),
        ("# x\n\n[a][b]\n\n[b]: https://c.d", "# x\n\n[a][b]\n\n[b]: https://c.d"),
        ("a\n\n# x\n\n---\n\nb", "a\n\n# x\n\n---\n\n\n\nb"),
        ("# \n\nx\n\n# y", "# \n\nx\n\n# y"),
        ("# {{DATE(2017-02-14,SHORT)}}", "# {\u200b{DATE(2017-02-14,SHORT)}}"),
    ],
)
def test_a_card_reads_as_the_text_was_written(words: str, read: str) -> None:
    assert plain.activity_text(said(words)) == read


def test_code_is_there_also_for_clients_that_cannot_colour_it() -> None:
    (block,) = said("```python\nx = 1\n\n```")["attachments"][0]["content"]["body"]
    assert (block["type"], block["language"], block["codeSnippet"]) == ("CodeBlock", "Python", "x = 1\n")
    assert (block["fallback"]["text"], block["fallback"]["fontType"]) == ("x = 1\n", "Monospace")


def test_deep_quotes_end_somewhere() -> None:
    activity = said("# x\n\n" + "> " * 50 + "deep")
    assert "deep" in plain.activity_text(activity)
    assert cards.problems(activity["attachments"][0]["content"]) == []


def test_a_long_summary_says_that_it_goes_on() -> None:
    assert len(widgets.summary("word " * 100)) == 200
    assert widgets.summary("word " * 100).endswith("…")


BOT = {"id": "28:bot", "name": "My Bot"}


def tagged(name: str, native_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": native_id, "name": name}, **more}


@pytest.mark.parametrize(
    ("raw", "entities", "shown"),
    [
        ("<at>My Bot</at> hello", [tagged("My Bot", "28:bot")], "hello"),
        ("<at>My Bot</at>, hello", [tagged("My Bot", "28:bot")], "hello"),
        ("<at>My Bot</at>\u00a0hello", [tagged("My Bot", "28:bot")], "hello"),
        ("hello <at>My Bot</at>", [tagged("My Bot", "28:bot")], "hello"),
        ("hello <at>My Bot</at>, how are you?", [tagged("My Bot", "28:bot")], "hello, how are you?"),
        ("<at>My Bot</at> ask <at>Eve</at>", [tagged("My Bot", "28:bot"), tagged("Eve", "29:eve")], "ask @Eve"),
        ("<at>My Bot</at> x", [{"type": "mention", "mentioned": {"id": "28:bot", "name": "My Bot"}}], "x"),
        ("<at>My Bot</at>", [tagged("My Bot", "28:bot")], ""),
        ("<at>A &amp; B</at>", [tagged("A &amp; B", "29:x")], "@A & B"),
        ("<at id='0'>Someone</at> x", [], "@Someone x"),
        ("1 < 2 & 3", [], "1 < 2 & 3"),
        ("  a\n b ", [], "a\n b"),
        ("a\ue0b0U9\ue0b1x\ue0b2b", [], "aU9xb"),
    ],
)
def test_what_people_write_comes_in_without_the_apps_name(raw: str, entities: list[dict[str, Any]], shown: str) -> None:
    assert text.to_markdown({"text": raw, "entities": entities, "recipient": BOT}) == shown


@given(st.text(alphabet="<>/at @&;\n\u00a0x"), st.text(max_size=5))
def test_anything_can_come_in(raw: str, name: str) -> None:
    activity = {"text": raw, "entities": [tagged(name, "28:bot"), tagged(name, "29:x")], "recipient": BOT}
    assert isinstance(text.to_markdown(activity), str)
