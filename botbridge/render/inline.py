"""Where a line may be cut: between sentences and words, never inside what belongs together."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from typing import ClassVar

SENTENCE = 0.5  # what a cut there costs, on the scale of `scan`
WORD = 0.7
ANYWHERE = 2.0

_OPEN_REACH = 2000  # characters that a still unclosed link or code span is waited for
_TOKENS = re.compile(r"\\[!-/:-@\[-`{-~]|`+|!?\[|\](?=\()|\*\*|__|~~|<(?=[A-Za-z!@#:/])")
_TICKS = re.compile(r"`+")
_PARENTHESES = re.compile(r"[()\r\n]")
_ANGLE = re.compile(r"<[^<>\r\n]{1,2000}>")
_ANGLE_OPEN = re.compile(r"<[^<>\s]{0,2000}")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"""[.!?\u2026][)"'\]*_\u201d\u2019\u00bb]*$|[\u3002\uff01\uff1f]$""")
_WIDE_STOP = re.compile(r"(?<=[\u3001\u3002\uff01\uff0c\uff1b\uff1f])(?=\S)")
_BLOCK_LIKE = re.compile(r"[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|#{1,6}(?:\s|$)|>|`{3}|~{3}|[-*_=|: ]+$")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2190-\u2bff\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299]")
_DEEPEST = 32  # parentheses in a link's target, as parsers count
_LONGEST_CLUSTER = 64  # code points; what is longer is an attack, not a letter

Span = tuple[int, int]


def seam(text: str, low: int, high: int, *, code: bool = False) -> tuple[int, float]:
    """The best place to cut `text` with low < place <= high, and what the cut costs.

    Without a better place it is a boundary between letters; if there is none either, it is `high`.
    In `code` only the letters count.
    """
    wide = [(found.start(), SENTENCE) for found in _WIDE_STOP.finditer(text, low + 1, high + 1)]
    places = [*_spaces(text, low, high, code=code), *([] if code else wide)]
    if places:
        for bound in [[]] if code else (_bound(text, emphasis=True), _bound(text, emphasis=False)):
            best = _cheapest(text, places, bound, low, high, code=code)
            if best:
                return best
    return _letter(text, low, high, [] if code else _bound(text, emphasis=False)), ANYWHERE


def _spaces(text: str, low: int, high: int, *, code: bool) -> list[tuple[int, float]]:
    places = []
    for found in _SPACE.finditer(text, low, min(len(text), high + 1)):
        place = found.start() if found.start() > low else found.end()
        if low < place <= high and text[:place].strip():
            ends = not code and _SENTENCE_END.search(text, max(0, found.start() - 4), found.start())
            places.append((place, SENTENCE if ends else WORD))
    return places


def _cheapest(
    text: str, places: list[tuple[int, float]], bound: list[Span], low: int, high: int, *, code: bool
) -> tuple[int, float] | None:
    starts = [start for start, _ in bound]
    best: tuple[float, int, float] | None = None
    for place, cost in reversed(places):
        if best and place < low + (high - low) // 4:
            break
        at = bisect_right(starts, place - 1) - 1
        if at >= 0 and place < bound[at][1]:
            continue
        if _BLOCK_LIKE.match(text[place : place + 200].lstrip()):
            continue
        rated = cost + 0.5 * (high - place) / max(1, high - low)
        if best is None or rated < best[0]:
            best = rated, place, cost
    return (best[1], best[2]) if best else None


def _bound(text: str, *, emphasis: bool) -> list[Span]:
    """The spans that should stay whole (links, code, mentions, escapes), merged and in order."""
    return _Binder(text, emphasis).spans()


class _Binder:
    """Finds the spans of one text in one pass."""

    def __init__(self, text: str, emphasis: bool) -> None:
        self._text = text
        self._emphasis = emphasis
        self._spans: list[Span] = []
        self._brackets: list[int] = []
        self._marks: dict[str, int] = {}
        self._ticks: defaultdict[int, list[int]] = defaultdict(list)
        for run in reversed([*_TICKS.finditer(text)]):
            self._ticks[len(run[0])].append(run.start())

    def spans(self) -> list[Span]:
        done = 0
        for found in _TOKENS.finditer(self._text):
            if found.start() >= done:
                done = self._KINDS.get(found[0][0], _Binder._mark)(self, found.start(), found[0])
        if self._brackets and self._is_near_end(self._brackets[-1]):
            self._spans.append((self._brackets[-1], len(self._text)))
        return _merged(self._spans)

    def _is_near_end(self, at: int) -> bool:
        """Whether what begins here may only not be finished yet."""
        return len(self._text) - at < _OPEN_REACH

    def _bind(self, start: int, end: int) -> int:
        self._spans.append((start, end))
        return end

    def _escape(self, at: int, token: str) -> int:
        return self._bind(at, at + len(token))

    def _code(self, at: int, token: str) -> int:
        later = self._ticks[len(token)]
        while later and later[-1] <= at:
            later.pop()
        if later:
            return self._bind(at, later[-1] + len(token))
        return self._bind(at, len(self._text) if self._is_near_end(at) else at + len(token))

    def _bracket(self, at: int, token: str) -> int:
        self._brackets.append(at)
        return at + len(token)

    def _target(self, at: int, token: str) -> int:
        """The `(target)` of a link: up to its last parenthesis on the line."""
        if not self._brackets:
            return at + 1
        depth = 0
        for found in _PARENTHESES.finditer(self._text, at):
            if found[0] in "\r\n":
                return at + 1
            depth += 1 if found[0] == "(" else -1
            if not depth:
                return self._bind(self._brackets.pop(), found.end())
            if depth > _DEEPEST:
                return at + 1
        return self._bind(self._brackets.pop(), len(self._text)) if self._is_near_end(at) else at + 1

    def _angle(self, at: int, token: str) -> int:
        found = _ANGLE.match(self._text, at)
        if found:
            return self._bind(at, found.end())
        tail = _ANGLE_OPEN.match(self._text, at)
        unfinished = tail is not None and tail.end() == len(self._text)
        return self._bind(at, len(self._text)) if unfinished and self._is_near_end(at) else at + 1

    def _mark(self, at: int, token: str) -> int:
        """Strong emphasis and strikethrough: kept whole if their end is in sight."""
        if token in self._marks:
            self._bind(self._marks.pop(token), at + len(token))
        elif self._emphasis:
            self._marks[token] = at
        return at + len(token)

    _KINDS: ClassVar[dict[str, Callable[["_Binder", int, str], int]]] = {
        "\\": _escape,
        "`": _code,
        "[": _bracket,
        "!": _bracket,
        "]": _target,
        "<": _angle,
    }


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _letter(text: str, low: int, high: int, bound: list[Span]) -> int:
    """The last boundary between letters, before a bound span if that does not leave too little."""
    if high >= len(text):
        return high
    place = high
    at = bisect_right([start for start, _ in bound], high - 1) - 1
    if at >= 0 and high < bound[at][1]:
        start, end = bound[at]
        if start > low and (end - start <= 2 or start >= low + (high - low) // 2):
            place = start
    lowest = max(low, place - _LONGEST_CLUSTER)
    for candidate in range(place, lowest, -1):
        if is_boundary(text, candidate):
            return candidate
    return place


def is_boundary(text: str, place: int) -> bool:
    """Whether no grapheme cluster of `text` reaches over this place."""
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before.isascii() and after.isascii():
        return (before, after) != ("\r", "\n")
    if before == "\u200d" or "\ud800" <= before <= "\udbff" or _extends(after):
        return False
    if _is_flag(before) and _is_flag(after):
        run = place
        while run > 0 and place - run < _LONGEST_CLUSTER and _is_flag(text[run - 1]):
            run -= 1
        return (place - run) % 2 == 0
    return not ("\u1100" <= before <= "\u11a7" and "\u1100" <= after <= "\u11ff")


def _extends(char: str) -> bool:
    return (
        char in "\u200d\u200c"
        or "\udc00" <= char <= "\udfff"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"  # the later letters of a Korean syllable
        or unicodedata.category(char)[0] == "M"
    )


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def open_cluster(text: str) -> int:
    """How many characters at the end may still grow into another letter: an emoji, a surrogate, a mark."""
    if not text or text[-1].isascii():
        return int(text.endswith("\r"))
    start = len(text) - 1
    while start > 0 and len(text) - start < _LONGEST_CLUSTER and not is_boundary(text, start):
        start -= 1
    cluster = text[start:]
    grows = len(cluster) > 1 or "\ud800" <= cluster <= "\udbff" or _extends(cluster) or _EMOJI.match(cluster)
    return len(cluster) if grows else 0
