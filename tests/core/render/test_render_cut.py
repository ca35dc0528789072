"""A stream that gets too old is cut where it stands."""

from botbridge.render.limits import Limits
from botbridge.render.stream import Roller


def test_a_cut_ends_the_part_and_the_text_goes_on_in_a_new_one() -> None:
    roller = Roller(Limits(1000))
    roller.feed("one two")
    roller.cut()
    roller.feed(" three")
    assert [part.text.strip() for part in roller.finish()] == ["one two", "three"]


def test_a_cut_inside_a_fence_closes_and_reopens_it() -> None:
    roller = Roller(Limits(1000))
    roller.feed("```python\na = 1\n")
    roller.cut()
    roller.feed("b = 2\n```\nend")
    first, second = roller.finish()
    assert first.text == "```python\na = 1\n```"
    assert second.text == "```python\nb = 2\n```\nend"


def test_a_cut_inside_a_table_repeats_its_header() -> None:
    roller = Roller(Limits(1000))
    roller.feed("| a | b |\n|---|---|\n| 1 | 2 |\n")
    roller.cut()
    roller.feed("| 3 | 4 |\n")
    assert roller.finish()[1].text == "| a | b |\n|---|---|\n| 3 | 4 |"


def test_what_was_shown_stays_in_the_part_that_was_cut() -> None:
    roller = Roller(Limits(1000))
    roller.feed("a shown beginning of a line")
    shown = roller.parts()[0].text
    roller.shown(0, len(shown))
    roller.cut()
    assert roller.parts()[0].text.startswith(shown)
    assert roller.parts()[0].closed


def test_cutting_nothing_changes_nothing() -> None:
    roller = Roller(Limits(1000))
    roller.cut()
    roller.feed("text")
    assert [part.text for part in roller.finish()] == ["text"]
