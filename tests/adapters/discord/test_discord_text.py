"""Markdown in Discord's words: what it lacks is written otherwise, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from botbridge.model.mention import mention
from botbridge_discord import tables, text

TABLE = "| Name | Amount |\n| :--- | -----: |\n| one | 1 |\n| twenty | 20 |"
SHOWN = "```\nName   | Amount\n-------+-------\none    |      1\ntwenty |     20\n```"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("plain words", "plain words"),
        ("# a\n## b\n### c", "# a\n## b\n### c"),
        ("#### a\n##### b\n###### c", "### a\n### b\n### c"),
        ("####no heading", "####no heading"),
        ("Title\n=====\n\nSub\n---\n\ntext", "# Title\n\n## Sub\n\ntext"),
        ("two\nlines\n===", "# two lines"),
        ("a ![cat](https://x.example/c.png) b", "a [cat](https://x.example/c.png) b"),
        ("![](https://x.example/c.png)", "<https://x.example/c.png>"),
        ('![cat](<https://x.example/a b> "A cat")', '[cat](<https://x.example/a b> "A cat")'),
        ("`![cat](x)` &amp; `&amp;`", "`![cat](x)` & `&amp;`"),
        ("1 &lt; 2 &#42; 3 &copy; &nothing; &", r"1 \< 2 \* 3 © &nothing; &"),
        ("~~~py\nx = 1\n~~~", "```py\nx = 1\n```"),
        ("````md\n```py\nx\n```\n````", "```md\n`\u200b``py\nx\n`\u200b``\n```"),
        ("```py\nunfinished", "```py\nunfinished\n```"),
        ("- a\n  ```\n  code\n  ```\n- b", "- a\n  ```\n  code\n  ```\n- b"),
        ("> ~~~\n> code\n> ~~~", "> ```\n> code\n> ```"),
        ("<b>bold</b> <script>", "<b>bold</b> <script>"),
        ("a | b", "a | b"),
        ("---\n\n***", "---\n\n***"),
        ("~~gone~~ ||spoiler||", "~~gone~~ ||spoiler||"),
        (TABLE, SHOWN),
        (f"before\n\n{TABLE}\n\nafter", f"before\n\n{SHOWN}\n\nafter"),
        ("| a |\n| - |\n| `x \\| y` |\n| b | c |", "```\na\n-------\n`x | y`\nb | c\n```"),
        ("a | b\n-|-\n1", "```\na   | b\n----+----\n1   |\n```"),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |", "> ```\n> a   | b\n> ----+----\n> 1   | 2\n> ```"),
        ("| a |\n|---|\n| ``` |", "```\na\n---\n`\u200b``\n```"),
    ],
)  # fmt: skip
def test_what_discord_does_not_read_is_written_otherwise(markdown: str, shown: str) -> None:
    assert text.dialect(markdown) == shown


def test_columns_are_aligned_by_what_is_seen() -> None:
    written = text.dialect("| a | b |\n|---|---|\n| 漢字 | x |\n| é | y |\n| 😀 | z |")
    assert written.splitlines()[3:6] == ["漢字 | x", "é    | y", "😀   | z"]
    assert tables.width("e\u0301") == 1


def test_a_table_that_would_not_fit_is_less_aligned() -> None:
    rows = "\n".join(f"| {number} | x |" for number in range(60))
    wide = f"| a | b |\n| --- | --- |\n| {'w' * 60} | x |\n{rows}"
    assert len(wide) < 900
    written = text.dialect(wide, 1200)
    assert len(written) <= 1200
    assert written.startswith("```\n")
    assert f"{'w' * 60} | x" in written
    assert text.dialect(TABLE, 10) == TABLE  # nothing fits, and the source is what was measured


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\ue0b0\ue0b1\ue0b2", exclude_categories=("Cs",)), max_size=40
)
LINES = st.one_of(
    WORDS,
    st.sampled_from(["```py", "```", "~~~", "| a | b |", "|---|---|", "| 1 | 2 |", "#### h"]),
    st.sampled_from(["===", "---", "> q", "- x", "    code", "![i](u)", "&amp;", ""]),
)
LETTERS = re.compile(r"[^\W_]+")


@given(st.lists(LINES, max_size=12).map("\n".join))
@example("a\n===\n\n~~~\n```\n~~~")
@example("| a |\n|---|\n" + "| x |\n" * 5)
@example("- | a | b |\n  |---|---|\n  | 1 | 2 |")
def test_no_word_is_lost_and_nothing_grows_beyond_its_measure(markdown: str) -> None:
    room = max(1, text.measure(markdown))
    written = text.dialect(markdown, room)
    assert len(written) <= room
    plain = text.dialect(markdown, 10_000)
    entities = re.sub(r"&[#\w]+;", " ", markdown)
    for word in LETTERS.findall(entities):
        assert word in plain


@given(st.text(max_size=60), st.text(max_size=60))
def test_measures_add_up(one: str, other: str) -> None:
    assert text.measure(one + other) <= text.measure(one) + text.measure(other)


def test_the_length_is_counted_in_code_points() -> None:
    assert text.measure("😀é") == 2


def test_a_mention_on_purpose_is_a_mention() -> None:
    marked = f"hey {mention('123', 'Ada')} and {mention('no id', 'Bob')} and <@7> @everyone"
    assert text.dialect(marked) == "hey <@123> and @Bob and <@7> @everyone"
    assert text.mentioned(marked) == ["123"]
    assert text.mentioned("<@7> @everyone") == []


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("<@1> hello", "hello"),
        ("<@!1>, hello", "hello"),
        ("<@&9> hello", "hello"),
        ("hello <@1>, how are you?", "hello, how are you?"),
        ("<@2> and <@&3> in <#4>", "@ada and @mods in #general"),
        ("<@5> <#6>", "@5 #6"),
        ("<:wave:7> <a:dance:8>", ":wave: :dance:"),
        ("at <t:0:R>", "at 1970-01-01 00:00 UTC"),
        ("<t:999999999999:f>", "<t:999999999999:f>"),
        ("use </chat:12>", "use /chat"),
        ("`<@2>` ```\n<#4>\n```", "`<@2>` ```\n<#4>\n```"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("", ""),
    ],
)
def test_what_comes_in_is_readable(content: str, markdown: str) -> None:
    names = {"2": "ada", "3": "mods", "4": "general"}
    assert text.to_markdown(content, names, frozenset({"1", "9"})) == markdown


def test_what_comes_in_holds_no_marker() -> None:
    assert mention("1", "a")[0] not in text.to_markdown(mention("1", "a"), {}, frozenset())


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("**What** is `love`?", "What is love?"),
        ("two\nlines  here", "two lines here"),
        ("", "ada"),
        ("x" * 200, "x" * 99 + "…"),
        ("😀" * 200, "😀" * 99 + "…"),
        ("![](u)", "ada"),
    ],
)
def test_a_thread_is_named_from_its_first_words(words: str, title: str) -> None:
    assert text.title(words, "ada") == title
    assert len(text.title(words, "ada")) <= 100


def test_what_makes_cells_harmless_is_not_shown_in_a_code_block() -> None:
    table = "| na\\_me | code |\n| --- | --- |\n| a\\.\u2060b \\| \\*c\\* | `\\d\\.` \\`x\\` |"
    assert text.dialect(table).splitlines()[1:-1] == [
        "na_me     | code",
        "----------+-----------",
        "a.b | *c* | `\\d\\.` `x`",
    ]
