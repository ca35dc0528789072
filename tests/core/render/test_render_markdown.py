"""Markdown read, counted, quoted and made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from botbridge.render.degrade import as_code, with_author
from botbridge.render.escape import escape, fence
from botbridge.render.markdown import Block, count_blocks, parse, plain

RENDERER = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def test_parse_gives_the_top_level_blocks_with_their_lines() -> None:
    text = "# h\nwords\nmore\n\n```py\nx\n\n```\n- a\n\n  b\n\n> q\n\n---\n<b>html</b>\n\n|a|\n|-|\n|1|\n\n    code"
    assert [(block.kind, block.start, block.end) for block in parse(text)] == [
        ("heading", 0, 1),
        ("paragraph", 1, 3),
        ("fence", 4, 8),
        ("list", 8, 11),
        ("quote", 12, 13),
        ("rule", 14, 15),
        ("html", 15, 16),
        ("table", 17, 20),
        ("fence", 21, 22),
    ]
    assert parse("a\r\nb")[0] == Block("paragraph", 0, 2, "a\nb")
    assert parse("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**bold** *it* ~~gone~~ `code *x*`", "bold it gone code *x*"),
        ("[label](http://x) <http://y/z> ![alt *t*](i.png)", "label http://y/z alt t"),
        ("# Title\n\nwords\nmore", "Title\nwords\nmore"),
        ("```py\na\n\n  b\n```", "a\n\n  b"),
        ("- a\n- b\n\n3. c", "• a\n• b\n3. c"),
        ("> quoted\n\n---\n\nend", "quoted\nend"),
        ("| a | b |\n|---|---|\n| 1 | **2** |", "a | b\n1 | 2"),
        ("<b>x</b> &amp; \\*y\\*", "<b>x</b> & *y*"),
        ("", ""),
    ],
)
def test_plain_is_what_a_notification_shows(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", 0),
        ("a\nb\n\nc", 2),
        ("- a\n- b\n  - c", 3),
        ("```\na\n\nb\n```", 1),
        ("| a |\n|---|\n| 1 |", 1),
        ("text\n| a |\n|---|\n| 1 |", 2),
        ("# h\ntext\n---\n***", 3),
        ("> a\n>\n> b", 2),
        ("    code\n    more", 1),
    ],
)
def test_blocks_are_counted_with_their_items(text: str, blocks: int) -> None:
    assert count_blocks(text) == blocks


@given(st.text(alphabet=st.sampled_from("`\n ax~"), max_size=60), st.text(max_size=10))
def test_a_fence_holds_any_code(code: str, language: str) -> None:
    (token,) = RENDERER.parse(fence(code, language))
    assert token.type == "fence"
    assert token.content.removesuffix("\n") == code.removesuffix("\n")


@given(st.text())
def test_escaped_words_are_inert(name: str) -> None:
    tokens = RENDERER.parse(f"x {escape(name)}")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or []} <= {"text", "text_special"}


@pytest.mark.parametrize(
    "name",
    ["@everyone", "<!channel>", "<@U1>", "http://evil.example", "www.evil.example", "a@b.example", "**x**", "[x](y)",
     "\u202egnp.exe", "a\nb", "# x", "`x`", "<b>", "![x](y)", "&lt;"],
)  # fmt: skip
def test_escaped_names_call_nobody(name: str) -> None:
    escaped = escape(name)
    for live in ("@e", "<!", "<@", "://e", "www.", "@b", "**", "](", "\u202e", "\n", "<b"):
        assert live not in escaped
    assert not escaped.startswith(("#", "`"))


def test_a_common_name_is_left_readable() -> None:
    assert escape("Zoë O'Neil, 3rd") == "Zoë O'Neil, 3rd"
    assert escape("👩‍🔧 Kim") == "👩‍🔧 Kim"


def test_an_author_stands_above_the_text() -> None:
    assert with_author("hi", "The *Bot*") == "**The \\*Bot\\***\n\nhi"
    assert with_author("hi", " \n") == "hi"


def test_a_language_makes_a_fence() -> None:
    assert as_code("a = '```'", "py") == "````py\na = '```'\n````"
