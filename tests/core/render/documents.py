"""Markdown documents for hypothesis: well-formed ones of unique words, and noise."""

import itertools
from collections.abc import Iterator

from hypothesis import strategies as st
from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")

NOISE = st.text(alphabet=st.sampled_from(list("ab1.  \n\n\n`~-*+>#|[](){}<>!\\_=:\t&@é😀\u200d\u0301")), max_size=400)
LINES = st.lists(
    st.sampled_from(
        [
            "",
            "",
            "a word or two",
            "- item",
            "  - nested",
            "1. one",
            "2) two",
            "> quote",
            "> ```",
            "```py",
            "```",
            "~~~~",
            "    indented",
            "  two",
            "\ttab",
            "# head",
            "---",
            "===",
            "| a | b |",
            "|---|---|",
            "| c | d",
            "a|b",
            "-|-",
            "  ```",
            "- ```js",
            "> - > x",
            "* * *",
            "-",
            "1.",
            "[link](http://x/y)",
            "`code`",
            "`` ` ``",
            "<!channel>",
            "**bold**",
            "word " * 12,
            "x" * 90,
            "😀👍🏽" * 12,
        ]
    ),
    max_size=40,
).map("\n".join)


def _words(numbers: Iterator[int], count: int) -> list[str]:
    return [f"w{next(numbers)}" for _ in range(count)]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A well-formed text in which every word `w<number>` occurs once, in rising order."""
    numbers = itertools.count(1)
    blocks = draw(st.lists(st.sampled_from(list(_BLOCKS)), min_size=1, max_size=8))
    return "\n\n".join(_BLOCKS[block](draw, numbers) for block in blocks)


def _size(draw: st.DrawFn) -> int:
    return draw(st.integers(1, 14))


def _paragraph(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    ends = st.sampled_from([" ", " ", ". ", "\n", "! "])
    return "".join(word + draw(ends) for word in _words(numbers, _size(draw) * 3)).strip()


def _code(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    return "\n".join("  " * draw(st.integers(0, 3)) + " ".join(_words(numbers, 3)) for _ in range(_size(draw)))


def _fence(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    mark = draw(st.sampled_from(["```", "````", "~~~"]))
    return f"{mark}{draw(st.sampled_from(['', 'py', 'c++ title=x']))}\n{_code(draw, numbers)}\n{mark}"


def _indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


def _list(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    items = []
    for _ in range(_size(draw)):
        items.append(f"- {' '.join(_words(numbers, 4))}")
        inner = draw(st.sampled_from(["", "", "nested", "fence", "paragraph"]))
        if inner == "nested":
            items.extend(f"  - {' '.join(_words(numbers, 3))}" for _ in range(2))
        elif inner == "fence":
            items.append(_indented(_fence(draw, numbers), "  "))
        elif inner == "paragraph":
            items.append("\n  " + " ".join(_words(numbers, 5)) + "\n")
    return "\n".join(items)


def _table(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    rows = ["| {} | {} |".format(*_words(numbers, 2)) for _ in range(_size(draw))]
    return "\n".join(["| h | k |", "|---|:-:|", *rows])


def _quote(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    inner = draw(st.sampled_from([_paragraph, _fence, _table]))(draw, numbers)
    return _indented(inner, "> ")


def _heading(draw: st.DrawFn, numbers: Iterator[int]) -> str:
    return "## " + " ".join(_words(numbers, 3))


_BLOCKS = {
    "paragraph": _paragraph,
    "fence": _fence,
    "list": _list,
    "table": _table,
    "quote": _quote,
    "heading": _heading,
}


def closes_its_fences(part: str) -> bool:
    """Whether nothing that follows the part would fall into a fence of its."""
    tokens = PARSER.parse(part + "\n\nafterwards")
    return not any(token.type == "fence" and "afterwards" in token.content for token in tokens)


def is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def solid(text: str) -> str:
    """The text without its whitespace."""
    return "".join(text.split())
